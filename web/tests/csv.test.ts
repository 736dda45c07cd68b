import { expect, test } from "vitest";
import { csv } from "../src/export/csv";
import { DISCLAIMER } from "../src/export/disclaimer";

test("a table ends with its own lineage and what it is not", () => {
  const text = csv(
    [
      ["scenario", "P&L"],
      ["GFC", "-682,000"],
    ],
    "SIMULATED · as of 2025-06-30 · seed 7",
  );
  expect(text.split("\n")).toEqual([
    "scenario,P&L",
    'GFC,"-682,000"',
    "SIMULATED · as of 2025-06-30 · seed 7",
    DISCLAIMER,
  ]);
});

test.each(["=1+1", "+cmd", "@x", "-cmd"])("a spreadsheet computes nothing of %s", (cell) => {
  expect(csv([[cell]], "").split("\n")[0]).toBe(`'${cell}`);
});

test.each(["+1", "-1", "+0.5%", "-.5", "1"])("%s stays the number that it is", (cell) => {
  expect(csv([[cell]], "").split("\n")[0]).toBe(cell);
});
