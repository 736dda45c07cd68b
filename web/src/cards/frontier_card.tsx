import type { components } from "../api/schema";
import { Scatter, type ScatterPoint } from "../charts/scatter";
import { DocumentCard } from "../components/document_card";
import { HiddenTable } from "../components/hidden_table";
import { lineageLine } from "../components/lineage";
import { frontier } from "../state/documents";

type Frontier = components["schemas"]["FrontierDocument"];

/** Every efficient portfolio within bounds, the assets alone, and the two portfolios with a name. */
export function FrontierCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Efficient frontier"
      span={span}
      source={frontier}
      subtitle={(found) =>
        `${found.covariance_method} · weights ${found.lower_bound.text} to ${found.upper_bound.text} · rf ${found.risk_free_annual.text} a year`
      }
      lineage={(found) => lineageLine(found.prices_as_of, found.lineage)}
      table={frontierTable}
    >
      {(found) => (
        <div class="with-plot">
          <Scatter
            title="Efficient frontier: return and volatility a year"
            xTitle="volatility a year"
            yTitle="return a year"
            line={found.points.map((each) => ({
              x: each.volatility_annual.value ?? 0,
              y: each.expected_return_annual.value ?? 0,
            }))}
            points={pointsOf(found)}
          />
          {found.max_sharpe === null || found.max_sharpe === undefined ? null : (
            <p class="unit">
              Max Sharpe {found.max_sharpe.sharpe_ratio.text}: return{" "}
              {found.max_sharpe.expected_return_annual.text}, volatility{" "}
              {found.max_sharpe.volatility_annual.text} a year
            </p>
          )}
          <HiddenTable caption="Efficient portfolios, a year" rows={frontierTable(found)} />
        </div>
      )}
    </DocumentCard>
  );
}

function frontierTable(found: Frontier): string[][] {
  return [
    [
      "portfolio",
      "volatility a year",
      "return a year",
      "Sharpe",
      ...Object.keys(found.minimum_volatility.weights),
    ],
    ...found.turning_points.map((each, place) => [
      `turning point ${place + 1}`,
      each.volatility_annual.text,
      each.expected_return_annual.text,
      each.sharpe_ratio.text,
      ...Object.values(each.weights).map((weight) => weight.text),
    ]),
  ];
}

function pointsOf(found: Frontier): ScatterPoint[] {
  const named: [string, Frontier["max_sharpe"]][] = [
    ["max Sharpe", found.max_sharpe],
    ["min volatility", found.minimum_volatility],
  ];
  const chosen = named.flatMap(([label, each]) =>
    each === null || each === undefined
      ? []
      : [
          {
            x: each.volatility_annual.value ?? 0,
            y: each.expected_return_annual.value ?? 0,
            label,
            kind: "chosen" as const,
          },
        ],
  );
  const assets = found.assets.map((each) => ({
    x: each.volatility_annual.value ?? 0,
    y: each.expected_return_annual.value ?? 0,
    label: each.asset,
    kind: "asset" as const,
  }));
  return [...chosen, ...assets];
}
