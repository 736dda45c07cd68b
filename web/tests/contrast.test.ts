import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DEEPEST } from "../src/charts/heat_table";

const LEAST_CONTRAST = 4.5;
const tokens = readFileSync("src/styles/tokens.css", "utf8");

function channels(hex: string): number[] {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function luminance(rgb: number[]): number {
  const linear = rgb.map((each) =>
    each / 255 <= 0.04045 ? each / 255 / 12.92 : ((each / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
}

function colour(name: string): number[] {
  return channels(new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(tokens)?.[1] ?? "");
}

const tones = [...tokens.matchAll(/--(?:gain|loss): (#[0-9a-f]{6})/g)].map((found) => found[1] ?? "");

test.each(tones)("text on the deepest cell of %s can be read", (tone) => {
  const panel = colour("panel");
  const ground = channels(tone).map(
    (each, place) => (DEEPEST * each + (100 - DEEPEST) * (panel[place] ?? 0)) / 100,
  );
  const contrast = (luminance(colour("text")) + 0.05) / (luminance(ground) + 0.05);
  expect(tones.length).toBe(8);
  expect(contrast).toBeGreaterThanOrEqual(LEAST_CONTRAST);
});
