import { fixed, shortUsd } from "../format/numbers";
import type { MapPicture } from "../stream/map_picture";
import { colourTable, scaleOf, shade, type ColourMap, type DensityScale } from "./colour_maps";
import { CanvasFrame } from "./frame";
import { evenSteps } from "./steps";

const AXIS_WIDTH = 68;
const AXIS_HEIGHT = 22;
const INK = {
  axis: "#9aa7b5",
  grid: "rgba(125,138,153,0.16)",
  plate: "rgba(11,15,20,0.86)",
  text: "#e6edf3",
};
const FONT = '11px ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

export interface Cluster {
  label: string;
  price: number;
  usd: number;
}

export interface Crosshair {
  price: number;
  instantMs: number;
  usd: number;
  isLong: boolean;
}

/** Density of estimated liquidations over time and price, with the mark's line, clusters and a crosshair. */
export class Heatmap {
  private picture: MapPicture | null = null;
  private clusters: Cluster[] = [];
  private table = colourTable("inferno");
  private cutOff = 0;
  private scale: DensityScale | null = null;
  private pointer: { column: number; row: number } | null = null;
  private isRepaintDue = false;
  private readonly frame: CanvasFrame;
  private readonly raster = document.createElement("canvas");

  constructor(
    canvas: HTMLCanvasElement,
    private readonly onCrosshair: (found: Crosshair | null) => void,
    private readonly onScale: (scale: DensityScale) => void,
  ) {
    this.frame = new CanvasFrame(canvas, () => this.draw());
    canvas.addEventListener("pointermove", this.onMove);
    canvas.addEventListener("pointerleave", this.onLeave);
    canvas.addEventListener("keydown", this.onKey);
  }

  show(picture: MapPicture): void {
    this.picture = picture;
    this.isRepaintDue = true;
    this.frame.request();
  }

  style(colours: ColourMap, cutOff: number, clusters: Cluster[]): void {
    this.table = colourTable(colours);
    this.cutOff = cutOff;
    this.clusters = clusters;
    this.isRepaintDue = true;
    this.frame.request();
  }

  close(): void {
    const { canvas } = this.frame;
    canvas.removeEventListener("pointermove", this.onMove);
    canvas.removeEventListener("pointerleave", this.onLeave);
    canvas.removeEventListener("keydown", this.onKey);
    this.frame.close();
  }

  private get plotWidth(): number {
    return this.frame.width - AXIS_WIDTH;
  }

  private get plotHeight(): number {
    return this.frame.height - AXIS_HEIGHT;
  }

  private draw(): void {
    const { context, width, height } = this.frame;
    context.clearRect(0, 0, width, height);
    const picture = this.picture;
    if (picture === null) return;
    if (this.isRepaintDue) this.paintCells(picture);
    this.isRepaintDue = false;
    context.imageSmoothingEnabled = false;
    context.drawImage(this.raster, 0, 0, this.plotWidth, this.plotHeight);
    context.font = FONT;
    this.drawAxes(picture);
    this.drawLine(picture);
    this.drawClusters(picture);
    this.drawPointer(picture);
  }

  private paintCells(picture: MapPicture): void {
    const { columns, rows, cells, usdPerUnit } = picture.map;
    this.raster.width = columns;
    this.raster.height = rows;
    const context = this.raster.getContext("2d");
    if (context === null) return;
    const scale = scaleOf(cells, usdPerUnit, this.cutOff);
    if (scale.topUsd !== this.scale?.topUsd || scale.cutOff !== this.scale.cutOff) {
      this.scale = scale;
      this.onScale(scale);
    }
    const image = context.createImageData(columns, rows);
    const pixels = new Uint32Array(image.data.buffer);
    for (let column = 0; column < columns; column += 1) {
      for (let row = 0; row < rows; row += 1) {
        const colour = shade((cells[column * rows + row] ?? 0) * usdPerUnit, scale);
        pixels[(rows - 1 - row) * columns + column] = this.table[colour] ?? 0;
      }
    }
    context.putImageData(image, 0, 0);
  }

  private y(picture: MapPicture, price: number): number {
    return this.plotHeight * (1 - picture.row(price) / picture.map.rows);
  }

  private drawAxes(picture: MapPicture): void {
    const { context } = this.frame;
    const { columns, rows, stepMs } = picture.map;
    const right = this.plotWidth;
    context.textBaseline = "middle";
    context.textAlign = "left";
    for (const price of evenSteps(picture.price(0), picture.price(rows), Math.max(this.plotHeight / 56, 2))) {
      const y = this.y(picture, price);
      context.fillStyle = INK.grid;
      context.fillRect(0, y, right, 1);
      context.fillStyle = INK.axis;
      if (y > 8 && y < this.plotHeight - 6) context.fillText(fixed(price, 0), right + 8, y);
    }
    const hours = (columns * stepMs) / 3_600_000;
    const stride = hours > 12 ? 6 : hours > 4 ? 2 : 1;
    for (let back = 0; back <= hours + 1e-9; back += stride) {
      const x = right * (1 - back / hours);
      context.fillStyle = INK.grid;
      context.fillRect(Math.min(x, right - 1), 0, 1, this.plotHeight);
      context.fillStyle = INK.axis;
      context.textAlign = back === 0 ? "right" : x < 20 ? "left" : "center";
      context.fillText(back === 0 ? "now" : `−${back}h`, Math.max(x, 2), this.plotHeight + AXIS_HEIGHT / 2);
    }
    context.textAlign = "left";
    context.fillStyle = INK.grid;
    context.fillRect(right, 0, 1, this.plotHeight);
  }

