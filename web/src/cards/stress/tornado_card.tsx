import { Tornado } from "../../charts/tornado";
import { DocumentCard } from "../../components/document_card";
import { HiddenTable } from "../../components/hidden_table";
import { lineageLine } from "../../components/lineage";
import { choose, chosen } from "../../state/address";
import { stress, typed, type StressSection } from "../../state/stress_documents";
import { ScenarioDetail } from "./scenario_detail";
import { byLoss, datesOf, tornadoRow } from "./scenario_rows";
import "../../styles/stress.css";

/** Every scenario by what it would cost the book, the worst first, and one of them in all its parts. */
export function TornadoCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Stress tornado"
      span={span}
      source={stress}
      subtitle={(found) =>
        `profit and loss of the whole book, ${found.base_currency}, of ${found.equity.text} equity`
      }
      lineage={lineageOf}
      table={tornadoTable}
    >
      {(found) => {
        const sorted = byLoss(found);
        const asked = chosen.value["scenario"];
        const scenario = sorted.find(({ id }) => id === asked) ?? sorted[0];
        if (scenario === undefined) return null;
        return (
          <div class="with-detail-place">
            <div class="with-detail">
              <div>
                <Tornado
                  label="Profit and loss by scenario, the largest loss first"
                  rows={sorted.map((each) => tornadoRow(each, typed.value?.id))}
                  chosen={scenario.id}
                  choose={(id) => choose({ scenario: id })}
                />
                <HiddenTable caption="Profit and loss by scenario" rows={tornadoTable(found)} />
              </div>
              <ScenarioDetail found={found} scenario={scenario} isTyped={scenario.id === typed.value?.id} />
            </div>
          </div>
        );
      }}
    </DocumentCard>
  );
}

/** Of every card of stress: whose prices, and that made ones replay nothing. */
export function lineageOf(found: StressSection): string {
  const replays = found.simulated ? "stated shocks, since simulated prices cannot replay a real crisis" : "";
  return [lineageLine(found.as_of, found.data.lineage), replays].filter((each) => each !== "").join(" · ");
}

function tornadoTable(found: StressSection): string[][] {
  return [
    ["scenario", `P&L ${found.base_currency}`, "share of equity", "dates", "title", "source"],
    ...byLoss(found).map((each) => [
      each.id,
      each.pnl.text,
      each.share_of_equity.text,
      datesOf(each),
      each.title,
      each.source,
    ]),
  ];
}
