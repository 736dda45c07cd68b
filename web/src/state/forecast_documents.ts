/** Documents of the series that the address chooses. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { getDocument, type Options } from "../api/client";
import type { components } from "../api/schema";
import { chosen, type Chosen } from "./address";
import { renewWhenFound, seriesList } from "./documents";
import { followingDocument } from "./following_document";

export type Listed = components["schemas"]["SeriesListDocument"]["series"][number];

/** The series of the address, else the first that can be forecast. */
export function chosenSeries({ series }: Chosen, listed: readonly Listed[]): string | null {
  return series ?? listed.find((each) => each.obstacle === "")?.name ?? null;
}

const listed = computed(() => seriesList.state.value.body?.series ?? []);
export const series: ReadonlySignal<string | null> = computed(() => chosenSeries(chosen.value, listed.value));

/** Whether it has returns, and with them a volatility; one that is not listed is the engine's to refuse. */
export const isOfReturns: ReadonlySignal<boolean> = computed(
  () => listed.value.find(({ name }) => name === series.value)?.kind !== "economic",
);
const isListSettled = computed(() => {
  const { body, refusal } = seriesList.state.value;
  return body !== null || refusal !== null;
});

/** As typed: what is not a number is the engine's to refuse. Nothing before a series is chosen. */
function askedOf(names: Readonly<Record<string, string>>): string | null {
  if (series.value === null) return null;
  const given = Object.entries(names).flatMap(([field, name]) => {
    const text = chosen.value[name] ?? "";
    return text === "" ? [] : [[field, text]];
  });
  return JSON.stringify({ series: series.value, ...Object.fromEntries(given) });
}

const forecastAsked = computed(() =>
  askedOf({ transform: "transform", steps: "ahead", period: "season", criterion: "criterion" }),
);
export const forecast = followingDocument(forecastAsked, (work) =>
  getDocument("/api/v1/forecast", optionsOf(forecastAsked), work),
);

const correlogramAsked = computed(() => askedOf({ transform: "transform" }));
export const correlogram = followingDocument(correlogramAsked, (work) =>
  getDocument("/api/v1/acf", optionsOf(correlogramAsked), work),
);

const volatilityAsked = computed(() =>
  isListSettled.value && isOfReturns.value ? askedOf({ steps: "ahead" }) : null,
);
export const volatility = followingDocument(volatilityAsked, (work) =>
  getDocument("/api/v1/volatility", optionsOf(volatilityAsked), work),
);

function optionsOf<Path extends "/api/v1/forecast" | "/api/v1/acf" | "/api/v1/volatility">(
  asked: ReadonlySignal<string | null>,
): Options<Path> {
  return JSON.parse(asked.peek() ?? "null") as Options<Path>;
}

renewWhenFound([forecast, correlogram, volatility]);
