import { expect, test } from "vitest";
import { fieldNamed } from "../src/components/editor";
import type { FieldOfEditor } from "../src/components/field";

const FIELDS: FieldOfEditor[] = [
  { name: "low", label: "least weight", kind: "percent" },
  { name: "high", label: "largest weight", kind: "percent", also: ["upper bound"] },
  { name: "trades", label: "trades", kind: "text" },
];

test.each([
  ["low: Input should be less than or equal to 10", "low"],
  ["trades.0: trade 'SPY' has no amount", "trades"],
  ["'high' must be at least 0, was -1", "high"],
  ["the upper bound of SPY lies below its holding", "high"],
])("%s belongs beside its field", (sentence, name) => {
  expect(fieldNamed(sentence, FIELDS)?.name).toBe(name);
});

test.each(["bounds allow at most 0.8 of the whole", "lowest: not known", "the book is empty"])(
  "%s belongs to no field",
  (sentence) => {
    expect(fieldNamed(sentence, FIELDS)).toBeNull();
  },
);
