import { fixed } from "../format/numbers";
import { LEVEL_KNOWN, LEVEL_THIN, LEVEL_WALL, type BookFrame } from "../stream/wire";

/** Steps of price and size, as the feed states them. */
export interface Grid {
  tickSize: number;
  lotSize: number;
  priceDecimals: number;
  sizeDecimals: number;
}

/** Of a row, in pixels, as the style sheet has it. */
const ROW_HEIGHT = 18;
const FULL_BAR_OF_MEAN = 4;
const LEAST_SHOWN_PERCENT = 50;

interface Cells {
  row: HTMLDivElement;
  price: Text;
  size: Text;
  total: Text;
  mark: Text;
  bar: HTMLDivElement;
  markCell: HTMLSpanElement;
}

/** Price levels as rows that are made once: asks above, the middle, bids below; only what changed is written. */
export class Ladder {
  private readonly asks: Cells[];
  private readonly bids: Cells[];
  private readonly middle: Text;
  private levels: number;

  constructor(
    private readonly root: HTMLElement,
    most: number,
  ) {
    this.levels = most;
    this.asks = Array.from({ length: most }, () => makeRow("ask"));
    this.bids = Array.from({ length: most }, () => makeRow("bid"));
    const middleRow = document.createElement("div");
    middleRow.className = "ladder-middle";
    this.middle = middleRow.appendChild(document.createTextNode("–"));
    root.replaceChildren(
      ...this.asks.map((each) => each.row).reverse(),
      middleRow,
      ...this.bids.map((each) => each.row),
    );
  }

  show(frame: BookFrame, grid: Grid): void {
    const mean = meanLots(frame, this.levels);
    this.side(this.bids, frame, 0, frame.bids, mean, grid);
    this.side(this.asks, frame, frame.bids, frame.asks, mean, grid);
    const shown = Number.isNaN(frame.lastTicks)
      ? "–"
      : fixed(frame.lastTicks * grid.tickSize, grid.priceDecimals);
    write(this.middle, shown);
  }

  /** Show as many levels as the window holds whole. */
  fit(): void {
    const middle = this.middle.parentElement?.clientHeight ?? 0;
    const room = Math.floor((this.root.clientHeight - middle) / 2 / ROW_HEIGHT);
    this.levels = Math.min(Math.max(room, 1), this.asks.length);
    for (const side of [this.asks, this.bids])
      side.forEach((cells, place) => (cells.row.hidden = place >= this.levels));
  }

  /** Bring the middle of the book into the middle of its window. */
  center(): void {
    const row = this.middle.parentElement;
    if (row !== null) this.root.scrollTop = row.offsetTop - this.root.clientHeight / 2 + row.clientHeight / 2;
  }

  private side(rows: Cells[], frame: BookFrame, from: number, count: number, mean: number, grid: Grid): void {
    let total = 0;
    rows.slice(0, this.levels).forEach((cells, place) => {
      const at = from + place;
      const lots = place < count ? (frame.lots[at] ?? 0) : 0;
      total += lots;
      cells.row.classList.toggle("is-empty", place >= count);
      write(
        cells.price,
        place < count ? fixed((frame.ticks[at] ?? 0) * grid.tickSize, grid.priceDecimals) : "",
      );
      write(cells.size, place < count ? fixed(lots * grid.lotSize, grid.sizeDecimals) : "");
      write(cells.total, place < count ? fixed(total * grid.lotSize, grid.sizeDecimals) : "");
      const length = mean > 0 ? Math.min(lots / (FULL_BAR_OF_MEAN * mean), 1) : 0;
      const transform = `scaleX(${length.toFixed(3)})`;
      if (cells.bar.style.transform !== transform) cells.bar.style.transform = transform;
      this.flag(cells, place < count ? frame.marks.subarray(3 * at, 3 * at + 3) : null);
    });
  }

  private flag(cells: Cells, marks: Uint8Array | null): void {
    const [flags = LEVEL_KNOWN, iceberg = 0, spoofLike = 0] = marks ?? [];
    const words: string[] = [];
    const inferred: [percent: number, words: string][] = [
      [iceberg, `iceberg? ${iceberg} %`],
      [spoofLike, `spoof-like ${spoofLike} %`],
    ];
    const likely = inferred.filter(([percent]) => percent >= LEAST_SHOWN_PERCENT).sort(([a], [b]) => b - a);
    if ((flags & LEVEL_WALL) !== 0) words.push("WALL");
    if ((flags & LEVEL_THIN) !== 0) words.push("thin");
    // a level has room for one of them, the likelier; its title says both
    write(cells.mark, [...words, ...likely.slice(0, 1).map(([, said]) => said)].join(" "));
    const all = [...words, ...likely.map(([, said]) => said)].join(", ");
    const title =
      likely.length > 0 ? `${all}: inferred, not observed; the chance that the model gives it` : "";
    if (cells.markCell.title !== title) cells.markCell.title = title;
    cells.row.classList.toggle("is-uncertain", (flags & LEVEL_KNOWN) === 0);
  }
}

function meanLots(frame: BookFrame, levels: number): number {
  const bids = frame.lots.subarray(0, Math.min(frame.bids, levels));
  const asks = frame.lots.subarray(frame.bids, frame.bids + Math.min(frame.asks, levels));
  const count = bids.length + asks.length;
  const sum = (values: Float64Array): number => values.reduce((found, each) => found + each, 0);
  return count === 0 ? 0 : (sum(bids) + sum(asks)) / count;
}

function makeRow(side: "bid" | "ask"): Cells {
  const row = document.createElement("div");
  row.className = `ladder-row is-${side}`;
  const bar = row.appendChild(document.createElement("div"));
  bar.className = "ladder-bar";
  const cell = (name: string): [HTMLSpanElement, Text] => {
    const span = row.appendChild(document.createElement("span"));
    span.className = `ladder-${name}`;
    return [span, span.appendChild(document.createTextNode(""))];
  };
  const [, price] = cell("price");
  const [, size] = cell("size");
  const [, total] = cell("total");
  const [markCell, mark] = cell("mark");
  return { row, price, size, total, mark, bar, markCell };
}

function write(node: Text, text: string): void {
  if (node.data !== text) node.data = text;
}
