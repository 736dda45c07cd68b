import { DocumentCard } from "../../components/document_card";
import { Editor } from "../../components/editor";
import type { FieldOfEditor } from "../../components/field";
import { lineageLine } from "../../components/lineage";
import { PlainTable } from "../../components/plain_table";
import { choose, chosen } from "../../state/address";
import { PATH_FIELDS, paths, type PathField } from "../../state/risk_documents";
import { fanTable, pathsLine, PathsFan, type Simulation } from "../paths_fan";

const FIELDS: readonly FieldOfEditor[] = [
  { name: "spot", label: "Spot", kind: "number" },
  { name: "drift", label: "Drift, a year", kind: "percent" },
  { name: "volatility", label: "Volatility, a year", kind: "percent" },
  { name: "days", label: "Horizon", kind: "number", unit: "days" },
  { name: "paths", label: "Paths", kind: "number" },
  { name: "seed", label: "Seed", kind: "number" },
  {
    name: "method",
    label: "Normals drawn",
    kind: "select",
    options: [
      ["pseudo_random", "pseudo-random"],
      ["antithetic", "antithetic"],
      ["sobol", "Sobol"],
    ],
  },
  { name: "confidence", label: "Confidence", kind: "percent" },
];

/** Prices by geometric Brownian motion of parameters typed in, each figure beside its closed form. */
export function SimulationCard({ span }: { span: string }) {
  const { body, isAsking, refusal } = paths.state.value;
  return (
    <DocumentCard
      title="Simulated price"
      span={span}
      source={paths}
      subtitle={pathsLine}
      lineage={(found) => lineageLine("", found.lineage)}
      table={(found) => [...fanTable(found), [], ...checkTable(found)]}
      isRefusedInControls
      controls={
        <Editor
          name="Simulated price"
          fields={FIELDS}
          values={valuesOf(body)}
          submit={(typed) =>
            choose(Object.fromEntries(PATH_FIELDS.map((name) => [`gbm_${name}`, typed[name] ?? null])))
          }
          isAsking={isAsking}
          refusal={refusal}
          action="Simulate"
        />
      }
    >
      {(found) => (
        <div class="with-plot">
          <PathsFan found={found} />
          <Checks found={found} />
        </div>
      )}
    </DocumentCard>
  );
}

/** As typed, else what the engine took where nothing was typed. */
function valuesOf(found: Simulation | null): Record<PathField, string> {
  const own: Record<PathField, number | string | null | undefined> = {
    spot: found?.spot.value,
    drift: found?.drift_annual.value,
    volatility: found?.volatility_annual.value,
    days: found?.days.value,
    paths: found?.paths,
    seed: found?.seed,
    method: found?.method.replaceAll("-", "_"),
    confidence: found?.confidence,
  };
  return Object.fromEntries(
    PATH_FIELDS.map((name) => [name, chosen.value[`gbm_${name}`] ?? String(own[name] ?? "")]),
  ) as Record<PathField, string>;
}

/** What endless paths would give, beside what these gave. */
function Checks({ found }: { found: Simulation }) {
  const [head = [], ...rows] = checkTable(found);
  return (
    <PlainTable
      caption={`Simulated figures beside their closed forms, ${found.spot.unit}`}
      head={head}
      rows={rows.map(([name = "", ...cells]) => ({ key: name, cells: [name, ...cells] }))}
    />
  );
}

function checkTable(found: Simulation): string[][] {
  return [
    [`Day ${found.days.text}`, "Simulated", "Standard error", "Closed form", "Gap, in errors"],
    ...[found.mean, ...found.tail].map((each) => [
      each.name,
      each.simulated.text,
      each.standard_error.text,
      each.closed_form.text,
      each.gap.text,
    ]),
  ];
}
