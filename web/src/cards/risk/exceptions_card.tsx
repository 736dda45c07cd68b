import { useMemo, useState } from "preact/hooks";
import { LineChart, type Line } from "../../charts/line_chart";
import { Card } from "../../components/card";
import { DocumentCard } from "../../components/document_card";
import { Editor } from "../../components/editor";
import { Empty } from "../../components/empty";
import type { FieldOfEditor } from "../../components/field";
import { HiddenTable } from "../../components/hidden_table";
import { lineageLine } from "../../components/lineage";
import { PlainTable } from "../../components/plain_table";
import { counted, fixed } from "../../format/numbers";
import { levelText } from "../../format/percent";
import { choose } from "../../state/address";
import { judging, past, rolled } from "../../state/risk_documents";
import { chosenModel, type Backtest } from "./judged_model";

const TITLE = "Exceptions";

/** The past of one model: what the book would have gained, what was forecast for the day, and the tests of both. */
export function ExceptionsCard({ span }: { span: string }) {
  if (judging.value === "after the report")
    return (
      <Card title={TITLE} span={span}>
        <div class="skeleton" role="status" aria-label={`${TITLE}: after the report`} />
      </Card>
    );
  if (judging.value === "on demand")
    return (
      <Card title={TITLE} span={span} controls={<Choices />}>
        <Empty
          sentence="These models have not been tested."
          how="A backtest of some of them takes minutes: ask for it below the fan, or leave those out."
        />
      </Card>
    );
  return (
    <DocumentCard
      title={TITLE}
      span={span}
      source={past}
      subtitle={(found) => `today's book on past sessions, VaR ${levelOf(found)}, ${found.base_currency}`}
      lineage={(found) => lineageLine(found.as_of, chosenModel(found)?.lineage ?? found.lineage)}
      table={tableOf}
      isRefusedInControls
      controls={<Choices />}
    >
      {(found) => <Timeline found={found} />}
    </DocumentCard>
  );
}

/** Which model, and over which sessions. */
function Choices() {
  const { body, isAsking, refusal } = past.state.value;
  const options = (body?.models ?? []).map((each) => [each.model, each.title] as const);
  const fields: FieldOfEditor[] = [
    { name: "model", label: "Model", kind: "select", options },
    { name: "window", label: "Window", kind: "number", unit: "sessions" },
    { name: "sessions", label: "Tested", kind: "number", unit: "sessions" },
  ];
  const first = body?.models[0];
  const { window = first?.window_sessions.toString(), sessions = first?.sessions.toString() } = rolled.value;
  return (
    <Editor
      name="Model and sessions"
      fields={fields}
      values={{ model: chosenModel(body)?.model ?? "", window: window ?? "", sessions: sessions ?? "" }}
      submit={(typed) =>
        choose({
          tested: typed["model"] === "" ? null : (typed["model"] ?? null),
          test_window: typed["window"] ?? null,
          test_sessions: typed["sessions"] ?? null,
        })
      }
      isAsking={isAsking}
      refusal={refusal}
      action="Show"
    />
  );
}

function Timeline({ found }: { found: Backtest }) {
  const [place, setPlace] = useState<number | null>(null);
  const model = chosenModel(found);
  const chart = useMemo(() => chartOf(found), [found, model?.model]);
  if (model === undefined)
    return <Empty sentence="No model could be tested." how={found.failures[0]?.message ?? ""} />;
  return (
    <div class="with-plot">
      <p class="sentence">
        {model.title}: {counted(model.exceptions, "exception")} in {counted(model.sessions, "session")},{" "}
        {model.expected_exceptions.text} expected. Zone {model.zone}.{" "}
        <span class={model.rejected ? "loss" : ""}>Verdict: {model.verdict}.</span>
      </p>
      <LineChart
        {...chart}
        title={`P&L of each session against the VaR forecast for it by ${model.title}; a table of exceptions follows`}
        xAxis="time"
        yAxis={(value) => fixed(value, 0)}
        onPlace={setPlace}
      />
      <p class="unit">{wordsOf(found, place)}</p>
      <PlainTable
        caption={`Tests of ${model.title}`}
        head={["Test", "Statistic", "p-value", "after Holm", "At 5 %"]}
        rows={model.tests.map((each) => ({
          key: each.test,
          cells: [
            { text: each.title, title: `p-value: ${each.method}` },
            each.statistic.text,
            each.p_value.text,
            each.adjusted_p_value.text,
            each.rejected ? { text: "rejects", tone: "loss" as const } : "does not reject",
          ],
        }))}
      />
      <HiddenTable caption={`Exceptions of ${model.title}`} rows={exceptionTable(found)} />
    </div>
  );
}

