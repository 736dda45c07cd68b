import { expect, test } from "vitest";
import {
  age,
  clockUtc,
  counted,
  decimalsOf,
  fixed,
  scientific,
  shortUsd,
  shown,
  signed,
} from "../src/format/numbers";

test("a minus is a minus, and no zero has one", () => {
  expect(fixed(-1234.5, 1)).toBe("−1,234.5");
  expect(fixed(-0.04, 1)).toBe("0.0");
  expect(signed(0.2, 2)).toBe("+0.20");
  expect(signed(-0.2, 2)).toBe("−0.20");
  expect(signed(0.001, 2)).toBe("0.00");
});

test("amounts are short in labels", () => {
  expect([950, 1_234, 12_345, 123_456, 1.5e6, 2e9, -2_500].map(shortUsd)).toEqual([
    "$950",
    "$1.23K",
    "$12.3K",
    "$123K",
    "$1.50M",
    "$2.00B",
    "$−2.50K",
  ]);
});

test("decimals follow the step", () => {
  expect(["0.1", "0.001", "1", "0.50", "10"].map(decimalsOf)).toEqual([1, 3, 0, 1, 0]);
});

test("only what stands before a number is turned into a minus", () => {
  expect(shown("-3.4% of a day, a two-sided (-1) 2026-05-12")).toBe(
    "−3.4% of a day, a two-sided (−1) 2026-05-12",
  );
});

test("small numbers have a power of ten", () => {
  expect(scientific(1.98387e-5)).toBe("1.98e−5");
  expect(scientific(-12_345)).toBe("−1.23e4");
});

test("clocks and ages", () => {
  expect(clockUtc(1_750_000_000_000)).toBe("15:06:40");
  expect([3.9, 150, 7_300].map(age)).toEqual(["3 s", "2 min", "2 h"]);
});

test("one of something is no plural", () => {
  expect([0, 1, 2_000].map((count) => counted(count, "session"))).toEqual([
    "0 sessions",
    "1 session",
    "2,000 sessions",
  ]);
});
