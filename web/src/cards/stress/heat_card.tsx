import { HeatTable, type HeatRow } from "../../charts/heat_table";
import { DocumentCard } from "../../components/document_card";
import { scenarioName } from "../../format/scenario_name";
import { TYPED_IN } from "../../state/scenario_draft";
import { stress, typed, type StressSection } from "../../state/stress_documents";
import { byLoss } from "./scenario_rows";
import { lineageOf } from "./tornado_card";

/** Which asset class gains and loses in which scenario; the classes of a row add up to its total. */
export function StressHeatCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Scenario by asset class"
      span={span}
      source={stress}
      subtitle={(found) => `profit and loss, ${found.base_currency}`}
      lineage={lineageOf}
      table={heatCells}
    >
      {(found) => (
        <HeatTable
          caption={`Profit and loss by scenario and asset class, ${found.base_currency}`}
          corner="scenario"
          columns={[...found.stress.asset_classes, "total", "of equity"]}
          rows={byLoss(found).map((each) => heatRow(found, each))}
          most={largestCell(found)}
        />
      )}
    </DocumentCard>
  );
}

function heatRow(found: StressSection, scenario: StressSection["stress"]["scenarios"][number]): HeatRow {
  const { id, title, by_asset_class, pnl, share_of_equity } = scenario;
  const isTyped = id === typed.value?.id;
  return {
    key: id,
    name: isTyped ? `${id}, ${TYPED_IN}` : scenarioName(id),
    title,
    cells: [
      ...found.stress.asset_classes.map((name) => {
        const cell = by_asset_class[name];
        const isFigure = /\d/.test(cell?.text ?? "");
        return { value: isFigure ? (cell?.value ?? null) : null, text: cell?.text ?? "" };
      }),
      { value: pnl.value, text: pnl.text },
      { value: null, text: share_of_equity.text },
    ],
  };
}

/** Of the classes alone, so that totals do not take the colour from their parts. */
function largestCell(found: StressSection): number {
  const sizes = found.stress.scenarios.flatMap(({ by_asset_class }) =>
    Object.values(by_asset_class).map(({ value }) => Math.abs(value ?? 0)),
  );
  return Math.max(0, ...sizes);
}

function heatCells(found: StressSection): string[][] {
  const { asset_classes } = found.stress;
  return [
    ["scenario", ...asset_classes, `total ${found.base_currency}`, "share of equity"],
    ...byLoss(found).map((each) => [
      each.id,
      ...asset_classes.map((name) => each.by_asset_class[name]?.text ?? ""),
      each.pnl.text,
      each.share_of_equity.text,
    ]),
  ];
}
