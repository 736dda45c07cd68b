import { useMemo, useState } from "preact/hooks";
import type { components } from "../../api/schema";
import { LineChart } from "../../charts/line_chart";
import { DocumentCard } from "../../components/document_card";
import { HiddenTable } from "../../components/hidden_table";
import { shown } from "../../format/numbers";
import { forecast } from "../../state/forecast_documents";
import { seriesLineage, seriesTitle } from "./lineage";

type Forecast = components["schemas"]["ForecastDocument"];
type Step = Forecast["steps"][number];
type Number_ = components["schemas"]["Number"];

const FILLS = ["rgba(108,182,255,0.16)", "rgba(108,182,255,0.3)"];
const EDGE = "rgba(108,182,255,0.35)";
const MS_A_DAY = 86_400_000;
const MOST_DAYS_BY_DAY = 400;
const DASHES = [
  [5, 4],
  [2, 3],
  [8, 3, 2, 3],
];

/** What is drawn: levels where log-returns are modelled, else the values themselves. */
interface Drawn {
  past: (each: Forecast["history"][number]) => Number_;
  ahead: (each: Step) => Number_;
  lower: (each: Step) => Record<string, Number_>;
  upper: (each: Step) => Record<string, Number_>;
  naive: (each: Step) => Record<string, Number_>;
  what: string;
}

function drawn(found: Forecast): Drawn {
  if (found.steps[0]?.level_median.value === null)
    return {
      past: (each) => each.value,
      ahead: (each) => each.forecast,
      lower: (each) => each.lower,
      upper: (each) => each.upper,
      naive: (each) => each.naive,
      what: found.series.transform,
    };
  return {
    past: (each) => each.level,
    ahead: (each) => each.level_median,
    lower: (each) => each.level_lower,
    upper: (each) => each.level_upper,
    naive: (each) => each.level_naive,
    what: "level",
  };
}

/** The past of a series, its forecast with the bands, and the forecasts that need no model. */
export function ForecastCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Forecast"
      span={span}
      source={forecast}
      isRefusedInControls
      subtitle={(found) =>
        `${seriesTitle(found.series)} · ARIMA ${found.order} of ${found.series.transform} · ${drawn(found).what}, ${drawn(found).ahead(found.steps[0] as Step).unit}`
      }
      lineage={(found) => seriesLineage(found.series)}
      table={tableOf}
    >
      {(found) => <Chart found={found} />}
    </DocumentCard>
  );
}

function tableOf(found: Forecast): string[][] {
  const view = drawn(found);
  const [first] = found.steps;
  if (first === undefined) return [];
  const names = Object.keys(view.lower(first));
  const rules = Object.keys(view.naive(first));
  return [
    [
      "step",
      view.what,
      ...names.flatMap((each) => [`${each} % from`, `${each} % to`]),
      ...rules.map((each) => `naive: ${each}`),
    ],
    ...found.history.map((each) => [
      each.date,
      view.past(each).text,
      ...names.flatMap(() => ["", ""]),
      ...rules.map(() => ""),
    ]),
    ...found.steps.map((each) => [
      `+${each.step}`,
      view.ahead(each).text,
      ...names.flatMap((name) => [view.lower(each)[name]?.text ?? "", view.upper(each)[name]?.text ?? ""]),
      ...rules.map((name) => view.naive(each)[name]?.text ?? ""),
    ]),
  ];
}

function Chart({ found }: { found: Forecast }) {
  const [place, setPlace] = useState<number | null>(null);
  const chart = useMemo(() => chartOf(found), [found]);
  const view = drawn(found);
  const past = found.history.length;
  const labels = shortDates(found.history.map((each) => each.date));
  const isPast = place !== null && place < past;
  const before = isPast ? found.history[place] : undefined;
  const step = found.steps[place === null || isPast ? found.steps.length - 1 : place - past];
  return (
    <div class="with-plot">
      <LineChart
        {...chart}
        title={`${found.series.name}: ${view.what}, its forecast ${found.steps.length} steps ahead with intervals, and forecasts without a model; a table follows`}
        xAxis={(at) => (at > 0 ? `+${at}` : (labels[at + past - 1] ?? ""))}
        yAxis={(value) => value.toLocaleString("en-US", { maximumSignificantDigits: 6 })}
        onPlace={setPlace}
      />
      <p class="unit">
        {before === undefined
          ? step === undefined
            ? ""
            : stepWords(step, view)
          : `${before.date}: ${shown(view.past(before).text)} ${view.past(before).unit}`}
      </p>
      <HiddenTable caption={`${found.series.name}: past and forecast`} rows={tableOf(found)} />
    </div>
  );
}

/** Dates for an axis: months where there are years of them, else days. */
function shortDates(dates: string[]): string[] {
  const days = (Date.parse(dates.at(-1) ?? "") - Date.parse(dates[0] ?? "")) / MS_A_DAY;
  return dates.map((each) => (days > MOST_DAYS_BY_DAY ? each.slice(0, 7) : each.slice(5)));
}

function stepWords(step: Step, view: Drawn): string {
  const bounds = Object.keys(view.lower(step))
    .map((name) => `${name} % ${view.lower(step)[name]?.text ?? ""} to ${view.upper(step)[name]?.text ?? ""}`)
    .join("; ");
  return shown(`${step.step} ahead: ${view.ahead(step).text} ${view.ahead(step).unit}; ${bounds}`);
}

function chartOf(found: Forecast) {
  const view = drawn(found);
  const { history, steps } = found;
  const nothing = history.map(() => null);
  const line = (of: (each: Step) => Number_ | undefined): (number | null)[] => [
    ...nothing,
    ...steps.map((each) => of(each)?.value ?? null),
  ];
  const names = Object.keys(steps[0] === undefined ? {} : view.lower(steps[0])).reverse();
  const rules = Object.keys(steps[0] === undefined ? {} : view.naive(steps[0]));
  const edges = names.flatMap((name) => [
    { label: `${name} % interval`, values: line((each) => view.upper(each)[name]), stroke: EDGE, width: 0.6 },
    { label: "", values: line((each) => view.lower(each)[name]), stroke: EDGE, width: 0.6 },
  ]);
  return {
    x: [...history.map((_, place) => place + 1 - history.length), ...steps.map((each) => each.step)],
    lines: [
      ...edges,
      {
        label: "past",
        values: [...history.map((each) => view.past(each).value ?? null), ...steps.map(() => null)],
        stroke: "--text",
      },
      { label: "forecast", values: line(view.ahead), stroke: "--accent", width: 2 },
      ...rules.map((name, place) => ({
        label: `naive: ${name}`,
        values: line((each) => view.naive(each)[name]),
        stroke: "--state",
        dash: DASHES[place % DASHES.length] ?? [],
      })),
    ],
    bands: names.map((_, place) => ({ upper: 2 * place, lower: 2 * place + 1, fill: FILLS[place] ?? EDGE })),
    moments: [{ at: 0, label: "last value", stroke: "--text-third" }],
    named: [
      ...names.map((_, place) => 2 * place),
      ...[...rules, "past", "forecast"].map((_, place) => edges.length + place),
    ],
  };
}
