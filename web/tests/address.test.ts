import { expect, test } from "vitest";
import {
  choose,
  chosen,
  readAddress,
  readChosen,
  refine,
  show,
  shown,
  VIEWS,
  writeAddress,
} from "../src/state/address";

const BOTH = "?view=liquidity&colours=gray&palette=blue&cut=0.2&shock=-0.055&follow=no&scenario=GFC_2008";

test("what is shown is read back from the address that it writes", () => {
  const found = readAddress(BOTH);
  expect(found).toEqual({
    view: "liquidity",
    colours: "gray",
    palette: "blue",
    cutOff: 0.2,
    shock: -0.055,
    follow: false,
  });
  expect(readChosen(BOTH)).toEqual({ scenario: "GFC_2008" });
  expect(writeAddress(found, readChosen(BOTH))).toBe(BOTH);
});

test("what is usual is left out", () => {
  expect(writeAddress(readAddress(""))).toBe("");
});

test.each(["?view=admin", "?cut=7", "?cut=x", "?shock=-0.5", "?shock=NaN", "?token=secret"])(
  "nonsense and secrets are not kept: %s",
  (search) => {
    expect(readAddress(search)).toEqual(readAddress(""));
    expect(writeAddress(readAddress(search), readChosen(search))).toBe("");
  },
);

test("a choice has a plain name and not too many letters", () => {
  const search = `?series=CPI&__proto__=x&A=b&long=${"x".repeat(1_001)}&strike=100%2C000`;
  expect(readChosen(search)).toEqual({ series: "CPI", strike: "100,000" });
});

test.each(["token", "view", "Series", "a b"])("nobody chooses under the name %s", (name) => {
  expect(() => choose({ [name]: "x" })).toThrow(name);
});

test("choices of several views stand beside each other, and null takes one away", () => {
  choose({ position: "ETH", scenario: "GFC_2008" });
  show({ view: "risk" });
  choose({ position: null });
  expect(window.location.search).toBe("?view=risk&scenario=GFC_2008");
  expect(chosen.value).toEqual({ scenario: "GFC_2008" });
});

test("a choice is a step to go back by, the same choice again and a refined one are none", () => {
  const before = window.history.length;
  choose({ asset: "BTC" });
  choose({ asset: "BTC" });
  refine({ asset: "BT" });
  expect(window.history.length).toBe(before + 1);
  expect(window.location.search).toContain("asset=BT");
});

test("the browser's back brings back view and choices", () => {
  window.history.replaceState(null, "", "?view=macro&series=PAYEMS");
  window.dispatchEvent(new PopStateEvent("popstate"));
  expect([shown.value.view, chosen.value]).toEqual(["macro", { series: "PAYEMS" }]);
});

test("every view has a key of its own", () => {
  expect(VIEWS).toHaveLength(7);
  expect(new Set(VIEWS).size).toBe(7);
});
