import { expect, test } from "vitest";
import { COLOUR_MAPS, colourTable, GAMMA, scaleOf, shade } from "../src/canvas/colour_maps";

/** Luminance as sRGB weighs it, without gamma: enough to see an order. */
function lightness(colour: number): number {
  return 0.2126 * (colour & 255) + 0.7152 * ((colour >> 8) & 255) + 0.0722 * ((colour >> 16) & 255);
}

test.each(COLOUR_MAPS)("%s rises from dark to bright", (name) => {
  const table = [...colourTable(name)].map(lightness);
  expect(table).toHaveLength(256);
  for (let place = 1; place < 256; place += 1)
    expect(table[place]).toBeGreaterThan((table[place - 1] ?? 0) - 0.6);
  expect(table[255]).toBeGreaterThan((table[0] ?? 0) + 150);
});

test("the ends of inferno are those that were published, and opaque", () => {
  const table = colourTable("inferno");
  expect((table[0] ?? 0).toString(16)).toBe("ff040000");
  expect((table[255] ?? 0).toString(16)).toBe("ffa4fffc");
});

test("a few large cells do not flatten the rest", () => {
  const cells = new Uint16Array(1_000).fill(100);
  cells[0] = 60_000;
  expect(scaleOf(cells, 2, 0).topUsd).toBe(200);
  expect(scaleOf(new Uint16Array(10), 2, 0).topUsd).toBe(2);
});

test("shades rise with USD, end at the brightest, and are dark below the cut-off", () => {
  const scale = { topUsd: 1_000, cutOff: 0.1, gamma: GAMMA };
  expect([0, 100, 1_000, 5_000].map((usd) => shade(usd, scale))).toEqual([0, 0, 255, 255]);
  expect(shade(500, scale)).toBe(Math.round(255 * 0.5 ** GAMMA));
});
