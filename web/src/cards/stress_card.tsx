import type { components } from "../api/schema";
import { BarList } from "../components/bar_list";
import { DocumentCard } from "../components/document_card";
import { Finding } from "../components/finding";
import { lineageLine } from "../components/lineage";
import { shown } from "../format/numbers";
import { scenarioName } from "../format/scenario_name";
import { report } from "../state/documents";

type Report = components["schemas"]["ReportDocument"];
type Scenario = Report["stress"]["scenarios"][number];

/** What each crisis would cost today's book, the worst first. */
export function StressCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Stress P&L"
      span={span}
      source={report}
      isScrolling
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
        <>
          <Worst worst={worstFirst(found)[0]} />
          <BarList
            bars={worstFirst(found).map((each) => ({
              key: each.id,
              name: scenarioName(each.id),
              title: each.title,
              value: each.pnl.value ?? 0,
              text: each.pnl.text,
              note: each.share_of_equity.text,
              tone: (each.pnl.value ?? 0) < 0 ? ("loss" as const) : ("gain" as const),
            }))}
          />
        </>
      )}
    </DocumentCard>
  );
}

function worstFirst(found: Report): Scenario[] {
  return [...found.stress.scenarios].sort((one, other) => (one.pnl.value ?? 0) - (other.pnl.value ?? 0));
}

function Worst({ worst }: { worst: Scenario | undefined }) {
  if (worst === undefined) return null;
  const { id, pnl, share_of_equity: share } = worst;
  const text = `Worst: ${scenarioName(id)}, ${shown(pnl.text)} ${pnl.unit}, ${shown(share.text)} of equity`;
  return <Finding text={text} place={{ view: "risk", choices: { scenario: id } }} />;
}
