import { useEffect, useRef } from "preact/hooks";
import "../styles/data_table.css";
import { shown } from "../format/numbers";
import { choose, chosen, refine } from "../state/address";
import { Scrolling } from "./scrolling";
import { ShareBar } from "./share_bar";
import { inOrder, nextSorting, readSorting, thatHold, type DataColumn, type Sorting } from "./table_order";

export interface DataTableProps<Row> {
  /** Begins the names of its parameters in the address, and names it to those who listen. */
  name: string;
  caption: string;
  /** What one row is and several are, for the count beside the search box; without it there is no search. */
  noun?: [one: string, many: string];
  columns: DataColumn<Row>[];
  rows: Row[];
  keyOf: (row: Row) => string;
  /** The last row, of the whole table and not of what was found; texts by column. */
  total?: Record<string, string>;
}

/** Rows that can be searched and sorted by any column; what was chosen stands in the address. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { name, caption, noun, columns, rows, keyOf, total } = props;
  const host = useRef<HTMLDivElement>(null);
  const sorting = readSorting(chosen.value[`${name}-sort`], columns);
  const words = noun === undefined ? "" : (chosen.value[`${name}-find`] ?? "");
  const found = inOrder(thatHold(rows, columns, words), columns, sorting);
  useEffect(() => {
    // whoever came by a link to what was sought sees it, wherever on the page it stands
    if (words !== "") host.current?.scrollIntoView({ block: "nearest" });
  }, [words]);
  return (
    <div class="data-table" ref={host}>
      {noun === undefined ? null : (
        <p class="data-table-tools">
          <label>
            Find{" "}
            <input
              type="search"
              value={words}
              onInput={(event) => refine({ [`${name}-find`]: event.currentTarget.value || null })}
            />
          </label>
          <span class="unit" role="status">
            {found.length === rows.length ? "" : `${found.length} of `}
            {rows.length} {rows.length === 1 ? noun[0] : noun[1]}
          </span>
        </p>
      )}
      <Scrolling name={caption}>
        <table class="plain">
          <caption class="visually-hidden">{caption}</caption>
          <thead>
            <tr>
              {columns.map((each) => (
                <Heading key={each.id} name={name} column={each} sorting={sorting} />
              ))}
            </tr>
          </thead>
          <tbody>
            {found.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map((each, place) => (
                  <Cell
                    key={each.id}
                    column={each}
                    text={each.text(row)}
                    isHead={place === 0}
                    isLoss={each.isLoss?.(row)}
                    share={each.share?.(row)}
                  />
                ))}
              </tr>
            ))}
          </tbody>
          {total === undefined ? null : (
            <tfoot>
              <tr>
                {columns.map((each, place) => (
                  <Cell key={each.id} column={each} text={total[each.id] ?? ""} isHead={place === 0} />
                ))}
              </tr>
            </tfoot>
          )}
        </table>
      </Scrolling>
    </div>
  );
}

interface HeadingProps<Row> {
  name: string;
  column: DataColumn<Row>;
  sorting: Sorting | null;
}

function Heading<Row>({ name, column, sorting }: HeadingProps<Row>) {
  const isSorted = sorting?.column === column.id;
  const way = !isSorted ? undefined : sorting.isFalling ? "descending" : "ascending";
  return (
    <th scope="col" aria-sort={way} class={column.isNumber === true ? "" : "is-text"}>
      <button type="button" onClick={() => choose({ [`${name}-sort`]: nextSorting(sorting, column) })}>
        {column.title}
        {way === undefined ? null : (
          <span class="sort-mark" aria-hidden="true">
            {way === "ascending" ? "▲" : "▼"}
          </span>
        )}
      </button>
    </th>
  );
}

interface CellProps<Row> {
  column: DataColumn<Row>;
  text: string;
  isHead: boolean;
  isLoss?: boolean | undefined;
  share?: number | null | undefined;
}

function Cell<Row>({ column, text, isHead, isLoss = false, share = null }: CellProps<Row>) {
  const base = column.isNumber === true ? "figure" : column.isLong === true ? "is-text is-long" : "is-text";
  const kind = isLoss ? `${base} loss` : base;
  return isHead ? (
    <th scope="row" class={kind}>
      {text}
    </th>
  ) : (
    <td class={kind}>
      {share === null ? null : <ShareBar share={share} tone={isLoss ? "loss" : "neutral"} />}
      {column.isNumber === true ? shown(text) : text}
    </td>
  );
}
