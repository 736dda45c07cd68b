import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  BookState,
  FrameKind,
  LEVEL_THIN,
  LEVEL_WALL,
  readBook,
  readColumn,
  readHead,
  readJson,
  readMap,
} from "../src/stream/wire";

const AT_MS = 1_750_000_000_000.5;

/** Bytes that the server's own tests hold their frames to. */
function golden(name: string): DataView {
  const bytes = readFileSync(`../tests/web/golden/${name}.bin`);
  return new DataView(new Uint8Array(bytes).buffer);
}

test("a head says kind, flags, number and instant", () => {
  const head = readHead(golden("column"));
  expect(head).toEqual({ kind: FrameKind.Column, isShift: true, number: 7, serverMs: AT_MS });
  expect(readHead(golden("map")).isShift).toBe(false);
});

test("a book has its levels, bids first, and what is unknown is no number", () => {
  const book = readBook(golden("book"));
  expect([book.state, book.bids, book.asks]).toEqual([BookState.Live, 2, 1]);
  expect([...book.ticks]).toEqual([974_200, 974_199, 974_201]);
  expect([...book.lots]).toEqual([5, 2 ** 33, 7]);
  expect([...book.marks]).toEqual([1, 0, 0, 1 | LEVEL_WALL, 82, 0, 1 | LEVEL_THIN, 0, 61]);
  expect(book.lastTicks).toBeNaN();
  expect([book.markTicks, book.exchangeMs]).toEqual([974_200.5, AT_MS - 20]);
});

test("a map has columns of cells in units of USD", () => {
  const map = readMap(golden("map"));
  expect([map.columns, map.rows, map.lowestPrice, map.rowFactor]).toEqual([2, 3, 90_000, 1.05]);
  expect([map.firstMs, map.stepMs, map.usdPerUnit]).toEqual([AT_MS - 600_000, 300_000, 10]);
  expect([...map.marks]).toEqual([97_000, 97_420]);
  expect([...map.cells]).toEqual([0, 1, 2, 65_535, 1, 0]);
});

test("a column has its own cells", () => {
  const column = readColumn(golden("column"));
  expect([column.rows, column.instantMs, column.mark, column.usdPerUnit]).toEqual([3, AT_MS, 97_500, 10]);
  expect([...column.cells]).toEqual([3, 0, 5]);
});

test("texts are read as UTF-8", () => {
  expect(readJson(golden("status"))).toEqual({
    badge: "SIMULATED",
    symbol: "BTC/USDT",
    note: "from −1 to +1",
  });
});
