import { BarList } from "../components/bar_list";
import { DocumentCard } from "../components/document_card";
import { lineageLine } from "../components/lineage";
import { scenarioName } from "../format/scenario_name";
import { report } from "../state/documents";

/** What each crisis would cost today's book, the worst first. */
export function StressCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Stress P&L"
      span={span}
      source={report}
      subtitle={(found) => `${found.equity.unit}, of ${found.equity.text} equity`}
      lineage={(found) => lineageLine(found.as_of, found.data.lineage)}
      table={(found) => [
        ["scenario", `P&L ${found.base_currency}`, "share of equity", "source"],
        ...found.stress.scenarios.map((each) => [
          each.id,
          each.pnl.text,
          each.share_of_equity.text,
          each.source,
        ]),
      ]}
    >
      {(found) => (
        <BarList
          bars={[...found.stress.scenarios]
            .sort((one, other) => (one.pnl.value ?? 0) - (other.pnl.value ?? 0))
            .map((each) => ({
              key: each.id,
              name: scenarioName(each.id),
              title: each.title,
              value: each.pnl.value ?? 0,
              text: each.pnl.text,
              note: each.share_of_equity.text,
              tone: (each.pnl.value ?? 0) < 0 ? ("loss" as const) : ("gain" as const),
            }))}
        />
      )}
    </DocumentCard>
  );
}
