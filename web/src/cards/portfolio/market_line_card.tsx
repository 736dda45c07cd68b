import type { components } from "../../api/schema";
import { Scatter, type ScatterPoint } from "../../charts/scatter";
import { DocumentCard } from "../../components/document_card";
import { Editor } from "../../components/editor";
import type { FieldOfEditor } from "../../components/field";
import { lineageLine } from "../../components/lineage";
import { PlainTable } from "../../components/plain_table";
import { fixed } from "../../format/numbers";
import { choose } from "../../state/address";
import { against, capm } from "../../state/portfolio_documents";

type Capm = components["schemas"]["CapmDocument"];

const FIELDS: FieldOfEditor[] = [
  { name: "against", label: "market", kind: "text", also: ["'market'", "market:", "market "] },
];

/** What assets earned beside what their betas ask for, each beta with its error. */
export function MarketLineCard({ span }: { span: string }) {
  const { body, isAsking, refusal } = capm.state.value;
  return (
    <DocumentCard
      title="Security market line"
      span={span}
      source={capm}
      isRefusedInControls
      isScrolling
      subtitle={(found) =>
        `against ${found.market} · rf ${found.risk_free_annual.text} · market ${found.market_return_annual.text} a year`
      }
      lineage={(found) => lineageLine(found.prices_as_of, found.lineage)}
      table={(found) => [HEAD, ...rowsOf(found)]}
      controls={
        <Editor
          name="Market of the betas"
          fields={FIELDS}
          values={{ against: against.value === "" ? (body?.market ?? "") : against.value }}
          submit={(asked) => choose({ against: asked["against"] === "" ? null : (asked["against"] ?? null) })}
          isAsking={isAsking}
          refusal={refusal}
        />
      }
    >
      {(found) => (
        <div class="with-plot">
          <Scatter
            title="Security market line: mean return a year by beta, with one standard error of each beta"
            xTitle="beta"
            yTitle="return a year"
            xAxis={(value) => fixed(value, 1)}
            line={lineOf(found)}
            points={pointsOf(found)}
          />
          <PlainTable
            caption="Betas and alphas"
            head={HEAD}
            rows={rowsOf(found).map((cells) => ({ key: cells[0] ?? "", cells }))}
          />
        </div>
      )}
    </DocumentCard>
  );
}

const HEAD = ["Asset", "beta", "± error", "alpha", "± error", "p", "R²"];

function rowsOf(found: Capm): string[][] {
  return found.assets.map((each) => [
    each.asset,
    each.beta.text,
    each.beta_error.text,
    each.alpha_annual.text,
    each.alpha_error.text,
    each.alpha_p_value.text,
    each.r_squared.text,
  ]);
}

/** From no beta through the market to beyond the largest beta. */
function lineOf(found: Capm): { x: number; y: number }[] {
  const free = found.risk_free_annual.value ?? 0;
  const market = found.market_return_annual.value ?? 0;
  const betas = found.assets.map((each) => each.beta.value ?? 0);
  return [Math.min(0, ...betas), Math.max(1, ...betas)].map((x) => ({ x, y: free + x * (market - free) }));
}

function pointsOf(found: Capm): ScatterPoint[] {
  return [
    {
      x: 1,
      y: found.market_mean_return_annual.value ?? 0,
      label: found.market,
      kind: "chosen",
    },
    ...found.assets
      .filter((each) => each.asset !== found.market)
      .map((each) => ({
        x: each.beta.value ?? 0,
        y: each.mean_return_annual.value ?? 0,
        xError: each.beta_error.value ?? undefined,
        label: each.asset,
        kind: "asset" as const,
      })),
  ];
}
