import { shown } from "../format/numbers";
import { Scrolling } from "./scrolling";

export interface Cell {
  text: string;
  tone?: "gain" | "loss" | "state" | undefined;
  title?: string | undefined;
}

export interface PlainRow {
  /** Of no other row. */
  key: string;
  cells: (string | Cell)[];
  /** Where the name of the row leads. */
  choose?: (() => void) | undefined;
  isChosen?: boolean | undefined;
  /** Whether it sums the rows above. */
  isTotal?: boolean | undefined;
}

export interface PlainTableProps {
  /** For those who listen, and of the place that scrolls where the table is wider. */
  caption: string;
  head: string[];
  rows: PlainRow[];
  /** How many of the first columns are words; all others are figures, and end at the right. */
  textColumns?: number;
}

/** Rows of figures as the engine has written them; the first cell names its row. */
export function PlainTable({ caption, head, rows, textColumns = 1 }: PlainTableProps) {
  const kind = (column: number): string => (column < textColumns ? "is-text" : "figure");
  return (
    <Scrolling name={caption}>
      <table class="plain">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th key={column} scope="col" class={column < textColumns ? "is-text" : ""}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={row.key}
              class={row.isChosen === true ? "is-chosen" : row.isTotal === true ? "is-total" : ""}
            >
              {row.cells.map((each, column) => {
                const { text, tone, title } =
                  typeof each === "string" ? { text: each } : (each satisfies Cell);
                const content = column < textColumns ? text : shown(text);
                const look = `${kind(column)} ${tone ?? ""}`.trim();
                return column === 0 ? (
                  <th key={column} scope="row" class={look} title={title}>
                    <RowName row={row} text={content} />
                  </th>
                ) : (
                  <td key={column} class={look} title={title}>
                    {content}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

function RowName({ row, text }: { row: PlainRow; text: string }) {
  if (row.choose === undefined) return <>{text}</>;
  return (
    <button
      type="button"
      class="link"
      aria-current={row.isChosen === true ? "true" : undefined}
      onClick={row.choose}
    >
      {text}
    </button>
  );
}
