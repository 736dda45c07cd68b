/** What can be found by name: views, positions, assets, scenarios and series, and where each of them is shown. */

import type { components } from "../api/schema";
import { VIEWS } from "../state/address";
import type { Place } from "../state/places";
import { TITLES } from "../views/titles";

type Report = components["schemas"]["ReportDocument"];
type SeriesList = components["schemas"]["SeriesListDocument"];

export type Kind = "view" | "position" | "asset" | "scenario" | "series";

export interface Item extends Place {
  kind: Kind;
  name: string;
  /** What it is, in a few words. */
  about: string;
}

/** Everything that is known by now, views first; nothing of a document that has not come. */
export function itemsOf(report: Report | null, series: SeriesList | null): Item[] {
  return [
    ...VIEWS.map((view, place) => ({
      kind: "view" as const,
      name: TITLES[view],
      about: `key ${place + 1}`,
      view,
    })),
    ...(report === null ? [] : ofReport(report)),
    ...(series?.series ?? []).map((each) => ({
      kind: "series" as const,
      name: each.name,
      about: [each.title, each.unit].filter((text) => text !== "" && text !== each.name).join(", "),
      view: "macro" as const,
      choices: { panel: "forecast", series: each.name },
    })),
  ];
}

function ofReport(report: Report): Item[] {
  const register = (words: string): Place => ({
    view: "rating",
    choices: { "register-find": words, "register-sort": null },
  });
  const positions = report.exposures.map((each) => ({
    kind: "position" as const,
    name: each.position,
    about: `${each.instrument}, ${each.asset_class}, ${each.value.text} ${each.value.unit}`,
    ...register(each.position),
  }));
  const names = new Set(positions.map((each) => each.name));
  // an asset of the name of a position is found as that position
  const assets = [...new Set(report.exposures.map((each) => each.asset))]
    .filter((asset) => !names.has(asset))
    .map((asset) => {
      const of = report.exposures.filter((each) => each.asset === asset).map((each) => each.position);
      return { kind: "asset" as const, name: asset, about: `of ${of.join(", ")}`, ...register(asset) };
    });
  const scenarios = report.stress.scenarios.map((each) => ({
    kind: "scenario" as const,
    name: each.id,
    about: `${each.title}, ${each.pnl.text} ${each.pnl.unit}`,
    view: "risk" as const,
    choices: { scenario: each.id },
  }));
  return [...positions, ...assets, ...scenarios];
}

/** Items that hold every word; a name that begins with what was typed comes first, then one that holds it. */
export function search(items: Item[], typed: string, most: number): Item[] {
  const words = plain(typed)
    .split(" ")
    .filter((each) => each !== "");
  const rankOf = (item: Item): number => {
    const name = plain(item.name);
    const sought = words.join(" ");
    if (name === sought) return 0;
    if (name.startsWith(sought)) return 1;
    if (words.every((each) => name.includes(each))) return 2;
    return words.every((each) => `${name} ${plain(item.about)} ${item.kind}`.includes(each)) ? 3 : 4;
  };
  return items
    .map((item) => ({ item, rank: rankOf(item) }))
    .filter(({ rank }) => rank < 4)
    .sort((one, other) => one.rank - other.rank)
    .slice(0, most)
    .map(({ item }) => item);
}

/** `CRYPTO_CRASH` is found as `crypto crash`. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[_\s]+/g, " ")
    .trim();
}
