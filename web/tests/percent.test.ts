import { expect, test } from "vitest";
import { levelText, percentOf, shareOf } from "../src/format/percent";

test.each([
  ["5", "0.05"],
  ["7.1", "0.071"],
  ["12.50", "0.125"],
  ["-2", "-0.02"],
  ["−2 %", "-0.02"],
  ["0", "0"],
  ["140", "1.4"],
  [".5", "0.005"],
  ["100", "1"],
])("%s percent is a share of %s", (percent, share) => {
  expect(shareOf(percent)).toBe(share);
  expect(Number(share)).toBeCloseTo(Number(percent.replace("−", "-").replace("%", "")) / 100, 15);
});

test.each(["0.05", "0.071", "1.4", "-0.02", "0", "10", "0.125", "1"])("%s as percent and back", (share) => {
  expect(shareOf(percentOf(share))).toBe(share);
  expect(Number(percentOf(share))).toBeCloseTo(100 * Number(share), 12);
});

test.each(["", "abc", "1e9x", "-", "1,5"])(
  "what is no number is left for the engine to refuse: %j",
  (text) => {
    expect(shareOf(text)).toBe(text);
    expect(percentOf(text)).toBe(text);
  },
);

test("a level of confidence is read as it was asked for", () => {
  expect([0.95, 0.975, 0.9995].map(levelText)).toEqual(["95 %", "97.5 %", "99.95 %"]);
});
