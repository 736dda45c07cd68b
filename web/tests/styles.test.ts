/** A view's style sheet is there for every view once it was loaded: none may say anew what another one says. */

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const FOLDER = "src/styles/";
/** It restyles what the others say, on paper. */
const ON_PAPER = "print.css";

function selectorsOf(sheet: string): string[] {
  const text = readFileSync(FOLDER + sheet, "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  const heads = [...text.matchAll(/([^{}]+)\{/g)].map(([, head = ""]) => head.trim());
  const rules = heads.filter((head) => !head.startsWith("@"));
  return [...new Set(rules.flatMap((head) => head.split(",").map((each) => each.trim())))];
}

test("each selector stands in one sheet", () => {
  const places = new Map<string, string[]>();
  for (const sheet of readdirSync(FOLDER).filter((each) => each !== ON_PAPER))
    for (const selector of selectorsOf(sheet)) places.set(selector, [...(places.get(selector) ?? []), sheet]);
  expect(places.size).toBeGreaterThan(100);
  expect([...places].filter(([, sheets]) => sheets.length > 1)).toEqual([]);
});
