/** Documents of the series that the address chooses, each asked for once for every choice. */

import type { components } from "../api/schema";
import { getDocument } from "../api/client";
import type { Work } from "../api/work";
import { chosen, type Chosen } from "./address";
import { documentState, type DocumentState } from "./document";
import { renewWhenFound } from "./documents";

export type Listed = components["schemas"]["SeriesListDocument"]["series"][number];

/** What the editor holds; empty where the engine's default is taken. */
export const FIELDS = ["series", "transform", "ahead", "season", "criterion"] as const;

/** The series of the address, else the first that can be forecast. */
export function chosenSeries({ series }: Chosen, listed: readonly Listed[]): string | null {
  return series ?? listed.find((each) => each.obstacle === "")?.name ?? null;
}

/** A document of a chosen series: nothing wants it before a series is chosen. */
export interface FollowingDocument<Body> extends DocumentState<Body> {
  /** Ask for what is chosen now, unless that is what was asked for last. */
  follow(series: string): void;
}

function following<Body>(
  asked: () => string,
  fetching: (series: string, work: Work) => Promise<Body>,
): FollowingDocument<Body> {
  let series = "";
  let last = "";
  const found = documentState((work) => fetching(series, work));
  return {
    ...found,
    want: () => undefined,
    follow(wanted) {
      const now = `${wanted} ${asked()}`;
      if (now === last) return;
      [series, last] = [wanted, now];
      found.ask();
    },
  };
}

/** As typed: what is not a number is the engine's to refuse. */
function given(name: string): never {
  const text = chosen.peek()[name];
  return (text === undefined || text === "" ? undefined : text) as never;
}

const asked = (...names: string[]) => names.map((name) => chosen.peek()[name] ?? "").join(" ");

export const forecast = following(
  () => asked("transform", "ahead", "season", "criterion"),
  (series, work) =>
    getDocument(
      "/api/v1/forecast",
      {
        series,
        transform: given("transform"),
        steps: given("ahead"),
        period: given("season"),
        criterion: given("criterion"),
      },
      work,
    ),
);

export const correlogram = following(
  () => asked("transform"),
  (series, work) => getDocument("/api/v1/acf", { series, transform: given("transform") }, work),
);

export const volatility = following(
  () => asked("ahead"),
  (series, work) => getDocument("/api/v1/volatility", { series, steps: given("ahead") }, work),
);

renewWhenFound([forecast, correlogram, volatility]);
