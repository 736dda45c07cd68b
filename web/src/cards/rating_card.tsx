import { BarList } from "../components/bar_list";
import { DocumentCard } from "../components/document_card";
import { Finding } from "../components/finding";
import { lineageLine } from "../components/lineage";
import { report } from "../state/documents";

const MOST_POINTS = 10;

/** Composite rating with what each factor adds. */
export function RatingCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Composite risk"
      span={span}
      source={report}
      subtitle={(found) => found.portfolio}
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
          <div class="grade">
            <strong>{rating.grade ?? rating.possible_grades.join(" to ")}</strong>
            <div>
              <div class="figure">
                <span class="key">{rating.score.text}</span> <span class="unit">{rating.score.unit}</span>
              </div>
              <div class="unit">composite · {rating.action ?? rating.possible_actions.join(" to ")}</div>
            </div>
          </div>
          <Finding text={rating.why} place={{ view: "rating" }} />
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
        </>
      )}
    </DocumentCard>
  );
}
