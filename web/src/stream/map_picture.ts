import type { ColumnFrame, MapFrame } from "./wire";

/** A liquidation map as the page holds it: the last whole one, with every column that came since. */
export class MapPicture {
  private constructor(private frame: MapFrame) {}

  static of(frame: MapFrame): MapPicture {
    return new MapPicture({ ...frame, marks: frame.marks.slice(), cells: frame.cells.slice() });
  }

  get map(): Readonly<MapFrame> {
    return this.frame;
  }

  /** Put a column in the last place, or behind it; false where it belongs to another map. */
  take(column: ColumnFrame, isShift: boolean): boolean {
    const { columns, rows, marks, cells, usdPerUnit, stepMs } = this.frame;
    if (column.rows !== rows || column.usdPerUnit !== usdPerUnit) return false;
    if (isShift) {
      cells.copyWithin(0, rows);
      marks.copyWithin(0, 1);
      this.frame.firstMs += stepMs;
    }
    cells.set(column.cells, (columns - 1) * rows);
    marks[columns - 1] = column.mark;
    return true;
  }

  /** USD of a cell. */
  usd(column: number, row: number): number {
    return (this.frame.cells[column * this.frame.rows + row] ?? 0) * this.frame.usdPerUnit;
  }

  /** Lower edge of a row; rows rise by a constant factor. */
  price(row: number): number {
    return this.frame.lowestPrice * this.frame.rowFactor ** row;
  }

  /** Place of a price among the rows, with its fraction. */
  row(price: number): number {
    return Math.log(price / this.frame.lowestPrice) / Math.log(this.frame.rowFactor);
  }
}
