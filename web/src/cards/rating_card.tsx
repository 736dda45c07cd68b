import { getDocument } from "../api/client";
import { BarList } from "../components/bar_list";
import { DocumentCard } from "../components/document_card";
import { lineageLine } from "../components/lineage";

/** Composite rating with what each factor adds. */
export function RatingCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Composite risk"
      span={span}
      fetching={(abort) => getDocument("/api/v1/report", undefined, abort)}
      subtitle={(report) => report.portfolio}
      lineage={(report) => lineageLine(report.as_of, report.data.lineage)}
      table={(report) => [
        ["factor", "score of 10", "weight", "contribution"],
        ...report.rating.waterfall.map((each) => [
          each.title,
          each.score.text,
          each.weight.text,
          each.contribution.text,
        ]),
        ["composite", report.rating.score.text, "", report.rating.grade ?? ""],
      ]}
    >
      {({ rating }) => (
        <>
          <div class="grade">
            <strong>{rating.grade ?? rating.possible_grades.join(" to ")}</strong>
            <div>
              <div class="figure">
                {rating.score.text} <span class="unit">{rating.score.unit}</span>
              </div>
              <div class="unit">composite · {rating.action ?? rating.possible_actions.join(" to ")}</div>
            </div>
          </div>
          <BarList
            most={10}
            bars={rating.waterfall.map((each) => ({
              key: each.factor,
              name: each.title,
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
