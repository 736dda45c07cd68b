import { expect, test } from "vitest";
import { MapPicture } from "../src/stream/map_picture";
import type { ColumnFrame, MapFrame } from "../src/stream/wire";

function frame(): MapFrame {
  return {
    columns: 3,
    rows: 2,
    lowestPrice: 100,
    rowFactor: 1.1,
    firstMs: 0,
    stepMs: 60_000,
    usdPerUnit: 5,
    marks: new Float64Array([101, 102, 103]),
    cells: new Uint16Array([1, 2, 3, 4, 5, 6]),
  };
}

function column(change: Partial<ColumnFrame> = {}): ColumnFrame {
  return { rows: 2, instantMs: 0, mark: 104, usdPerUnit: 5, cells: new Uint16Array([7, 8]), ...change };
}

test("a column replaces the last one", () => {
  const picture = MapPicture.of(frame());
  expect(picture.take(column(), false)).toBe(true);
  expect([...picture.map.cells]).toEqual([1, 2, 3, 4, 7, 8]);
  expect([...picture.map.marks]).toEqual([101, 102, 104]);
  expect(picture.map.firstMs).toBe(0);
});

test("a shift moves the picture one column to the left first", () => {
  const picture = MapPicture.of(frame());
  picture.take(column(), true);
  expect([...picture.map.cells]).toEqual([3, 4, 5, 6, 7, 8]);
  expect([...picture.map.marks]).toEqual([102, 103, 104]);
  expect(picture.map.firstMs).toBe(60_000);
});

test.each([{ rows: 3 }, { usdPerUnit: 6 }])("a column of another map is not taken: %o", (change) => {
  const picture = MapPicture.of(frame());
  expect(picture.take(column(change), true)).toBe(false);
  expect([...picture.map.cells]).toEqual([1, 2, 3, 4, 5, 6]);
});

test("the picture keeps its own cells", () => {
  const given = frame();
  const picture = MapPicture.of(given);
  picture.take(column(), true);
  expect([...given.cells]).toEqual([1, 2, 3, 4, 5, 6]);
});

test("rows rise by a constant factor, and prices find their rows again", () => {
  const picture = MapPicture.of(frame());
  expect(picture.price(1)).toBeCloseTo(110, 9);
  for (const row of [0, 0.25, 1, 1.9]) expect(picture.row(picture.price(row))).toBeCloseTo(row, 9);
  expect(picture.usd(2, 1)).toBe(30);
});
