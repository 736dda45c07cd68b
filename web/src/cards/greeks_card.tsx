import { DocumentCard } from "../components/document_card";
import { Tile } from "../components/tile";
import { fixed, scientific } from "../format/numbers";
import { option } from "../state/documents";

/** Price and Greeks of one option, each with its unit. */
export function GreeksCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Greeks"
      span={span}
      source={option}
      subtitle={({ inputs }) =>
        `${inputs["right"]} · S ${fixed(Number(inputs["spot"]), 0)} · K ${fixed(Number(inputs["strike"]), 0)} · ` +
        `${inputs["days"]} d · σ ${fixed(100 * Number(inputs["volatility"]), 0)} % · r ${fixed(100 * Number(inputs["rate"]), 0)} %`
      }
      lineage={() =>
        "Black-Scholes-Merton · for one unit of the underlying · inputs as the title states them"
      }
      table={(found) => [
        ["figure", "value"],
        ...Object.entries(found)
          .filter(([, value]) => typeof value === "number")
          .map(([name, value]) => [name, String(value)]),
      ]}
    >
      {(found) => (
        <ul class="tiles is-triple">
          <Tile name="Δ Delta" text={fixed(found.delta, 4)} unit="USD per $1 of spot" />
          <Tile
            name="Γ Gamma"
            text={found.gamma === null ? "–" : scientific(found.gamma)}
            unit="delta per $1 of spot"
          />
          <Tile
            name="Θ Theta"
            text={found.theta_per_day === null ? "–" : fixed(found.theta_per_day, 1)}
            unit="USD a day"
          />
          <Tile name="ν Vega" text={fixed(found.vega_per_point, 1)} unit="USD a vol point" />
          <Tile name="ρ Rho" text={fixed(found.rho_per_percent, 1)} unit="USD per 1 % of rate" />
          <Tile name="Price" text={fixed(found.price, 0)} unit="USD" />
        </ul>
      )}
    </DocumentCard>
  );
}
