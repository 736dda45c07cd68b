/** What the view of derivatives asks for: each document of what stands in the address, and again when that changes. */

import { computed } from "@preact/signals";
import { getDocument, type Answer, type Getting, type Options } from "../api/client";
import { chosen } from "./address";
import { choicesOf } from "./choices";
import { documentState, type DocumentState } from "./document";
import { renewWhenFound } from "./documents";
import { followingDocument } from "./following_document";

/** The founding page's option, and a price that it may have. */
export const OPTION = {
  right: "call",
  spot: "97420",
  strike: "100000",
  days: "30",
  rate: "0.05",
  volatility: "0.72",
  dividend: "0",
  price: "7058.34",
};
export const GRID = {
  underlying: "",
  spot_low: "-0.5",
  spot_high: "0.5",
  volatility_low: "-0.4",
  volatility_high: "0.4",
};
export const EXPLAIN = { start: "", end: "" };

export const optionChoices = (): typeof OPTION => choicesOf(chosen.value, OPTION, "option");
export const gridChoices = (): typeof GRID => choicesOf(chosen.value, GRID, "grid");
export const explainChoices = (): typeof EXPLAIN => choicesOf(chosen.value, EXPLAIN, "explain");

type Values = Readonly<Record<string, string>>;

/**
 * What is asked of a document, as typed, for the engine to say what is wrong with it: also with nothing, except where
 * nothing is what is asked without a choice.
 */
function asTyped(defaults: Values, values: Values, names = Object.keys(defaults)): Values {
  const isAsked = (name: string): boolean => values[name] !== "" || defaults[name] !== "";
  return Object.fromEntries(names.filter(isAsked).map((name) => [name, values[name] ?? ""]));
}

/** A document of choices that stand in the address, made anew when these change. */
function chosenDocument<Path extends Getting>(path: Path, asked: () => Values): DocumentState<Answer<Path>> {
  const wanted = computed(() => JSON.stringify(asked()));
  return followingDocument(wanted, (work) =>
    getDocument(path, JSON.parse(wanted.peek()) as Options<Path>, work),
  );
}

const CONTRACT = ["right", "spot", "strike", "days", "rate", "dividend"];
export const typedOption = chosenDocument("/api/v1/option", () =>
  asTyped(OPTION, optionChoices(), [...CONTRACT, "volatility"]),
);
export const impliedVolatility = chosenDocument("/api/v1/implied-volatility", () =>
  asTyped(OPTION, optionChoices(), [...CONTRACT, "price"]),
);
export const grid = chosenDocument("/api/v1/grid", () => asTyped(GRID, gridChoices()));
export const explain = chosenDocument("/api/v1/explain", () => asTyped(EXPLAIN, explainChoices()));
export const bookGreeks = documentState((work) => getDocument("/api/v1/greeks", undefined, work));
export const chain = documentState((work) => getDocument("/api/v1/chain", undefined, work));

renewWhenFound([typedOption, impliedVolatility, grid, explain, bookGreeks, chain]);
