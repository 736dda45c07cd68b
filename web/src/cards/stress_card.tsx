import { getDocument } from "../api/client";
import { BarList } from "../components/bar_list";
import { DocumentCard } from "../components/document_card";
import { lineageLine } from "../components/lineage";

/** What each crisis would cost today's book, the worst first. */
export function StressCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Stress P&L"
      span={span}
      fetching={(abort) => getDocument("/api/v1/report", undefined, abort)}
      subtitle={(report) =>
        `${report.equity.text} ${report.equity.unit} · ${report.stress.scenarios.length} scenarios`
      }
      lineage={(report) => lineageLine(report.as_of, report.data.lineage)}
      table={(report) => [
        ["scenario", `P&L ${report.base_currency}`, "share of equity", "source"],
        ...report.stress.scenarios.map((each) => [
          each.id,
          each.pnl.text,
          each.share_of_equity.text,
          each.source,
        ]),
      ]}
    >
      {(report) => (
        <BarList
          bars={[...report.stress.scenarios]
            .sort((one, other) => (one.pnl.value ?? 0) - (other.pnl.value ?? 0))
            .map((each) => ({
              key: each.id,
              name: each.id,
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
