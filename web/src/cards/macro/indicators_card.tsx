import type { components } from "../../api/schema";
import { DocumentCard } from "../../components/document_card";
import { PlainTable } from "../../components/plain_table";
import { withUnit } from "../../format/numbers";
import { macro } from "../../state/documents";

type Indicator = components["schemas"]["MacroDocument"]["indicators"][number];

const HEAD = ["indicator", "subject", "value", "period", "change", "trend", "percentile", "reading"];

/** Every indicator of the economy, and what limits all of them. */
export function IndicatorsCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="All indicators"
      span={span}
      source={macro}
      subtitle={(found) => `${found.indicators.length} as of ${found.as_of}`}
      lineage={(found) => `${found.badge} · ${found.data} · ${found.series.length} series`}
      table={(found) => [HEAD, ...found.indicators.map(cellsOf)]}
    >
      {(found) => (
        <>
          <PlainTable
            caption="All indicators"
            head={HEAD}
            textColumns={2}
            rows={found.indicators.map((each) => ({
              key: each.id,
              cells: cellsOf(each).map((text, column) =>
                column === 3 && each.stale !== ""
                  ? { text: `${text}, stale`, tone: "state" as const, title: each.stale }
                  : text,
              ),
            }))}
          />
          {[...found.failures.map((each) => `${each.where}: ${each.message}`), ...found.notes].map((each) => (
            <p key={each} class="unit note">
              {each}
            </p>
          ))}
        </>
      )}
    </DocumentCard>
  );
}

function cellsOf(each: Indicator): string[] {
  return [
    each.title,
    each.subject,
    withUnit(each.value),
    each.period,
    each.change.text,
    each.trend?.word ?? "–",
    each.rank?.percentile.text ?? "–",
    each.word === "" ? each.unavailable || "–" : each.word,
  ];
}
