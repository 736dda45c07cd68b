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

test("what is old can be read: through its greys and its opacity, on the panel, on insets and on bars of the ladder", () => {
  const rule = /\.is-dimmed-text \{([^}]*)\}/.exec(readFileSync("src/styles/card.css", "utf8"))?.[1] ?? "";
  const opacity = Number(/opacity: ([\d.]+)/.exec(rule)?.[1]);
  for (const name of ["text-third", "gain", "loss", "accent"])
    expect(rule).toContain(`--${name}: var(--text-second)`);
  expect(rule).toContain("grayscale(1)");
  const bars = /\.is-dimmed \.ladder-bar \{\s*opacity: ([\d.]+)/.exec(
    readFileSync("src/styles/live.css", "utf8"),
  );
  const share = Number(bars?.[1]);
  const panel = colour("panel");
  const bar = colour("text-second").map((each, place) => share * each + (1 - share) * (panel[place] ?? 0));
  const seen = (rgb: number[]): number => {
    const grey = 0.2126 * (rgb[0] ?? 0) + 0.7152 * (rgb[1] ?? 0) + 0.0722 * (rgb[2] ?? 0);
    return luminance(panel.map((each) => opacity * grey + (1 - opacity) * each));
  };
  expect(opacity).toBeLessThan(1);
  for (const ground of [panel, colour("inset"), bar]) {
    const contrast = (seen(colour("text-second")) + 0.05) / (seen(ground) + 0.05);
    expect(contrast).toBeGreaterThanOrEqual(LEAST_CONTRAST);
  }
});
