import { Scatter } from "../../charts/scatter";
import { BarList } from "../../components/bar_list";
import { DocumentCard } from "../../components/document_card";
import { Editor } from "../../components/editor";
import type { FieldOfEditor } from "../../components/field";
import { HiddenTable } from "../../components/hidden_table";
import { lineageLine } from "../../components/lineage";
import { choose, chosen, refine } from "../../state/address";
import { changeOf } from "../../state/choices";
import { CONSTRUCTION, construction, ownFrontier } from "../../state/portfolio_documents";
import {
  frontierLine,
  frontierPoints,
  frontierTable,
  namedAllocations,
  type Frontier,
  type NamedAllocation,
} from "./frontier_points";

const FIELDS: FieldOfEditor[] = [
  { name: "least", label: "least weight", kind: "percent", also: ["'low'", "low:", "lower bound", "cross:"] },
  { name: "most", label: "largest weight", kind: "percent", also: ["'high'", "high:", "upper bound"] },
  { name: "riskfree", label: "risk-free a year", kind: "percent", also: ["risk_free_rate"] },
  { name: "cash", label: "in cash", kind: "percent" },
  {
    name: "covariance",
    label: "covariance",
    kind: "select",
    options: [
      ["ledoit_wolf", "Ledoit-Wolf"],
      ["sample", "sample"],
      ["oracle_approximating", "oracle approximating"],
      ["ewma", "EWMA"],
      ["asynchronous", "asynchronous"],
    ],
  },
  {
    name: "mean",
    label: "expected returns",
    kind: "select",
    options: [
      ["historical", "historical mean"],
      ["james_stein", "James-Stein"],
      ["ewma", "EWMA"],
    ],
  },
  { name: "assets", label: "assets, all without", kind: "text" },
];

/** Every efficient portfolio within bounds that are typed in, and the weights of whichever is looked at. */
export function ConstructionCard({ span }: { span: string }) {
  const asked = construction.value;
  const { isAsking, refusal } = ownFrontier.state.value;
  return (
    <DocumentCard
      title="Frontier within bounds"
      span={span}
      source={ownFrontier}
      isRefusedInControls
      subtitle={(found) =>
        `${found.mean_method} · ${found.covariance_method} · ${found.n_observations} returns`
      }
      lineage={(found) => lineageLine(found.prices_as_of, found.lineage)}
      table={frontierTable}
      controls={
        <Editor
          name="Bounds and estimators"
          fields={FIELDS}
          values={{ ...asked }}
          submit={(values) => choose(changeOf(CONSTRUCTION, values))}
          isAsking={isAsking}
          refusal={refusal}
        />
      }
    >
      {(found) => <FrontierAndWeights found={found} />}
    </DocumentCard>
  );
}

function FrontierAndWeights({ found }: { found: Frontier }) {
  const all = namedAllocations(found);
  const wanted = chosen.value["pick"];
  const looked = all.find(({ name }) => name === wanted) ?? all[0];
  return (
    <div class="frontier-beside">
      <div class="with-plot">
        <Scatter
          title="Efficient portfolios, assets and the book: return and volatility a year; arrow keys go from portfolio to portfolio"
          xTitle="volatility a year"
          yTitle="return a year"
          line={frontierLine(found)}
          points={frontierPoints(found, true)}
          chosen={looked?.name}
          choose={(name) => refine({ pick: name === all[0]?.name ? null : name })}
        />
      </div>
      {looked === undefined ? null : <LookedAt looked={looked} found={found} />}
      <HiddenTable caption="Portfolios of the picture, a year" rows={frontierTable(found)} />
    </div>
  );
}

function LookedAt({ looked, found }: { looked: NamedAllocation; found: Frontier }) {
  const { title, allocation } = looked;
  const cash = looked.name === "book" ? found.book?.cash : found.cash;
  const weights = Object.entries(allocation.weights).map(([key, weight]) => ({ key, weight }));
  if ((cash?.value ?? 0) > 0 && cash !== undefined) weights.push({ key: "cash", weight: cash });
  return (
    <div class="looked-at" aria-live="polite">
      <h3>{title}</h3>
      <dl class="facts">
        <div>
          <dt>return a year</dt>
          <dd class="figure">{allocation.expected_return_annual.text}</dd>
        </div>
        <div>
          <dt>volatility a year</dt>
          <dd class="figure">{allocation.volatility_annual.text}</dd>
        </div>
        <div>
          <dt>Sharpe</dt>
          <dd class="figure">{allocation.sharpe_ratio.text}</dd>
        </div>
      </dl>
      <BarList
        bars={weights.map(({ key, weight }) => ({
          key,
          name: key,
          title: key,
          value: weight.value ?? 0,
          text: weight.text,
          note: "",
          tone: (weight.value ?? 0) < 0 ? "loss" : "neutral",
        }))}
      />
      <p class="unit">
        {found.turning_points.length} turning points: between two of them weights move in a straight line.
      </p>
    </div>
  );
}
