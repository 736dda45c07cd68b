/** What the risk view asks for, as the address says: models at a level and horizon, their past, simulated prices. */

import { computed, signal, type ReadonlySignal } from "@preact/signals";
import { getDocument } from "../api/client";
import type { components, operations } from "../api/schema";
import { chosen } from "./address";
import { renewWhenFound, report } from "./documents";
import { followingDocument } from "./following_document";

export type Model = components["schemas"]["RiskModel"];

/** All of them, and whether a backtest fits and draws anew for each session, which takes minutes. */
const IS_SLOW: Record<Model, boolean> = {
  historical: false,
  "age-weighted": false,
  "volatility-scaled": false,
  filtered: false,
  "filtered-factors": true,
  normal: false,
  "student-t": false,
  "cornish-fisher": false,
  ewma: false,
  "ewma-97": false,
  garch: true,
  "t-copula": true,
  "pareto-tail": false,
};
export const MODELS = Object.keys(IS_SLOW) as Model[];

/** Those of the report. */
const DEFAULT_MODELS: readonly Model[] = ["historical", "normal", "ewma", "filtered"];
/** As in the report: a fit is kept for a month of sessions. */
const REFIT_EVERY = 21;

export const models: ReadonlySignal<readonly Model[]> = computed(() => {
  const names = new Set((chosen.value["var_models"] ?? "").split(","));
  const found = MODELS.filter((each) => names.has(each));
  return found.length === 0 ? DEFAULT_MODELS : found;
});

/** As typed; the engine says what may be asked. */
export const level = computed(() => chosen.value["var_confidence"] ?? "0.99");
export const horizon = computed(() => chosen.value["var_horizon"] ?? "1");

type ModelsAsked = NonNullable<operations["get_models"]["parameters"]["query"]>;
type BacktestAsked = NonNullable<operations["get_backtest"]["parameters"]["query"]>;
type PathsAsked = NonNullable<operations["get_simulation"]["parameters"]["query"]>;

const fanAsked = computed(() =>
  JSON.stringify({ methods: models.value, confidence: level.value, horizon: horizon.value }),
);
export const fan = followingDocument(fanAsked, (work) =>
  getDocument("/api/v1/models", JSON.parse(fanAsked.peek()) as ModelsAsked, work),
);

/** Sessions behind each forecast, and sessions tested: as typed, or those of the report. */
export const rolled = computed(() => {
  const judged = report.state.value.body?.backtests[0];
  return {
    window: chosen.value["test_window"] ?? judged?.window_sessions.toString(),
    sessions: chosen.value["test_sessions"] ?? judged?.sessions.toString(),
  };
});

const pastAsked = computed(() =>
  JSON.stringify({
    methods: models.value,
    confidence: level.value,
    ...rolled.value,
    refit_every: REFIT_EVERY,
  }),
);
const isReportSettled = computed(() => {
  const { body, refusal, isCancelled } = report.state.value;
  return body !== null || refusal !== null || isCancelled;
});

/** What was asked for although it takes long. */
const askedAnyway = signal<string | null>(null);
export const askAnyway = (): void => {
  askedAnyway.value = pastAsked.peek();
};

/** Whether the past of the models is judged: at once, when asked to, or once the report has said over which sessions. */
export const judging: ReadonlySignal<"now" | "on demand" | "after the report"> = computed(() => {
  const { window, sessions } = rolled.value;
  if ((window === undefined || sessions === undefined) && !isReportSettled.value) return "after the report";
  const isSlow = models.value.some((each) => IS_SLOW[each]);
  return isSlow && askedAnyway.value !== pastAsked.value ? "on demand" : "now";
});

const pastAskedNow = computed(() => (judging.value === "now" ? pastAsked.value : null));
export const past = followingDocument(pastAskedNow, (work) =>
  getDocument("/api/v1/backtest", JSON.parse(pastAsked.peek()) as BacktestAsked, work),
);

/** Of simulated prices, as the engine calls them. */
export const PATH_FIELDS = [
  "spot",
  "drift",
  "volatility",
  "days",
  "paths",
  "seed",
  "method",
  "confidence",
] as const;
export type PathField = (typeof PATH_FIELDS)[number];

const pathsAsked = computed(() =>
  JSON.stringify(Object.fromEntries(PATH_FIELDS.map((name) => [name, chosen.value[`gbm_${name}`]]))),
);
export const paths = followingDocument(pathsAsked, (work) =>
  getDocument("/api/v1/simulation", JSON.parse(pathsAsked.peek()) as PathsAsked, work),
);

renewWhenFound([fan, past, paths]);
