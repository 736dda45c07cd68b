import type { components } from "../../api/schema";
import { ModelFan, type FanFigure, type FanRow } from "../../charts/model_fan";
import { DocumentCard } from "../../components/document_card";
import { Editor } from "../../components/editor";
import type { FieldOfEditor } from "../../components/field";
import { HiddenTable } from "../../components/hidden_table";
import { lineageLine } from "../../components/lineage";
import { PlainTable, type PlainRow } from "../../components/plain_table";
import { counted, fixed } from "../../format/numbers";
import { levelText } from "../../format/percent";
import { choose } from "../../state/address";
import { askAnyway, fan, horizon, judging, level, past } from "../../state/risk_documents";
import { ModelChoice } from "./model_choice";
import { chosenModel } from "./judged_model";

type Models = components["schemas"]["ModelDocument"];
type ModelView = components["schemas"]["ModelView"];
type Figure = components["schemas"]["FigureView"];
type Judged = components["schemas"]["BacktestView"];

const FIELDS: readonly FieldOfEditor[] = [
  { name: "confidence", label: "Confidence", kind: "percent" },
  { name: "horizon", label: "Horizon", kind: "number", unit: "sessions" },
];

/** What every model says of the same tail, with its interval and with what became of its forecasts. */
export function ModelsCard({ span }: { span: string }) {
  const { isAsking, refusal } = fan.state.value;
  return (
    <DocumentCard
      title="Models of the tail"
      span={span}
      source={fan}
      subtitle={(found) => `VaR and ES ${levelOf(found)} over ${sessionsOf(found)}, ${found.base_currency}`}
      lineage={(found) => lineageLine(found.as_of, found.lineage)}
      table={(found) => [HEAD(found), ...found.models.map((each) => cellsOf(each).map((cell) => cell.text))]}
      isRefusedInControls
      isScrolling
      controls={
        <Editor
          name="Level and horizon"
          fields={FIELDS}
          values={{ confidence: level.value, horizon: horizon.value }}
          submit={({ confidence, horizon: sessions }) =>
            choose({ var_confidence: confidence ?? null, var_horizon: sessions ?? null })
          }
          isAsking={isAsking}
          refusal={refusal}
        >
          <ModelChoice />
        </Editor>
      }
    >
      {(found) => <Fan found={found} />}
    </DocumentCard>
  );
}

function Fan({ found }: { found: Models }) {
  const rows = found.models.flatMap(fanRow);
  return (
    <>
      {rows.length === 0 ? null : (
        <ModelFan
          rows={rows}
          title={`VaR and ES of ${rows.length} models with their intervals; a table follows`}
          axis={`loss over ${sessionsOf(found)}, ${found.base_currency}: ● VaR and ◇ ES ${levelOf(found)}, with intervals`}
        />
      )}
      <PlainTable caption="Models of the tail" head={HEAD(found)} rows={found.models.map(tableRow)} />
      {found.failures.map((each) => (
        <p key={each.where} class="unit state">
          {each.where}: {each.message}
        </p>
      ))}
      <Verdicts />
      <HiddenTable caption="Tests of each model" rows={testTable(found)} />
    </>
  );
}

/** Why there are verdicts, or none. */
function Verdicts() {
  const { body, isAsking } = past.state.value;
  if (judging.value === "on demand")
    return (
      <p class="unit">
        Some of these models are fitted and drawn anew for each session of a backtest, which takes minutes.{" "}
        <button type="button" onClick={askAnyway}>
          Backtest them
        </button>
      </p>
    );
  if (judging.value === "after the report" || isAsking)
    return <p class="unit">Their past forecasts are being judged.</p>;
  const first = body?.models[0];
  if (first === undefined || !past.isCurrent.value) return null;
  return (
    <p class="unit">
      Verdicts at {levelText(first.confidence)}: {counted(first.sessions, "session")}, {first.first} to{" "}
      {first.last}, each forecast one session ahead from the {fixed(first.window_sessions, 0)} before it.
      Rejected: p-value at most 5 % after Holm's adjustment over all tests of all models.
    </p>
  );
}

const HEAD = (found: Models): string[] => [
  "Model",
  `VaR ${found.base_currency}`,
  "low",
  "high",
  `ES ${found.base_currency}`,
  "low",
  "high",
  "Exceptions",
  "expected",
  "Zone",
  "Verdict",
];

/** Of a model at the level on show; none while its past is not judged at that level. */
function verdictOf(model: ModelView): Judged | undefined {
  const at = model.figures[0]?.confidence;
  if (!past.isCurrent.value) return undefined;
  return past.state.value.body?.models.find((each) => each.model === model.model && each.confidence === at);
}

function figure({ value, lower, upper }: Figure): FanFigure | null {
  if (value.value === null || value.value === undefined) return null;
  return { value: value.value, low: lower.value ?? null, high: upper.value ?? null };
}

function fanRow(model: ModelView): FanRow[] {
  const [first, second] = model.figures;
  const valueAtRisk = first === undefined ? null : figure(first);
  const expectedShortfall = second === undefined ? null : figure(second);
  if (valueAtRisk === null || expectedShortfall === null) return [];
  const judged = verdictOf(model);
  const verdict =
    judged === undefined ? "" : `${judged.zone} · ${judged.rejected ? "rejected" : "not rejected"}`;
  const isRejected = judged?.rejected ?? false;
  return [{ key: model.model, title: model.title, valueAtRisk, expectedShortfall, verdict, isRejected }];
}

function cellsOf(model: ModelView) {
  const judged = verdictOf(model);
  const tests = judged?.tests
    .map((each) => `${each.title}: p ${each.p_value.text}, adjusted ${each.adjusted_p_value.text}`)
    .join("\n");
  return [
    { text: model.title },
    ...model.figures.flatMap((each) => [
      { text: each.value.text, title: `${each.share_of_equity.text} of equity` },
      { text: each.lower.text, title: `${each.interval}, coverage ${each.coverage.text}` },
      { text: each.upper.text, title: `${each.interval}, coverage ${each.coverage.text}` },
    ]),
    {
      text: judged === undefined ? "–" : `${judged.exceptions} of ${fixed(judged.sessions, 0)}`,
    },
    { text: judged?.expected_exceptions.text ?? "–" },
    { text: judged?.zone ?? "–", tone: judged === undefined ? undefined : zoneTone(judged.zone) },
    {
      text: judged === undefined ? "not tested" : judged.rejected ? "rejected" : "not rejected",
      tone: judged?.rejected === true ? ("loss" as const) : undefined,
      title: tests,
    },
  ];
}

function tableRow(model: ModelView): PlainRow {
  return {
    key: model.model,
    cells: cellsOf(model),
    choose: () => choose({ tested: model.model }),
    isChosen: model.model === chosenModel()?.model,
  };
}

function zoneTone(zone: string): "gain" | "state" | "loss" {
  return zone === "green" ? "gain" : zone === "red" ? "loss" : "state";
}

function testTable(found: Models): string[][] {
  return [
    ["model", "test", "p-value", "after Holm's adjustment"],
    ...found.models.flatMap((model) =>
      (verdictOf(model)?.tests ?? []).map((each) => [
        model.title,
        each.title,
        each.p_value.text,
        each.adjusted_p_value.text,
      ]),
    ),
  ];
}

function levelOf(found: Models): string {
  return levelText(found.models[0]?.figures[0]?.confidence ?? Number(level.value));
}

function sessionsOf(found: Models): string {
  return counted(found.horizon_sessions, "session");
}
