import { evenSteps } from "../canvas/steps";
import { fixed } from "../format/numbers";
import { Drawing } from "./drawing";
import { useSize } from "./size";

export interface FanFigure {
  value: number;
  /** Null where there are too few scenarios for an interval. */
  low: number | null;
  high: number | null;
}

export interface FanRow {
  key: string;
  title: string;
  valueAtRisk: FanFigure;
  expectedShortfall: FanFigure;
  /** What became of its forecasts, in a word or two. */
  verdict: string;
  isRejected: boolean;
}

export interface ModelFanProps {
  rows: FanRow[];
  title: string;
  /** Of the axis, with its unit. */
  axis: string;
}

const ROW = 26;
const OFFSET = 5;
const AXIS = 30;
const TOP = 4;
const RIGHT = 10;
const LETTER = 6.3;
const LEAST = { width: 280, height: 0 };
/** Below it the verdicts stand in the table alone. */
const WIDE = 520;

/** VaR and ES of several models on one scale, each with its interval. */
export function ModelFan({ rows, title, axis }: ModelFanProps) {
  const { host, width } = useSize(LEAST);
  const left = 10 + LETTER * Math.max(0, ...rows.map((each) => each.title.length));
  const words = width < WIDE ? 0 : 12 + LETTER * Math.max(0, ...rows.map((each) => each.verdict.length));
  const right = width - RIGHT - words;
  const height = TOP + ROW * rows.length + AXIS;
  const all = rows.flatMap((each) =>
    [each.valueAtRisk, each.expectedShortfall].flatMap(({ value, low, high }) => [value, low, high]),
  );
  const known = all.filter((each) => each !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const margin = 0.04 * (most - least || Math.abs(most) || 1);
  const scale = (right - left) / (most - least + 2 * margin);
  const x = (value: number): number => left + (value - least + margin) * scale;
  const bottom = TOP + ROW * rows.length;
  return (
    <div ref={host} class="model-fan">
      <Drawing title={title} width={width} height={height}>
        {evenSteps(least - margin, most + margin, (right - left) / 90).map((value) => (
          <g key={value}>
            <line x1={x(value)} x2={x(value)} y1={TOP} y2={bottom} class="rule" />
            <text x={x(value)} y={bottom + 12} class="tick middle">
              {fixed(value, 0)}
            </text>
          </g>
        ))}
        {rows.map((row, place) => (
          <Row
            key={row.key}
            row={row}
            y={TOP + ROW * (place + 0.5)}
            x={x}
            words={words === 0 ? null : right}
          />
        ))}
        <text x={right} y={bottom + 26} class="tick end">
          {axis}
        </text>
      </Drawing>
    </div>
  );
}

interface RowProps {
  row: FanRow;
  y: number;
  x: (value: number) => number;
  /** Where the verdict begins; null where it has no place. */
  words: number | null;
}

function Row({ row, y, x, words }: RowProps) {
  return (
    <g class={row.isRejected ? "model is-rejected" : "model"}>
      <text x={2} y={y + 4} class="name">
        {row.title}
      </text>
      <Whisker figure={row.valueAtRisk} y={y - OFFSET} x={x} />
      <circle class="value-at-risk" cx={x(row.valueAtRisk.value)} cy={y - OFFSET} r={3.5} />
      <Whisker figure={row.expectedShortfall} y={y + OFFSET} x={x} />
      <path class="shortfall" d={diamond(x(row.expectedShortfall.value), y + OFFSET)} />
      {words === null ? null : (
        <text x={words + 10} y={y + 4} class="verdict">
          {row.verdict}
        </text>
      )}
    </g>
  );
}

function Whisker({ figure, y, x }: { figure: FanFigure; y: number; x: (value: number) => number }) {
  if (figure.low === null || figure.high === null) return null;
  return <line class="whisker" x1={x(figure.low)} x2={x(figure.high)} y1={y} y2={y} />;
}

function diamond(x: number, y: number): string {
  return `M${x - 4.5} ${y}L${x} ${y - 4.5}L${x + 4.5} ${y}L${x} ${y + 4.5}Z`;
}
