/** Documents of the portfolio view, each as the address asks for it. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { getDocument, tryTrades } from "../api/client";
import { chosen, type Chosen } from "./address";
import { documentState, type DocumentState } from "./document";
import { FRONTIER_ASKED, renewToo } from "./documents";

/** Of the construction's editor, as the engine takes them; whatever the address does not say is as on the Overview. */
export interface Construction {
  least: string;
  most: string;
  riskfree: string;
  cash: string;
  covariance: string;
  mean: string;
  assets: string;
}

const DEFAULTS: Construction = {
  least: String(FRONTIER_ASKED.low),
  most: String(FRONTIER_ASKED.high),
  riskfree: String(FRONTIER_ASKED.risk_free_rate),
  cash: "0",
  covariance: "ledoit_wolf",
  mean: "historical",
  assets: "",
};
export const DEFAULT_OBJECTIVE = "max-sharpe";
/** Weights of its tree come without bounds. */
const WITHOUT_BOUNDS = "hierarchical";

export const construction: ReadonlySignal<Construction> = computed(() => constructionOf(chosen.value));

export function constructionOf(found: Chosen): Construction {
  const names = Object.keys(DEFAULTS) as (keyof Construction)[];
  return Object.fromEntries(names.map((name) => [name, found[name] ?? DEFAULTS[name]])) as never;
}

/** What is as by default is not kept in the address. */
export function changeOf(values: Readonly<Record<string, string>>): Record<string, string | null> {
  const names = Object.keys(DEFAULTS) as (keyof Construction)[];
  return Object.fromEntries(
    names.map((name) => [name, values[name] === DEFAULTS[name] ? null : (values[name] ?? null)]),
  );
}

/** A number as typed: where it is none, the engine says so. */
function typed(text: string): number {
  return text as unknown as number;
}

function common() {
  const { riskfree, cash, covariance, mean, assets } = construction.peek();
  const symbols = assets.split(/[\s,]+/).filter((each) => each !== "");
  return {
    risk_free_rate: typed(riskfree),
    cash: typed(cash),
    covariance: covariance as never,
    mean: mean as never,
    ...(symbols.length === 0 ? {} : { assets: symbols }),
  };
}

function bounds() {
  const { least, most } = construction.peek();
  return { low: typed(least), high: typed(most) };
}

export const ownFrontier = documentState((abort) =>
  getDocument(
    "/api/v1/frontier",
    { ...common(), ...bounds(), points: FRONTIER_ASKED.points, with_book: true },
    abort,
  ),
);

export const allocation = documentState((abort) => {
  const { objective = DEFAULT_OBJECTIVE, target = "", trades } = chosen.peek();
  const asked = {
    ...common(),
    ...(objective === WITHOUT_BOUNDS ? {} : bounds()),
    ...(target === "" ? {} : { target: typed(target) }),
    objective: objective as never,
    with_book: trades !== "none",
  };
  return getDocument("/api/v1/optimize", asked, abort);
});

export const capm = documentState((abort) => {
  const { against = "" } = chosen.peek();
  const asked = {
    risk_free_rate: typed(construction.peek().riskfree),
    ...(against === "" ? {} : { market: against }),
  };
  return getDocument("/api/v1/capm", asked, abort);
});

/** Trades as they are written, of the address. */
export const trades: ReadonlySignal<string[]> = computed(() => tradesOf(chosen.value["trade"] ?? ""));

export function tradesOf(text: string): string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

export const whatIf = documentState((abort) => tryTrades(trades.peek(), abort));

renewToo(ownFrontier, allocation, capm, whatIf);

/** Ask anew whenever what is asked for has changed. */
export function useAsked(source: DocumentState<unknown>, ...asked: (string | undefined)[]): void {
  const key = JSON.stringify(asked);
  useEffect(() => {
    const before = askedBefore.get(source);
    askedBefore.set(source, key);
    if (before === undefined) source.want();
    else if (before !== key) source.ask();
  }, [source, key]);
}

const askedBefore = new Map<DocumentState<unknown>, string>();
