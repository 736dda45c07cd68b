/** Frames of the stream, as the server's `frames` lays them out: little-endian, a head of 16 bytes, a body by kind. */

export const HEAD_BYTES = 16;

export enum FrameKind {
  Book = 1,
  Map = 2,
  Column = 3,
  Status = 4,
  Panel = 5,
}

export interface Head {
  kind: FrameKind;
  isShift: boolean;
  number: number;
  serverMs: number;
}

export enum BookState {
  Syncing = 0,
  Live = 1,
  Suspect = 2,
  Dead = 3,
}

export interface BookFrame {
  state: BookState;
  bids: number;
  asks: number;
  /** Of all levels: bids first, each side from the best price outwards. */
  lots: Float64Array;
  ticks: Int32Array;
  /** Three a level: flags, percent of an iceberg, percent of a spoof-like order. */
  marks: Uint8Array;
  /** NaN before the first trade. */
  lastTicks: number;
  /** NaN where the feed has no mark. */
  markTicks: number;
  exchangeMs: number;
}

export const LEVEL_KNOWN = 1;
export const LEVEL_WALL = 2;
export const LEVEL_THIN = 4;

export interface MapFrame {
  columns: number;
  rows: number;
  lowestPrice: number;
  rowFactor: number;
  firstMs: number;
  stepMs: number;
  usdPerUnit: number;
  marks: Float64Array;
  /** Column after column, from the lowest price upwards, in units. */
  cells: Uint16Array;
}

export interface ColumnFrame {
  rows: number;
  instantMs: number;
  mark: number;
  usdPerUnit: number;
  cells: Uint16Array;
}

export function readHead(view: DataView): Head {
  return {
    kind: view.getUint8(0) as FrameKind,
    isShift: (view.getUint8(1) & 1) === 1,
    number: view.getUint32(4, true),
    serverMs: view.getFloat64(8, true),
  };
}

export function readBook(view: DataView): BookFrame {
  const bids = view.getUint16(HEAD_BYTES + 2, true);
  const asks = view.getUint16(HEAD_BYTES + 4, true);
  const levels = bids + asks;
  const at = view.byteOffset + HEAD_BYTES + 32;
  return {
    state: view.getUint8(HEAD_BYTES) as BookState,
    bids,
    asks,
    lastTicks: view.getFloat64(HEAD_BYTES + 8, true),
    markTicks: view.getFloat64(HEAD_BYTES + 16, true),
    exchangeMs: view.getFloat64(HEAD_BYTES + 24, true),
    lots: new Float64Array(view.buffer, at, levels),
    ticks: new Int32Array(view.buffer, at + 8 * levels, levels),
    marks: new Uint8Array(view.buffer, at + 12 * levels, 3 * levels),
  };
}

export function readMap(view: DataView): MapFrame {
  const columns = view.getUint16(HEAD_BYTES, true);
  const rows = view.getUint16(HEAD_BYTES + 2, true);
  const at = view.byteOffset + HEAD_BYTES + 48;
  return {
    columns,
    rows,
    lowestPrice: view.getFloat64(HEAD_BYTES + 8, true),
    rowFactor: view.getFloat64(HEAD_BYTES + 16, true),
    firstMs: view.getFloat64(HEAD_BYTES + 24, true),
    stepMs: view.getFloat64(HEAD_BYTES + 32, true),
    usdPerUnit: view.getFloat64(HEAD_BYTES + 40, true),
    marks: new Float64Array(view.buffer, at, columns),
    cells: new Uint16Array(view.buffer, at + 8 * columns, columns * rows),
  };
}

export function readColumn(view: DataView): ColumnFrame {
  const rows = view.getUint16(HEAD_BYTES, true);
  return {
    rows,
    instantMs: view.getFloat64(HEAD_BYTES + 8, true),
    mark: view.getFloat64(HEAD_BYTES + 16, true),
    usdPerUnit: view.getFloat64(HEAD_BYTES + 24, true),
    cells: new Uint16Array(view.buffer, view.byteOffset + HEAD_BYTES + 32, rows),
  };
}

export function readJson(view: DataView): unknown {
  const bytes = new Uint8Array(view.buffer, view.byteOffset + HEAD_BYTES, view.byteLength - HEAD_BYTES);
  return JSON.parse(new TextDecoder().decode(bytes));
}
