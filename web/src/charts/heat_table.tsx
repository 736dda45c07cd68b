import { Scrolling } from "../components/scrolling";
import { shown } from "../format/numbers";

export interface HeatCell {
  /** What colours it; null where it is not known. */
  value: number | null;
  text: string;
  title?: string | undefined;
}

export interface HeatRow {
  key: string;
  name: string;
  title?: string | undefined;
  cells: HeatCell[];
}

export interface HeatTableProps {
  caption: string;
  /** Above the names of the rows. */
  corner: string;
  columns: string[];
  rows: HeatRow[];
  /** The size that has the full colour; the largest cell where it is not given. */
  most?: number;
}

/** Of the tone in a cell at most, so that its text can be read on it (4.5:1 and more). */
export const DEEPEST = 42;

/** Figures on a scale of two colours that meet at nothing; the sign stands in each text, so colour is never alone. */
export function HeatTable({ caption, corner, columns, rows, most }: HeatTableProps) {
  const sizes = rows.flatMap(({ cells }) => cells.map(({ value }) => Math.abs(value ?? 0)));
  const largest = most ?? Math.max(0, ...sizes);
  return (
    <Scrolling name={caption}>
      <table class="plain heat">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col" class="is-text">
              {corner}
            </th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row" class="is-text" title={row.title}>
                {row.name}
              </th>
              {row.cells.map((cell, place) => (
                <HeatTableCell key={place} cell={cell} largest={largest} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

function HeatTableCell({ cell: { value, text, title }, largest }: { cell: HeatCell; largest: number }) {
  const share = largest > 0 ? Math.min(Math.abs(value ?? 0) / largest, 1) : 0;
  const side = value === null || share === 0 ? "" : value < 0 ? "is-loss" : "is-gain";
  return (
    <td class={`figure ${side}`} title={title} style={{ "--depth": `${(DEEPEST * share).toFixed(1)}%` }}>
      {shown(value !== null && value > 0 && /^\d/.test(text) ? `+${text}` : text)}
    </td>
  );
}