interface Session {
  date: string;
  pnl: number;
  valueAtRisk: number;
  expectedShortfall: number;
  isException: boolean;
}

function sessionsOf(found: Backtest): Session[] {
  const model = chosenModel(found);
  const forecast = found.timeline.forecasts.find((each) => each.model === model?.model);
  const exceptions = new Set(model?.exception_dates);
  return found.timeline.dates.map((date, at) => ({
    date,
    pnl: found.timeline.pnl[at] ?? 0,
    valueAtRisk: forecast?.value_at_risk[at] ?? 0,
    expectedShortfall: forecast?.expected_shortfall[at] ?? 0,
    isException: exceptions.has(date),
  }));
}

function chartOf(found: Backtest): { x: number[]; lines: Line[]; named: number[] } {
  const sessions = sessionsOf(found);
  const level = levelOf(found);
  const lines: Line[] = [
    { label: "P&L", values: sessions.map((each) => each.pnl), stroke: "--accent", kind: "bars", width: 0 },
    {
      label: `−VaR ${level}`,
      values: sessions.map((each) => -each.valueAtRisk),
      stroke: "--text",
      kind: "steps",
    },
    {
      label: `−ES ${level}`,
      values: sessions.map((each) => -each.expectedShortfall),
      stroke: "--text-third",
      kind: "steps",
      dash: [4, 4],
    },
    {
      label: "exception",
      values: sessions.map((each) => (each.isException ? each.pnl : null)),
      stroke: "--loss",
      kind: "points",
    },
  ];
  return { x: sessions.map((each) => Date.parse(each.date) / 1_000), lines, named: [0, 1, 2, 3] };
}

/** Of the session under the pointer, else of the worst one. */
function wordsOf(found: Backtest, place: number | null): string {
  const sessions = sessionsOf(found);
  const worst = [...sessions].sort((one, other) => one.pnl - other.pnl)[0];
  const session = place === null ? worst : sessions[place];
  if (session === undefined) return "";
  const name = place === null ? `Worst session, ${session.date}` : session.date;
  const beyond = session.isException ? ": an exception" : "";
  return `${name}: P&L ${fixed(session.pnl, 0)}, VaR ${fixed(session.valueAtRisk, 0)}, ES ${fixed(session.expectedShortfall, 0)} ${found.timeline.unit}${beyond}`;
}

function exceptionTable(found: Backtest): string[][] {
  return [
    ["date", `P&L, ${found.timeline.unit}`, "VaR", "ES"],
    ...sessionsOf(found)
      .filter((each) => each.isException)
      .map((each) => [
        each.date,
        fixed(each.pnl, 0),
        fixed(each.valueAtRisk, 0),
        fixed(each.expectedShortfall, 0),
      ]),
  ];
}

function tableOf(found: Backtest): string[][] {
  const unit = found.timeline.unit;
  return [
    ["date", `P&L, ${unit}`, `VaR, ${unit}`, `ES, ${unit}`, "exception"],
    ...sessionsOf(found).map((each) => [
      each.date,
      String(each.pnl),
      String(each.valueAtRisk),
      String(each.expectedShortfall),
      each.isException ? "yes" : "no",
    ]),
  ];
}

function levelOf(found: Backtest): string {
  return levelText(found.confidence);
}
