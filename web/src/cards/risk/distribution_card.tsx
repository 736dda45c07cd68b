import type { components } from "../../api/schema";
import { Histogram } from "../../charts/histogram";
import { DocumentCard } from "../../components/document_card";
import { HiddenTable } from "../../components/hidden_table";
import { lineageLine } from "../../components/lineage";
import { counted, fixed, shown } from "../../format/numbers";
import { levelText } from "../../format/percent";
import { report } from "../../state/documents";

type Distribution = components["schemas"]["DistributionView"];
type Cut = components["schemas"]["DistributionLineView"];

/** The two of a report's headline. */
const SHOWN: readonly (readonly [string, number])[] = [
  ["value_at_risk", 0.99],
  ["expected_shortfall", 0.975],
];

/** All scenarios of one session, and where VaR and ES cut them. */
export function DistributionCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Distribution of P&L"
      span={span}
      source={report}
      subtitle={({ distribution }) =>
        `${fixed(distribution.scenarios, 0)} scenarios of ${counted(distribution.horizon_sessions, "session")}, ${distribution.unit}`
      }
      lineage={(found) => lineageLine(found.as_of, found.distribution.lineage)}
      table={(found) => tableOf(found.distribution)}
    >
      {({ distribution }) => <Cuts found={distribution} />}
    </DocumentCard>
  );
}

function Cuts({ found }: { found: Distribution }) {
  const cuts = cutsOf(found);
  const marks = cuts
    .map((each) => ({
      at: -(each.loss.value ?? 0),
      label: `${nameOf(each)}: ${shown(`-${each.loss.text}`)} ${each.loss.unit}, ${each.share_of_equity.text} of equity`,
      isDashed: each.measure === "expected_shortfall",
    }))
    .sort((one, other) => one.at - other.at);
  const tail = cuts.find((each) => each.measure === "value_at_risk");
  return (
    <div class="with-plot">
      <Histogram
        title={`Probability of one-session P&L in ${found.probabilities.length} bins; a table follows`}
        edges={found.edges}
        probabilities={found.probabilities}
        marks={marks}
        tailEnd={tail?.loss.value === undefined || tail.loss.value === null ? null : -tail.loss.value}
        axis={`P&L over ${counted(found.horizon_sessions, "session")}, ${found.unit}; height: probability`}
      />
      {cuts.map((each) => (
        <p key={nameOf(each)} class="unit">
          {each.probability.text} of scenarios lose {nameOf(each)}, {each.loss.text} {each.loss.unit}, or
          more.
        </p>
      ))}
      <HiddenTable caption={`Distribution of P&L, ${found.unit}`} rows={tableOf(found)} />
    </div>
  );
}

function cutsOf(found: Distribution): Cut[] {
  return SHOWN.flatMap(([measure, confidence]) =>
    found.lines.filter((each) => each.measure === measure && each.confidence === confidence),
  );
}

function nameOf({ measure, confidence }: Cut): string {
  return `${measure === "value_at_risk" ? "VaR" : "ES"} ${levelText(confidence)}`;
}

function tableOf(found: Distribution): string[][] {
  return [
    [`above, ${found.unit}`, `up to, ${found.unit}`, "probability"],
    ...found.probabilities.map((probability, bin) => [
      fixed(found.edges[bin] ?? 0, 0),
      fixed(found.edges[bin + 1] ?? 0, 0),
      fixed(probability, 6),
    ]),
  ];
}
