import type { components } from "../../api/schema";
import { LadderStrip } from "../../charts/ladder_strip";
import { DocumentCard } from "../../components/document_card";
import { HiddenTable } from "../../components/hidden_table";
import { lineageLine } from "../../components/lineage";
import { report } from "../../state/documents";
import { gradeText, scoreText } from "./texts";

type Rating = components["schemas"]["RatingView"];

/** The grade, where it stands among its neighbours, why, and what would move it. */
export function GradeCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Grade"
      span={span}
      source={report}
      subtitle={(found) => `${found.portfolio}, ${found.rating.policy}`}
      lineage={(found) => lineageLine(found.as_of, found.data.lineage)}
      table={({ rating }) => ladderTable(rating)}
    >
      {({ rating }) => (
        <div class="grade-card">
          <div class="grade">
            <strong>{gradeText(rating)}</strong>
            <div>
              <div class="figure">
                <span class="key">{scoreText(rating)}</span>{" "}
                <span class="unit">{rating.score.unit}, 0 is best</span>
              </div>
              <div class="unit">{rating.action ?? rating.possible_actions.join(" or ")}</div>
            </div>
          </div>
          <LadderStrip rating={rating} title={`Ladder of grades, the composite at ${scoreText(rating)}`} />
          <HiddenTable caption="Ladder of grades" rows={ladderTable(rating)} />
          <p class="sentence">{rating.why}</p>
          {[rating.better, rating.worse].map((each) =>
            each === null ? null : (
              <p key={each.grade} class="sentence is-second">
                {each.sentence}
              </p>
            ),
          )}
          <p class="downloads">
            <span class="unit">The whole report:</span>{" "}
            <a href="api/v1/download/report.html" download>
              HTML
            </a>{" "}
            <a href="api/v1/download/report.json" download>
              JSON
            </a>
          </p>
        </div>
      )}
    </DocumentCard>
  );
}

function ladderTable(rating: Rating): string[][] {
  return [
    ["grade", "from", "below", "action", "of this book"],
    ...rating.ladder.map((each) => [
      each.grade,
      each.low.text,
      each.high.text,
      each.action,
      rating.possible_grades.includes(each.grade) ? scoreText(rating) : "",
    ]),
  ];
}