  private drawLine(picture: MapPicture): void {
    const { context } = this.frame;
    const { columns, marks } = picture.map;
    const step = this.plotWidth / columns;
    context.save();
    context.beginPath();
    context.rect(0, 0, this.plotWidth, this.plotHeight);
    context.clip();
    context.beginPath();
    marks.forEach((mark, column) => {
      const x = (column + 0.5) * step;
      if (column === 0) context.moveTo(x, this.y(picture, mark));
      else context.lineTo(x, this.y(picture, mark));
    });
    context.lineJoin = "round";
    context.strokeStyle = "#000";
    context.lineWidth = 4;
    context.stroke();
    context.strokeStyle = "#fff";
    context.lineWidth = 1.6;
    context.stroke();
    context.restore();
    const last = marks[columns - 1] ?? NaN;
    this.tag(fixed(last, 0), this.y(picture, last), "#ffffff", "#0b0f14");
  }

  private drawClusters(picture: MapPicture): void {
    const { context } = this.frame;
    const places = this.clusters
      .map((cluster) => ({ cluster, line: this.y(picture, cluster.price) }))
      .filter(({ line }) => line >= 0 && line <= this.plotHeight)
      .sort((one, other) => one.line - other.line);
    context.setLineDash([4, 4]);
    context.strokeStyle = "rgba(230,237,243,0.7)";
    context.lineWidth = 1;
    for (const { line } of places) {
      context.beginPath();
      context.moveTo(0, line);
      context.lineTo(this.plotWidth, line);
      context.stroke();
    }
    context.setLineDash([]);
    let least = 12;
    for (const { cluster, line } of places) {
      const y = Math.max(line - 12, least);
      least = y + 20;
      this.plate(`${cluster.label}  ${fixed(cluster.price, 0)}  est. ${shortUsd(cluster.usd)}`, y);
    }
  }

  /** A text at the left edge, readable on any density. */
  private plate(text: string, y: number): void {
    const { context } = this.frame;
    context.fillStyle = INK.plate;
    context.fillRect(8, y - 9, context.measureText(text).width + 16, 18);
    context.fillStyle = "#f2c14e";
    context.fillRect(8, y - 9, 2, 18);
    context.fillStyle = INK.text;
    context.textAlign = "left";
    context.fillText(text, 16, y);
  }

  private drawPointer(picture: MapPicture): void {
    if (this.pointer === null) return;
    const { context } = this.frame;
    const { columns, rows } = picture.map;
    const x = ((this.pointer.column + 0.5) / columns) * this.plotWidth;
    const y = (1 - (this.pointer.row + 0.5) / rows) * this.plotHeight;
    context.fillStyle = "rgba(230,237,243,0.5)";
    context.fillRect(x, 0, 1, this.plotHeight);
    context.fillRect(0, y, this.plotWidth, 1);
    this.tag(fixed(picture.price(this.pointer.row + 0.5), 0), y, "#2a3644", INK.text);
  }

  /** A price on the axis, kept inside the picture. */
  private tag(text: string, at: number, plate: string, ink: string): void {
    const { context } = this.frame;
    const y = Math.min(Math.max(at, 9), this.plotHeight - 9);
    context.fillStyle = plate;
    context.fillRect(this.plotWidth + 1, y - 9, AXIS_WIDTH - 1, 18);
    context.fillStyle = ink;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillText(text, this.plotWidth + 8, y);
  }

  private point(column: number, row: number): void {
    const picture = this.picture;
    if (picture === null) return;
    const { columns, rows, firstMs, stepMs, marks } = picture.map;
    const place = {
      column: Math.min(Math.max(column, 0), columns - 1),
      row: Math.min(Math.max(row, 0), rows - 1),
    };
    this.pointer = place;
    const price = picture.price(place.row + 0.5);
    this.onCrosshair({
      price,
      instantMs: firstMs + place.column * stepMs,
      usd: picture.usd(place.column, place.row),
      isLong: price < (marks[place.column] ?? NaN),
    });
    this.frame.request();
  }

  private readonly onMove = (event: PointerEvent): void => {
    const picture = this.picture;
    if (picture === null || event.offsetX > this.plotWidth || event.offsetY > this.plotHeight) {
      this.onLeave();
      return;
    }
    const { columns, rows } = picture.map;
    this.point(
      Math.floor((event.offsetX / this.plotWidth) * columns),
      Math.floor((1 - event.offsetY / this.plotHeight) * rows),
    );
  };

  private readonly onLeave = (): void => {
    this.pointer = null;
    this.onCrosshair(null);
    this.frame.request();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const picture = this.picture;
    if (picture === null) return;
    const stride = event.shiftKey ? 10 : 1;
    const moves: Record<string, [number, number]> = {
      ArrowLeft: [-stride, 0],
      ArrowRight: [stride, 0],
      ArrowUp: [0, stride],
      ArrowDown: [0, -stride],
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const last = picture.map.marks[picture.map.columns - 1] ?? 0;
    const from = this.pointer ?? { column: picture.map.columns - 1, row: Math.floor(picture.row(last)) };
    this.point(from.column + move[0], from.row + move[1]);
  };
}
