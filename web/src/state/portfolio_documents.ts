/** Documents of the portfolio view, each as the address asks for it. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { getDocument, postDocument } from "../api/client";
import { chosen } from "./address";
import { choicesOf } from "./choices";
import { FRONTIER_ASKED, renewWhenFound } from "./documents";
import { followingDocument } from "./following_document";

/** Of the construction's editor, as the engine takes them, where the address does not say: as on the Overview. */
export const CONSTRUCTION = {
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

export const construction = computed(() => choicesOf(chosen.value, CONSTRUCTION));

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

const constructionAsked = computed(() => JSON.stringify(construction.value));

export const ownFrontier = followingDocument(constructionAsked, (work) =>
  getDocument(
    "/api/v1/frontier",
    { ...common(), ...bounds(), points: FRONTIER_ASKED.points, with_book: true },
    work,
  ),
);

/** What a portfolio is to be best at, as typed. */
export const aim = computed(() => {
  const { objective = DEFAULT_OBJECTIVE, target = "", trades = "book" } = chosen.value;
  return { objective, target, trades };
});
const allocationAsked = computed(() => JSON.stringify([construction.value, aim.value]));

export const allocation = followingDocument(allocationAsked, (work) => {
  const { objective, target, trades } = aim.peek();
  const asked = {
    ...common(),
    ...(objective === WITHOUT_BOUNDS ? {} : bounds()),
    ...(target === "" ? {} : { target: typed(target) }),
    objective: objective as never,
    with_book: trades !== "none",
  };
  return getDocument("/api/v1/optimize", asked, work);
});

/** Symbol of the market that betas are against; that of the book's benchmark where it is empty. */
export const against = computed(() => chosen.value["against"] ?? "");
const capmAsked = computed(() => JSON.stringify([against.value, construction.value.riskfree]));

export const capm = followingDocument(capmAsked, (work) => {
  const market = against.peek();
  const asked = {
    risk_free_rate: typed(construction.peek().riskfree),
    ...(market === "" ? {} : { market }),
  };
  return getDocument("/api/v1/capm", asked, work);
});

/** Trades as they are written, of the address. */
export const trades: ReadonlySignal<string[]> = computed(() => tradesOf(chosen.value["trade"] ?? ""));

export function tradesOf(text: string): string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
}

const tradesAsked = computed(() => (trades.value.length === 0 ? null : trades.value.join(",")));
export const whatIf = followingDocument(tradesAsked, (work) =>
  postDocument("/api/v1/what-if", { trades: trades.peek() }, work),
);

renewWhenFound([ownFrontier, allocation, capm, whatIf]);
