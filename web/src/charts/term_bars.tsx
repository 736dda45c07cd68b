import { shown } from "../format/numbers";
import { Drawing } from "./drawing";
import { useSize } from "./size";

export interface Term {
  key: string;
  title: string;
  value: number;
  text: string;
}

export interface TermRow {
  key: string;
  name: string;
  terms: Term[];
  sum: number;
}

const LEAST = { width: 260, height: 40 };
const ROW = 22;
const TOP = 4;
const BOTTOM = 4;
const LETTER = 6.6;
const LONGEST_NAME = 16;

/** Gains to the right of nothing and losses to the left, stacked by cause; a tick where they sum to. */
export function TermBars({ rows, title }: { rows: TermRow[]; title: string }) {
  const { host, width } = useSize(LEAST);
  const height = TOP + ROW * rows.length + BOTTOM;
  const left = 8 + LETTER * Math.min(LONGEST_NAME, Math.max(...rows.map(({ name }) => name.length)));
  const reach = rows.flatMap(({ terms }) => [sideOf(terms, 1), -sideOf(terms, -1)]);
  const low = Math.min(0, ...reach);
  const high = Math.max(0, ...reach);
  const scale = (width - left - 8) / (high - low || 1);
  const x = (value: number): number => left + (value - low) * scale;
  return (
    <div ref={host} class="term-bars">
      <Drawing title={title} width={width} height={height}>
        <line x1={x(0)} x2={x(0)} y1={TOP} y2={height - BOTTOM} class="rule" />
        {rows.map((row, place) => {
          const y = TOP + ROW * place;
          return (
            <g key={row.key}>
              <text x={left - 6} y={y + 15} class="tick end">
                {row.name.length > LONGEST_NAME ? `${row.name.slice(0, LONGEST_NAME - 1)}…` : row.name}
              </text>
              {stacked(row.terms).map(({ term, from, to }) => (
                <rect
                  key={term.key}
                  class={`term is-${term.key}`}
                  x={Math.min(x(from), x(to))}
                  y={y + 4}
                  width={Math.abs(x(to) - x(from))}
                  height={ROW - 9}
                >
                  <title>
                    {row.name}, {term.title}: {shown(term.text)}
                  </title>
                </rect>
              ))}
              <line x1={x(row.sum)} x2={x(row.sum)} y1={y + 1} y2={y + ROW - 2} class="term-sum" />
            </g>
          );
        })}
      </Drawing>
    </div>
  );
}

function sideOf(terms: Term[], side: 1 | -1): number {
  return terms.reduce((sum, { value }) => sum + Math.max(side * value, 0), 0);
}

function stacked(terms: Term[]): { term: Term; from: number; to: number }[] {
  let gained = 0;
  let lost = 0;
  return terms
    .filter(({ value }) => value !== 0)
    .map((term) => {
      const from = term.value > 0 ? gained : lost;
      const to = from + term.value;
      if (term.value > 0) gained = to;
      else lost = to;
      return { term, from, to };
    });
}
