import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { choose } from "../src/state/address";
import { seriesList } from "../src/state/documents";
import { forecast, volatility } from "../src/state/forecast_documents";

const LISTED = {
  series: [
    { name: "UNRATE", kind: "economic", obstacle: "" },
    { name: "BTCUSDT", kind: "price", obstacle: "" },
  ],
};
const REFUSED = { detail: "no series 'NOPE'", code: "input" };
const asked: string[] = [];
const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

beforeEach(() => {
  asked.length = 0;
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address.replace("./api/v1/", ""));
    const isRefused = address.includes("NOPE");
    const found = address.includes("/series") ? LISTED : isRefused ? REFUSED : {};
    return Promise.resolve(new Response(JSON.stringify(found), { status: isRefused ? 422 : 200 }));
  });
});
afterEach(() => void vi.unstubAllGlobals());

test("each document is asked once a card wants it and a series is known; one that is not listed is refused", async () => {
  forecast.want();
  volatility.want();
  expect(asked).toEqual([]);
  seriesList.want();
  await settled();
  expect(asked).toEqual(["series", "forecast?series=UNRATE"]);
  asked.length = 0;
  choose({ series: "BTCUSDT", ahead: "5" });
  await settled();
  expect(asked.sort()).toEqual(["forecast?series=BTCUSDT&steps=5", "volatility?series=BTCUSDT&steps=5"]);
  choose({ series: "NOPE", ahead: null });
  await settled();
  expect(volatility.state.value.refusal?.problem.detail).toBe(REFUSED.detail);
  choose({ series: null });
});
