import { expect, test } from "vitest";
import { itemsOf, search, type Item } from "../src/search/items";

const NUMBER = { value: 1, text: "1", unit: "USD" };
const REPORT = {
  exposures: [
    { position: "BTC", asset: "BTC", instrument: "spot", asset_class: "crypto", value: NUMBER },
    { position: "btc_short", asset: "BTC", instrument: "perpetual", asset_class: "crypto", value: NUMBER },
    { position: "money", asset: "USD", instrument: "cash", asset_class: "cash", value: NUMBER },
  ],
  stress: { scenarios: [{ id: "CRYPTO_CRASH_2022", title: "Terra and FTX", pnl: NUMBER }] },
};
const SERIES = { series: [{ name: "PAYEMS", title: "Nonfarm payrolls", unit: "thousand" }] };
const all = (): Item[] => itemsOf(REPORT as never, SERIES as never);
const names = (items: Item[]): string[] => items.map((each) => `${each.kind} ${each.name}`);

test("before any document views can be found, and nothing else", () => {
  const found = itemsOf(null, null);
  expect(found).toHaveLength(7);
  expect(new Set(found.map((each) => each.kind))).toEqual(new Set(["view"]));
});

test("an asset of the name of a position is found once", () => {
  expect(names(search(all(), "btc", 10))).toEqual(["position BTC", "position btc_short"]);
  expect(names(search(all(), "usd", 10))[0]).toBe("asset USD");
});

test("each kind leads where it is shown", () => {
  const place = (typed: string) => {
    const { view, choices } = search(all(), typed, 1)[0] as Item;
    return { view, choices };
  };
  expect(place("money")).toEqual({
    view: "rating",
    choices: { "register-find": "money", "register-sort": null },
  });
  expect(place("crypto crash")).toEqual({ view: "risk", choices: { scenario: "CRYPTO_CRASH_2022" } });
  expect(place("payrolls")).toEqual({ view: "macro", choices: { panel: "forecast", series: "PAYEMS" } });
  expect(place("rati")).toEqual({ view: "rating", choices: undefined });
});

test("a name that begins with what was typed comes before one that only holds it, and that before a description", () => {
  const item = (name: string, about = ""): Item => ({ kind: "series", name, about, view: "macro" });
  const items = [item("other", "of gold"), item("digold"), item("gold fund"), item("gold")];
  expect(search(items, "gold", 3).map((each) => each.name)).toEqual(["gold", "gold fund", "digold"]);
});

test("what is not there is not found", () => {
  expect(search(all(), "zzz", 10)).toEqual([]);
});
