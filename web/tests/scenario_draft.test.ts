import { expect, test } from "vitest";
import { placeOfRefusal } from "../src/state/draft_refusal";
import {
  BLANK,
  compactOf,
  draftOf,
  fileOf,
  readCompact,
  type DraftShock,
  type ScenarioDraft,
} from "../src/state/scenario_draft";

function shock(name: string, size: string, more: Partial<DraftShock> = {}): DraftShock {
  return { name, size, unit: "%", basis: "typed in", ...more };
}

const DRAFT: ScenarioDraft = {
  ...BLANK,
  id: "MY_CRASH",
  shocks: [
    shock("rates.all", "150", { unit: "bp" }),
    shock("assets.BTC", "-55"),
    shock("assets.BRK.B", "-12.5", { basis: 'half * of "it" ~ or so' }),
    shock("volatilities.crypto", ".8", { unit: "decimal" }),
  ],
};

test("a draft is the file that the command reads, its tables together and its numbers exact", () => {
  expect(fileOf(DRAFT).text).toBe(
    [
      "version: 1",
      'id: "MY_CRASH"',
      'title: "A scenario of my own"',
      'source: "A judgement, typed in."',
      "assets:",
      '  BTC: {shock: -0.55, basis: "typed in"}',
      '  "BRK.B": {shock: -0.125, basis: "half * of \\"it\\" ~ or so"}',
      "volatilities:",
      '  crypto: {shock: 0.8, basis: "typed in"}',
      "rates:",
      '  all: {shock: 0.015, basis: "typed in"}',
      'reference_currency: "USD"',
      "",
    ].join("\n"),
  );
});

test.each(["half", "", "NaN", "1,000", "--5", "]"])("%j is no number and is left to the engine", (size) => {
  const file = fileOf({ ...DRAFT, shocks: [shock("assets.BTC", size)] });
  expect(file.text).toContain(`  BTC: {shock: ${JSON.stringify(size)}, basis: "typed in"}`);
});

test("a window is stated where there is one, and half of one too, for the engine to refuse", () => {
  expect(fileOf({ ...DRAFT, from: "2020-02-19", to: "2020-03-23" }).text).toContain(
    "window: {start: 2020-02-19, end: 2020-03-23}",
  );
  expect(fileOf({ ...DRAFT, from: "2020-02-19" }).text).toContain('window: {start: 2020-02-19, end: ""}');
});

test.each([
  DRAFT,
  BLANK,
  { ...DRAFT, title: "", source: "~s*~", from: "2020-02-19", to: "2020-03-23", reference: "EUR" },
])("what goes into the address comes out of it", (draft) => {
  const read = readCompact(compactOf(draft));
  expect(read).toEqual({ ...draft, title: draft.title === "" ? BLANK.title : draft.title });
});

test("the address stays short where nothing was changed", () => {
  expect(compactOf({ ...BLANK, shocks: [shock("assets.BTC", "-50")] })).toBe("MY_SCENARIO******a.BTC*-50**");
});

test.each(["", "X", "X*****", "X******a.BTC*-50*", "X******a.BTC*-50*miles*"])(
  "%j is read as a draft, or as none, and never half",
  (text) => {
    expect(readCompact(text)?.shocks.length ?? 0).toBe(0);
  },
);

test("what a file states becomes rows in percent, digit by digit", () => {
  const found = draftOf({
    id: "X",
    title: "t",
    source: "s",
    window_start: null,
    window_end: null,
    reference_currency: "USD",
    shocks: [
      { table: "assets", key: "BTC", shock: { value: -0.337, text: "-33.70%", unit: "%" }, basis: "b" },
      { table: "rates", key: "all", shock: { value: 1e-7, text: "0.00%", unit: "%" }, basis: "b" },
    ],
  });
  expect(found.shocks.map(({ size, unit }) => [size, unit])).toEqual([
    ["-33.7", "%"],
    ["1e-7", "decimal"],
  ]);
  expect(fileOf(found).text).toContain("all: {shock: 1e-7,");
});

test.each([
  ["typed in:6: assets.BTC.shock: must be a number, was 'half'", { row: 1 }],
  ["typed in:7: key 'BRK.B' stands twice", { row: 2 }],
  ["typed in:1: assets.BTC.shock must be above -1, was -1.5", { row: 1 }],
  ["typed in:1: volatilities.crypto.shock must be above -1, was -2", { row: 3 }],
  ["typed in:2: id: must match ^[A-Z0-9_]+$, was 'a b'", { field: "id" }],
  ["'scenarios' must not repeat, but 'MY_CRASH' does", { field: "id" }],
  ["typed in:5: window.end: must be a date as YYYY-MM-DD, was ''", { field: "from" }],
  ["typed in:1: assets.BTCUSDT.shock must be above -1, was -1.5", null],
  ["too much work is waiting; try again", null],
])("%s belongs where it stands", (sentence, place) => {
  expect(placeOfRefusal(sentence, DRAFT, fileOf(DRAFT))).toEqual(place);
});
