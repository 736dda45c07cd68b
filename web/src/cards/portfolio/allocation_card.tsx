import type { components } from "../../api/schema";
import { BarList } from "../../components/bar_list";
import { DocumentCard } from "../../components/document_card";
import { Editor } from "../../components/editor";
import type { FieldOfEditor } from "../../components/field";
import { lineageLine } from "../../components/lineage";
import { PlainTable } from "../../components/plain_table";
import { Tile } from "../../components/tile";
import { levelText } from "../../format/percent";
import { choose } from "../../state/address";
import { aim, allocation, DEFAULT_OBJECTIVE } from "../../state/portfolio_documents";

type Optimized = components["schemas"]["OptimizeDocument"];

const FIELDS: FieldOfEditor[] = [
  {
    name: "objective",
    label: "objective",
    kind: "select",
    options: [
      ["max-sharpe", "highest Sharpe ratio"],
      ["min-volatility", "least volatility"],
      ["efficient-return", "least volatility at a return"],
      ["efficient-risk", "highest return at a volatility"],
      ["min-shortfall", "least Expected Shortfall"],
      ["risk-parity", "risk parity"],
      ["hierarchical", "hierarchical risk parity"],
    ],
  },
  {
    name: "target",
    label: "return or volatility a year",
    kind: "percent",
    also: ["target_return", "target_volatility"],
  },
  {
    name: "trades",
    label: "trades",
    kind: "select",
    options: [
      ["book", "from the book"],
      ["none", "none"],
    ],
  },
];

/** One portfolio by an objective, within the bounds of the frontier, and the trades that lead there from the book. */
export function AllocationCard({ span }: { span: string }) {
  const { isAsking, refusal } = allocation.state.value;
  return (
    <DocumentCard
      title="Weights and trades"
      span={span}
      source={allocation}
      isRefusedInControls
      isScrolling
      subtitle={(found) => found.objective}
      lineage={(found) => lineageLine(found.prices_as_of, found.lineage)}
      table={weightTable}
      controls={
        <Editor
          name="Objective"
          fields={FIELDS}
          values={aim.value}
          submit={(asked) =>
            choose({
              objective: asked["objective"] === DEFAULT_OBJECTIVE ? null : (asked["objective"] ?? null),
              target: asked["target"] === "" ? null : (asked["target"] ?? null),
              trades: asked["trades"] === "none" ? "none" : null,
            })
          }
          isAsking={isAsking}
          refusal={refusal}
        />
      }
    >
      {(found) => (
        <>
          <Whole found={found} />
          <div class="two-columns">
            <BarList
              bars={found.weights.map((each) => ({
                key: each.asset,
                name: each.asset,
                title: `${each.asset}: mean ${each.expected_return_annual.text} a year, volatility ${each.volatility_annual.text}`,
                value: each.weight.value ?? 0,
                text: each.weight.text,
                note: `${each.share_of_volatility.text} of risk`,
                tone: (each.weight.value ?? 0) < 0 ? "loss" : "neutral",
              }))}
            />
            <Trades found={found} />
          </div>
        </>
      )}
    </DocumentCard>
  );
}

function Whole({ found }: { found: Optimized }) {
  const level = levelText(found.expected_shortfall_confidence);
  return (
    <ul class="tiles is-four">
      <Tile
        name="return a year"
        text={found.expected_return_annual.text}
        unit={found.expected_return_error.value === null ? "" : `± ${found.expected_return_error.text}`}
      />
      <Tile name="volatility a year" text={found.volatility_annual.text} unit="" />
      <Tile name="Sharpe" text={found.sharpe_ratio.text} unit={`at ${found.risk_free_annual.text}`} />
      <Tile
        name={`ES ${level}, one session`}
        text={found.expected_shortfall.text}
        unit={`${found.expected_shortfall_lower.text} to ${found.expected_shortfall_upper.text}`}
      />
    </ul>
  );
}

function Trades({ found }: { found: Optimized }) {
  const trades = found.trades ?? null;
  if (trades === null) return null;
  return (
    <div>
      <PlainTable
        caption={`Trades from ${trades.portfolio}`}
        head={["Trade", "held", "trade", "then", trades.currency]}
        rows={trades.trades.map((each) => ({
          key: each.asset,
          cells: [
            each.asset,
            each.units_before.text,
            each.units.text,
            each.units_after.text,
            each.asset === "cash" ? "" : each.money.text,
          ],
        }))}
      />
      <p class="unit">
        Of {trades.equity.text} {trades.currency}, prices of {trades.as_of}; bought and sold{" "}
        {trades.turnover.text}.
        {trades.kept.length === 0 ? "" : ` Left as they are: ${trades.kept.join(", ")}.`}
      </p>
    </div>
  );
}

function weightTable(found: Optimized): string[][] {
  const trades = new Map((found.trades?.trades ?? []).map((each) => [each.asset, each]));
  return [
    ["asset", "weight", "mean a year", "volatility a year", "share of volatility"],
    ...found.weights.map((each) => [
      each.asset,
      each.weight.text,
      each.expected_return_annual.text,
      each.volatility_annual.text,
      each.share_of_volatility.text,
    ]),
    ...(trades.size === 0 ? [] : [["trade", "held", "trade", "then", found.trades?.currency ?? ""]]),
    ...[...trades.values()].map((each) => [
      each.asset,
      each.units_before.text,
      each.units.text,
      each.units_after.text,
      each.money.text,
    ]),
  ];
}
