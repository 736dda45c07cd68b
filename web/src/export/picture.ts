import { DISCLAIMER } from "./disclaimer";
import { svgImage } from "./svg_image";
import { tableImage } from "./table_image";

interface Caption {
  title: string;
  subtitle: string;
  lineage: string;
}

type Drawing = SVGSVGElement | HTMLCanvasElement | HTMLTableElement;

const LEAST_WIDTH = 480;
const MARGIN = 16;
const GAP = 10;
const SWATCH_WIDTH = 18;
const SANS = 'Inter, system-ui, -apple-system, "Segoe UI", "Helvetica Neue", Arial, sans-serif';

interface Words {
  text: string;
  font: string;
  ink: string;
  lineHeight: number;
}

/** Pictures of a card, in the order in which they stand there. */
export function drawingsOf(card: Element): Drawing[] {
  return [...card.querySelectorAll<Drawing>(":scope > .body :is(svg.chart, canvas, table.heat)")];
}

/** Pictures below each other under what the card is called, with their legends, where they come from and what they are not. */
export async function pictureOf(card: Element, caption: Caption): Promise<Blob | null> {
  const drawings = drawingsOf(card);
  const ratio = window.devicePixelRatio || 1;
  const scale = drawings.some((each) => each instanceof HTMLCanvasElement) ? ratio : Math.max(ratio, 2);
  const images = await Promise.all(drawings.map((each) => imageOf(each, scale)));
  const boxes = drawings.map((each) => each.getBoundingClientRect());
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  if (context === null) return null;
  const width = Math.max(LEAST_WIDTH, ...boxes.map((each) => each.width)) + 2 * MARGIN;
  const ink = (name: string): string => getComputedStyle(card).getPropertyValue(name).trim();
  const words = wordsOf(caption, ink);
  const head = words.head.flatMap((each) => wrapped(context, each, width - 2 * MARGIN));
  const foot = words.foot.flatMap((each) => wrapped(context, each, width - 2 * MARGIN));
  const legend = legendOf(card);
  const heights = [...head, ...foot].map((each) => each.lineHeight);
  const drawn = boxes.reduce((sum, each) => sum + each.height + GAP, 0);
  const legendHeight = legend.length === 0 ? 0 : 18 * rowsOf(context, legend, width).length + GAP;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round((sum(heights) + drawn + legendHeight + 2 * MARGIN + GAP) * scale);
  context.scale(scale, scale);
  context.fillStyle = ink("--panel");
  context.fillRect(0, 0, width, canvas.height / scale);
  let y = writeLines(context, head, MARGIN) + GAP;
  images.forEach((image, place) => {
    const box = boxes[place];
    if (box === undefined) return;
    context.drawImage(image, MARGIN, y, box.width, box.height);
    y += box.height + GAP;
  });
  if (legend.length > 0)
    y = writeLegend(context, rowsOf(context, legend, width), y, ink("--text-second")) + GAP;
  writeLines(context, foot, y);
  return new Promise((done) => canvas.toBlob(done));
}

function imageOf(drawing: Drawing, scale: number): Promise<CanvasImageSource> {
  if (drawing instanceof SVGSVGElement) return svgImage(drawing);
  return Promise.resolve(drawing instanceof HTMLTableElement ? tableImage(drawing, scale) : drawing);
}

function wordsOf({ title, subtitle, lineage }: Caption, ink: (name: string) => string) {
  const small = { font: `11px ${SANS}`, ink: ink("--text-second"), lineHeight: 15 };
  const words = (texts: string[]): Words[] =>
    texts.filter((text) => text !== "").map((text) => ({ ...small, text }));
  return {
    head: [
      { text: title, font: `600 15px ${SANS}`, ink: ink("--text"), lineHeight: 21 },
      ...words([subtitle]),
    ],
    foot: words([lineage, `${new Date().toISOString().slice(0, 19)} UTC · ${DISCLAIMER}`]),
  };
}

/** Lines that fit, broken between words. */
function wrapped(context: CanvasRenderingContext2D, words: Words, width: number): Words[] {
  context.font = words.font;
  const lines: string[] = [];
  for (const word of words.text.split(" ")) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines.map((text) => ({ ...words, text }));
}

function writeLines(context: CanvasRenderingContext2D, lines: Words[], from: number): number {
  context.textBaseline = "middle";
  let y = from;
  for (const { text, font, ink, lineHeight } of lines) {
    context.font = font;
    context.fillStyle = ink;
    context.fillText(text, MARGIN, y + lineHeight / 2);
    y += lineHeight;
  }
  return y;
}

interface LegendEntry {
  text: string;
  colour: string;
}

/** Names of lines and areas that stand beside the picture, and not in it, in the colours that the page gives them. */
export function legendOf(card: Element): LegendEntry[] {
  return [...card.querySelectorAll<HTMLElement>(":scope > .body .legend li")].map((each) => ({
    text: each.textContent?.trim() ?? "",
    colour: colourOf(each.querySelector("line, rect")),
  }));
}

function colourOf(drawn: Element | null): string {
  if (drawn === null) return "";
  return getComputedStyle(drawn).getPropertyValue(drawn.localName === "line" ? "stroke" : "fill");
}

function rowsOf(context: CanvasRenderingContext2D, legend: LegendEntry[], width: number): LegendEntry[][] {
  context.font = `11px ${SANS}`;
  const rows: LegendEntry[][] = [[]];
  let taken = MARGIN;
  for (const entry of legend) {
    const length = entryWidth(context, entry);
    if (taken + length > width - MARGIN && rows.at(-1)?.length !== 0) {
      rows.push([]);
      taken = MARGIN;
    }
    rows.at(-1)?.push(entry);
    taken += length;
  }
  return rows;
}

function entryWidth(context: CanvasRenderingContext2D, { text }: LegendEntry): number {
  return SWATCH_WIDTH + 6 + context.measureText(text).width + 14;
}

function writeLegend(
  context: CanvasRenderingContext2D,
  rows: LegendEntry[][],
  from: number,
  ink: string,
): number {
  rows.forEach((row, place) => {
    const y = from + 18 * place + 9;
    let x = MARGIN;
    for (const entry of row) {
      context.fillStyle = entry.colour;
      context.fillRect(x, y - 1, SWATCH_WIDTH, 2);
      context.fillStyle = ink;
      context.fillText(entry.text, x + SWATCH_WIDTH + 6, y);
      x += entryWidth(context, entry);
    }
  });
  return from + 18 * rows.length;
}

function sum(values: number[]): number {
  return values.reduce((total, each) => total + each, 0);
}
