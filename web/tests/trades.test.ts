import { h, render } from "preact";
import { expect, test } from "vitest";
import { Refusal } from "../src/api/problem";
import { rowNamed, rowsOf, TradesEditor, written } from "../src/cards/portfolio/trades_editor";
import { changeOf, choicesOf } from "../src/state/choices";
import { CONSTRUCTION, tradesOf } from "../src/state/portfolio_documents";

test("trades of the address become rows and trades again", () => {
  const trades = tradesOf("BTC -0.5,BTC-put-75000 +10, SPY  -100");
  expect(trades).toEqual(["BTC -0.5", "BTC-put-75000 +10", "SPY  -100"]);
  expect(written(rowsOf(trades))).toEqual(["BTC -0.5", "BTC-put-75000 +10", "SPY -100"]);
  expect(rowsOf([])).toEqual([{ name: "", quantity: "" }]);
});

test("an empty row is no trade, a minus of people is a minus, and a comma ends no trade", () => {
  expect(
    written([
      { name: " BTC ", quantity: "−2" },
      { name: "", quantity: "" },
      { name: "SPY", quantity: "1,000" },
    ]),
  ).toEqual(["BTC -2", "SPY 1000"]);
});

test("a refusal stands at the row that it names", () => {
  const rows = rowsOf(["BTC +1", "BTX +2"]);
  expect(rowNamed("trade 'BTX': neither a position nor an asset of P; did you mean 'BTC'?", rows)).toBe(1);
  expect(rowNamed("trade 'BTC': the quantity must be a decimal number, was 'x'", rows)).toBe(0);
  expect(rowNamed("'trades' must hold from 1 to 10 trades, held 11", rows)).toBe(-1);
});

test("only what differs from what is always asked is kept in the address", () => {
  const values = { ...choicesOf({ least: "0.1" }, CONSTRUCTION), cash: "0" };
  expect(changeOf(CONSTRUCTION, values)).toEqual({
    least: "0.1",
    most: null,
    riskfree: null,
    cash: null,
    covariance: null,
    mean: null,
    assets: null,
  });
});

test("Esc brings back the rows and takes the refusal away, until trades are measured again", async () => {
  const problem = { type: "", title: "", status: 422, detail: "no 'NOPE'", code: "input", trace: "" };
  const props = { trades: ["NOPE +2"], names: [], isAsking: false, refusal: new Refusal(problem) };
  render(h(TradesEditor, { ...props, submit: () => undefined }), document.body);
  const form = document.querySelector("form");
  const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 50));
  const refused = (): string | undefined => document.querySelector("[role=alert]")?.textContent;
  expect(refused()).toBe(problem.detail);
  form?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await settled();
  expect(refused()).toBeUndefined();
  form?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  await settled();
  expect(refused()).toBe(problem.detail);
  render(null, document.body);
});
