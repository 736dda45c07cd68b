import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { choose } from "../src/state/address";
import { changeOf } from "../src/state/choices";
import { grid, OPTION, typedOption } from "../src/state/derivatives_documents";

const asked: URLSearchParams[] = [];

beforeEach(() =>
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(new URL(address, "http://x/").searchParams);
    return new Promise(() => undefined);
  }),
);
afterEach(() => void vi.unstubAllGlobals());

test("a field that was emptied is handed on, for the engine to refuse", () => {
  choose(changeOf(OPTION, { ...OPTION, spot: "" }, "option"));
  typedOption.ask();
  const option = asked.pop();
  expect([option?.get("spot"), option?.get("strike"), option?.has("price")]).toEqual(["", "100000", false]);
});

test("nothing is asked of what is nothing without a choice", () => {
  choose({ "grid-spot-low": "" });
  grid.ask();
  const found = asked.pop();
  expect([found?.get("spot_low"), found?.get("spot_high"), found?.has("underlying")]).toEqual([
    "",
    "0.5",
    false,
  ]);
});
