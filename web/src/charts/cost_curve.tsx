import { evenSteps } from "../canvas/steps";
import { shortNumber } from "../format/numbers";
import type { CostPoint } from "../state/book";
import { Drawing } from "./drawing";
import { useSize } from "./size";

export interface CostSide {
  name: "buy" | "sell";
  /** Size and cost, rising. */
  points: CostPoint[];
  /** Up to which size every level is known. */
  knownSize: number;
}

export interface CostCurveProps {
  sides: CostSide[];
  /** Of sizes, as the symbol's name has it. */
  base: string;
  unit: string;
}

const LEFT = 30;
const RIGHT = 34;
const TOP = 16;
const BOTTOM = 30;
const LEAST = { width: 180, height: 96 };
const LABEL_HEIGHT = 13;

/** Cost against the middle by size, on a logarithmic axis: what is known drawn through, what may be less broken. */
export function CostCurveChart({ sides, base, unit }: CostCurveProps) {
  const { host, width, height } = useSize(LEAST);
  const all = sides.flatMap((each) => each.points);
  const [low, high] = rangeOf(all.map(([size]) => Math.log10(size)));
  const top = Math.max(...all.map(([, cost]) => cost), 0) || 1;
  const x = (size: number): number =>
    LEFT + ((Math.log10(size) - low) / (high - low)) * (width - LEFT - RIGHT);
  const y = (cost: number): number => height - BOTTOM - (cost / top) * (height - TOP - BOTTOM);
  const pathOf = (points: CostPoint[]): string =>
    points.map(([size, cost]) => `${x(size).toFixed(1)},${y(cost).toFixed(1)}`).join(" ");
  const ends = apart(sides.map(({ points }) => y(points.at(-1)?.[1] ?? 0)));
  return (
    <div ref={host} class="plot">
      <Drawing
        title="Cost to buy and to sell by size; a table of some sizes stands beside"
        width={width}
        height={height}
      >
        {evenSteps(0, top, height / 34).map((cost) => (
          <g key={`y${cost}`}>
            <line x1={LEFT} x2={width - RIGHT} y1={y(cost)} y2={y(cost)} class="rule" />
            <text x={LEFT - 5} y={y(cost) + 4} class="tick end">
              {shortNumber(cost)}
            </text>
          </g>
        ))}
        {powersBetween(low, high).map((size) => (
          <g key={`x${size}`}>
            <line x1={x(size)} x2={x(size)} y1={TOP} y2={height - BOTTOM} class="rule" />
            <text x={x(size)} y={height - BOTTOM + 13} class="tick middle">
              {shortNumber(size)}
            </text>
          </g>
        ))}
        {sides.map(({ name, points, knownSize }, place) => (
          <g key={name} class={`cost-line is-${name}`}>
            <polyline points={pathOf(points.filter(([size]) => size <= knownSize))} />
            <polyline class="is-bound" points={pathOf(beyond(points, knownSize))} />
            <text x={x(points.at(-1)?.[0] ?? 0) + 4} y={(ends[place] ?? 0) + 4}>
              {name}
            </text>
          </g>
        ))}
        <text x={2} y={10} class="tick">
          ↑ {unit}
        </text>
        <text x={width - 2} y={height - 3} class="tick end">
          size {base} →
        </text>
      </Drawing>
    </div>
  );
}

/** From the last known point on: there the book may hold more, so that costs are the most that they can be. */
function beyond(points: CostPoint[], knownSize: number): CostPoint[] {
  const first = points.findIndex(([size]) => size > knownSize);
  return first < 0 ? [] : points.slice(Math.max(first - 1, 0));
}

function rangeOf(values: number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high > low ? [low, high] : [low - 0.5, high + 0.5];
}

function powersBetween(low: number, high: number): number[] {
  const found: number[] = [];
  for (let power = Math.ceil(low); power <= high; power += 1) found.push(10 ** power);
  return found;
}

/** Heights of two names, so that neither covers the other. */
function apart(heights: number[]): number[] {
  const [one = 0, other = 0] = heights;
  const missing = LABEL_HEIGHT - Math.abs(one - other);
  if (heights.length < 2 || missing <= 0) return heights;
  const shift = (one <= other ? -1 : 1) * (missing / 2);
  return [one + shift, other - shift];
}
