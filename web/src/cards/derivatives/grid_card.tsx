import type { components } from "../../api/schema";
import { HeatTable } from "../../charts/heat_table";
import { DocumentCard } from "../../components/document_card";
import { Editor } from "../../components/editor";
import type { FieldOfEditor } from "../../components/field";
import { lineageLine } from "../../components/lineage";
import { Notes } from "../../components/notes";
import { shown } from "../../format/numbers";
import { choose } from "../../state/address";
import { changeOf } from "../../state/choices";
import { GRID, grid, gridChoices } from "../../state/derivatives_documents";

type Found = components["schemas"]["GridDocument"];
type Cell = components["schemas"]["GridCellView"];

const RANGES: FieldOfEditor[] = [
  { name: "spot_low", label: "Price from", kind: "percent", also: ["spot_moves"] },
  { name: "spot_high", label: "to", kind: "percent" },
  { name: "volatility_low", label: "Volatility from", kind: "percent", also: ["volatility_moves"] },
  { name: "volatility_high", label: "to", kind: "percent" },
];

/** P&L of the book at every move of the price with every move of the implied volatility. */
export function GridCard({ span }: { span: string }) {
  const { body, isAsking, refusal } = grid.state.value;
  const values = gridChoices();
  const held = body?.underlyings ?? [values.underlying].filter((each) => each !== "");
  const underlying: FieldOfEditor = {
    name: "underlying",
    label: "What moves",
    kind: "select",
    options: [["", "every asset"], ...held.map((each) => [each, each] as const)],
  };
  return (
    <DocumentCard
      title="Price × volatility"
      span={span}
      source={grid}
      isRefusedInControls
      subtitle={(found) => `P&L of the book, ${found.base_currency}, full revaluation`}
      lineage={(found) => lineageLine(found.as_of, found.lineage)}
      table={(found) => [
        ["volatility", ...found.spot_moves.map(({ move }) => move.text)],
        ...found.rows.map((row) => [row.volatility_move.text, ...row.cells.map(({ pnl }) => pnl.text)]),
      ]}
      controls={
        <Editor
          name="Moves of price and volatility"
          fields={[underlying, ...RANGES]}
          values={values}
          submit={(given) => choose(changeOf(GRID, given, "grid"))}
          isAsking={isAsking}
          refusal={refusal}
        />
      }
    >
      {(found) => (
        <>
          <HeatTable
            caption={`P&L of the book in ${found.base_currency}, by move of ${movedBy(found)} (across) and of implied volatility (down)`}
            corner="Volatility ↓ Price →"
            columns={found.spot_moves.map(({ move }) => shown(move.text))}
            rows={found.rows.map((row) => ({
              key: row.volatility_move.text,
              name: shown(row.volatility_move.text),
              cells: row.cells.map((cell) => ({
                value: cell.pnl.value,
                text: cell.pnl.text + (cell.liquidated.length > 0 ? "×" : ""),
                title: titleOf(cell),
              })),
            }))}
          />
          <p class="after-tiles">
            Worst {placeOf(found.worst)}; best {placeOf(found.best)}.
          </p>
          <Notes notes={found.notes} />
        </>
      )}
    </DocumentCard>
  );
}

function movedBy(found: Found): string {
  return found.underlying ?? "every price";
}

function placeOf({ pnl, share_of_equity, spot_move, volatility_move }: Cell): string {
  return shown(
    `${pnl.text} ${pnl.unit} (${share_of_equity.text} of equity) at ${spot_move.text} of price, ${volatility_move.text} of volatility`,
  );
}

function titleOf(cell: Cell): string {
  const closed = cell.liquidated.length > 0 ? `; closed by force: ${cell.liquidated.join(", ")}` : "";
  return `${cell.share_of_equity.text} of equity${closed}`;
}
