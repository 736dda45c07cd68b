/**
 * Colour maps of density. Inferno and viridis are perceptually even (van der Walt and Smith, 2015, CC0); between the
 * anchors, which are every sixteenth of the published tables, colours are interpolated.
 */

export const COLOUR_MAPS = ["inferno", "viridis", "gray"] as const;
export type ColourMap = (typeof COLOUR_MAPS)[number];

const ANCHORS: Record<ColourMap, string[]> = {
  inferno: [
    "000004", "0b0724", "210c4a", "390963", "51126c", "67196e", "7d1e6d", "932667", "a92e5e",
    "be3952", "d24644", "e15635", "ee6a24", "f78212", "fb9e07", "f6d746", "fcffa4",
  ], // prettier-ignore
  viridis: [
    "440154", "48186a", "472d7b", "424086", "3b528b", "33638d", "2c728e", "26828e", "21918c",
    "1fa088", "28ae80", "3fbc73", "5ec962", "84d44b", "addc30", "d8e219", "fde725",
  ], // prettier-ignore
  gray: ["000000", "ffffff"],
};

/** 256 colours as bytes of red, green, blue and full opacity in the order of ImageData. */
export function colourTable(name: ColourMap): Uint32Array {
  const anchors = ANCHORS[name].map((each) => [0, 2, 4].map((at) => parseInt(each.slice(at, at + 2), 16)));
  const bytes = new Uint8ClampedArray(4 * 256);
  for (let place = 0; place < 256; place += 1) {
    const at = (place / 255) * (anchors.length - 1);
    const low = Math.min(Math.floor(at), anchors.length - 2);
    for (let channel = 0; channel < 3; channel += 1) {
      const from = anchors[low]?.[channel] ?? 0;
      const to = anchors[low + 1]?.[channel] ?? 0;
      bytes[4 * place + channel] = from + (to - from) * (at - low);
    }
    bytes[4 * place + 3] = 255;
  }
  return new Uint32Array(bytes.buffer);
}

export interface DensityScale {
  /** USD of a cell that is shown in the brightest colour. */
  topUsd: number;
  /** Share of the top below which a cell is dark. */
  cutOff: number;
  gamma: number;
}

export const GAMMA = 0.55;
const TOP_QUANTILE = 0.997;

/** Scale whose top is the 99.7th percentile of the cells that hold anything: a few large cells do not flatten the rest. */
export function scaleOf(cells: Uint16Array, usdPerUnit: number, cutOff: number): DensityScale {
  const filled = cells.filter((each) => each > 0).sort();
  const top = filled[Math.min(Math.floor(TOP_QUANTILE * filled.length), filled.length - 1)] ?? 0;
  return { topUsd: Math.max(top, 1) * usdPerUnit, cutOff, gamma: GAMMA };
}

/** Place of an amount among the 256 colours. */
export function shade(usd: number, scale: DensityScale): number {
  const share = Math.min(usd / scale.topUsd, 1);
  return share <= scale.cutOff ? 0 : Math.round(255 * share ** scale.gamma);
}
