import { getDocument } from "../api/client";
import { DocumentCard } from "../components/document_card";
import { fixed } from "../format/numbers";

/** Price and Greeks of one option, each with its unit. */
export function GreeksCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Greeks"
      span={span}
      fetching={(abort) => getDocument("/api/v1/option", undefined, abort)}
      subtitle={({ inputs }) =>
        `${inputs["right"]} · spot ${fixed(Number(inputs["spot"]), 0)} · strike ${fixed(Number(inputs["strike"]), 0)} · ` +
        `${inputs["days"]} d · σ ${fixed(100 * Number(inputs["volatility"]), 0)} % · r ${fixed(100 * Number(inputs["rate"]), 0)} %`
      }
      lineage={() => "Black-Scholes-Merton · per unit of the underlying · inputs as stated in the title"}
      table={(option) => [
        ["figure", "value"],
        ...Object.entries(option)
          .filter(([, value]) => typeof value === "number")
          .map(([name, value]) => [name, String(value)]),
      ]}
    >
      {(option) => (
        <ul class="tiles">
          <Tile name="Δ Delta" text={fixed(option.delta, 4)} unit="per 1.00 of the spot" />
          <Tile name="Γ Gamma" text={option.gamma?.toExponential(2) ?? "–"} unit="per 1.00 of the spot" />
          <Tile
            name="Θ Theta"
            text={option.theta_per_day === null ? "–" : fixed(option.theta_per_day, 1)}
            unit="USD a day"
          />
          <Tile name="ν Vega" text={fixed(option.vega_per_point, 1)} unit="USD a vol point" />
          <Tile name="ρ Rho" text={fixed(option.rho_per_percent, 1)} unit="USD per 1 % of the rate" />
          <Tile name="Price" text={fixed(option.price, 0)} unit="USD" />
        </ul>
      )}
    </DocumentCard>
  );
}

function Tile({ name, text, unit }: { name: string; text: string; unit: string }) {
  return (
    <li>
      <div class="unit">{name}</div>
      <div class="figure">{text}</div>
      <div class="unit">{unit}</div>
    </li>
  );
}
