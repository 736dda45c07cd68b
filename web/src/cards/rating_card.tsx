import { BarList } from "../components/bar_list";
import { DocumentCard } from "../components/document_card";
import { Finding } from "../components/finding";
import { lineageLine } from "../components/lineage";
import { report } from "../state/documents";
import { gradeText, scoreText } from "./rating/texts";

const MOST_POINTS = 10;

/** Composite rating with what each factor adds. */
export function RatingCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Composite risk"
      span={span}
      source={report}
      subtitle={({ portfolio, limits }) =>
        limits === null ? portfolio : `${portfolio} · limits: ${limits.summary}`
      }
      lineage={(found) => lineageLine(found.as_of, found.data.lineage)}
      table={(found) => [
        ["factor", "score of 10", "weight", "contribution"],
        ...found.rating.waterfall.map((each) => [
          each.title,
          each.score.text,
          each.weight.text,
          each.contribution.text,
        ]),
        ["composite", found.rating.score.text, "", found.rating.grade ?? ""],
      ]}
    >
      {({ rating }) => (
        <>
          <Finding text={rating.why} place={{ view: "rating" }} />
          <div class="graded">
            <div class="grade">
              <strong>{gradeText(rating)}</strong>
              <div>
                <div class="figure">
                  <span class="key">{scoreText(rating)}</span> <span class="unit">{rating.score.unit}</span>
                </div>
                <div class="unit">{rating.action ?? rating.possible_actions.join(" or ")}</div>
              </div>
            </div>
            <BarList
              most={MOST_POINTS}
              bars={rating.waterfall.map((each) => ({
                key: each.factor,
                name: each.title,
                title: `${each.reading.text}: ${each.meaning}`,
                value: each.score.value ?? 0,
                text: each.score.text,
                note: `×${each.weight.text}`,
                tone: "neutral" as const,
              }))}
            />
          </div>
        </>
      )}
    </DocumentCard>
  );
}
