import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { show } from "../src/state/address";
import { cascade } from "../src/state/documents";
import { cascadeStress } from "../src/state/stress_documents";

const asked: string[] = [];

beforeEach(() => {
  vi.useFakeTimers();
  asked.length = 0;
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    return new Promise(() => undefined);
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each([
  ["cascade", cascade],
  ["cascade on the book", cascadeStress],
])("the %s follows the slider that moves while its first answer is on its way", async (_, source) => {
  show({ shock: -0.02 });
  source.want();
  expect(asked.pop()).toContain("shock=-0.02");
  show({ shock: -0.05 });
  show({ shock: -0.06 });
  await vi.advanceTimersByTimeAsync(400);
  expect(asked.filter((each) => each.includes("shock=-0.05"))).toEqual([]);
  expect(asked.pop()).toContain("shock=-0.06");
  source.cancel();
});
