import { expect, test } from "vitest";
import { inOrder, nextSorting, readSorting, thatHold, type DataColumn } from "../src/components/table_order";

interface Row {
  name: string;
  value: number | null;
}

const COLUMNS: DataColumn<Row>[] = [
  { id: "name", title: "name", text: (row) => row.name },
  {
    id: "value",
    title: "value",
    isNumber: true,
    text: (row) => (row.value === null ? "–" : String(row.value)),
    order: (row) => row.value,
  },
];
const ROWS: Row[] = [
  { name: "ten", value: 10 },
  { name: "unknown", value: null },
  { name: "nine", value: 9 },
  { name: "minus two", value: -2 },
];
const names = (rows: Row[]): string[] => rows.map((each) => each.name);

test("figures are sorted as numbers and not as text, and what is not known comes last either way", () => {
  const upwards = inOrder(ROWS, COLUMNS, { column: "value", isFalling: false });
  expect(names(upwards)).toEqual(["minus two", "nine", "ten", "unknown"]);
  const downwards = inOrder(ROWS, COLUMNS, { column: "value", isFalling: true });
  expect(names(downwards)).toEqual(["ten", "nine", "minus two", "unknown"]);
});

test("without a sorting rows stay as the document has them", () => {
  expect(inOrder(ROWS, COLUMNS, null)).toBe(ROWS);
});

test("words are sorted as words", () => {
  expect(names(inOrder(ROWS, COLUMNS, { column: "name", isFalling: false }))).toEqual([
    "minus two",
    "nine",
    "ten",
    "unknown",
  ]);
});

test.each([
  ["value", { column: "value", isFalling: false }],
  ["-value", { column: "value", isFalling: true }],
  ["-nothing", null],
  [undefined, null],
])("the address says %s", (text, expected) => {
  expect(readSorting(text, COLUMNS)).toEqual(expected);
});

test("a heading goes through both ways and back to none, the largest first where it holds figures", () => {
  const [name, value] = COLUMNS as [DataColumn<Row>, DataColumn<Row>];
  const through = (column: DataColumn<Row>): (string | null)[] => {
    const first = nextSorting(null, column);
    const second = nextSorting(readSorting(first ?? undefined, COLUMNS), column);
    return [first, second, nextSorting(readSorting(second ?? undefined, COLUMNS), column)];
  };
  expect(through(value)).toEqual(["-value", "value", null]);
  expect(through(name)).toEqual(["name", "-name", null]);
});

test("a row is found by all words that were typed, in any of its cells, whatever their case", () => {
  expect(names(thatHold(ROWS, COLUMNS, " TWO  minus "))).toEqual(["minus two"]);
  expect(names(thatHold(ROWS, COLUMNS, "ten 10"))).toEqual(["ten"]);
  expect(thatHold(ROWS, COLUMNS, "ten 9")).toEqual([]);
  expect(thatHold(ROWS, COLUMNS, "  ")).toBe(ROWS);
});
