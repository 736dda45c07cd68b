/** Which rows of a table are shown, and in which order, as the address has it. */

export interface DataColumn<Row> {
  /** Stands in the address. */
  id: string;
  title: string;
  isNumber?: boolean;
  /** Whether it holds sentences: it is then given room before they break. */
  isLong?: boolean;
  text: (row: Row) => string;
  /** Decimal share that a bar beside the figure shows, full at 1; null where it is not known. */
  share?: (row: Row) => number | null;
  /** Whether it is set in the colour of a loss. */
  isLoss?: (row: Row) => boolean;
  /** What rows are sorted by; null where it is not known. The text where nothing else is given. */
  order?: (row: Row) => number | string | null;
}

export interface Sorting {
  column: string;
  isFalling: boolean;
}

/** `value` sorts upwards, `-value` downwards; anything else does not sort. */
export function readSorting(text: string | undefined, columns: { id: string }[]): Sorting | null {
  if (text === undefined) return null;
  const isFalling = text.startsWith("-");
  const column = isFalling ? text.slice(1) : text;
  return columns.some((each) => each.id === column) ? { column, isFalling } : null;
}

/** What the address holds after a heading was pressed: first the way that is asked for more often, then the other, then none. */
export function nextSorting(now: Sorting | null, column: { id: string; isNumber?: boolean }): string | null {
  const isFirstFalling = column.isNumber === true;
  if (now?.column !== column.id) return isFirstFalling ? `-${column.id}` : column.id;
  if (now.isFalling !== isFirstFalling) return null;
  return isFirstFalling ? column.id : `-${column.id}`;
}

/** Rows in order; those whose value is not known come last, whichever way it goes. */
export function inOrder<Row>(rows: Row[], columns: DataColumn<Row>[], sorting: Sorting | null): Row[] {
  const column = columns.find((each) => each.id === sorting?.column);
  if (sorting === null || column === undefined) return rows;
  const key = column.order ?? column.text;
  const sign = sorting.isFalling ? -1 : 1;
  return [...rows].sort((one, other) => {
    const [a, b] = [key(one), key(other)];
    if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * String(a).localeCompare(String(b), "en");
  });
}

/** Rows that hold every word, each in any of their cells. */
export function thatHold<Row>(rows: Row[], columns: DataColumn<Row>[], words: string): Row[] {
  const sought = words
    .toLowerCase()
    .split(/\s+/)
    .filter((each) => each !== "");
  if (sought.length === 0) return rows;
  return rows.filter((row) => {
    const text = columns.map((each) => each.text(row).toLowerCase()).join("\n");
    return sought.every((each) => text.includes(each));
  });
}
