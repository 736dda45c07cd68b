import { evenSteps } from "../canvas/steps";
import { fixed } from "../format/numbers";
import { Drawing } from "./drawing";
import { useSize } from "./size";

export interface QuoteBand {
  strike: number;
  isCall: boolean;
  bid: number;
  ask: number;
}

export interface SmileChartProps {
  bands: QuoteBand[];
  /** Of the fit, by rising strike. */
  line: { strike: number; volatility: number }[];
  forward: number;
  title: string;
}

const LEFT = 46;
const RIGHT = 14;
const TOP = 18;
const BOTTOM = 30;
const LEAST = { width: 260, height: 180 };
const STROKE = 3;

/** Bid and ask of each quote as a bar of implied volatility, and the smile that was fitted between them. */
export function SmileChart({ bands, line, forward, title }: SmileChartProps) {
  const { host, width, height } = useSize(LEAST);
  const strikes = [...line.map((each) => each.strike), ...bands.map((each) => each.strike), forward];
  const heights = [...line.map((each) => each.volatility), ...bands.flatMap(({ bid, ask }) => [bid, ask])];
  const [lowX, highX] = range(strikes, 0.02);
  const [lowY, highY] = range(heights, 0.06);
  const x = (value: number): number => LEFT + ((value - lowX) / (highX - lowX)) * (width - LEFT - RIGHT);
  const y = (value: number): number =>
    height - BOTTOM - ((value - lowY) / (highY - lowY)) * (height - TOP - BOTTOM);
  const isLate = x(forward) > width - 140;
  return (
    <div ref={host} class="plot">
      <Drawing title={title} width={width} height={height}>
        {evenSteps(lowX, highX, width / 90).map((value) => (
          <text key={`x${value}`} x={x(value)} y={height - BOTTOM + 14} class="tick middle">
            {fixed(value, 0)}
          </text>
        ))}
        {evenSteps(lowY, highY, height / 44).map((value) => (
          <g key={`y${value}`}>
            <line x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} class="rule" />
            <text x={LEFT - 6} y={y(value) + 4} class="tick end">
              {fixed(100 * value, highY - lowY < 0.05 ? 1 : 0)}%
            </text>
          </g>
        ))}
        <line x1={x(forward)} x2={x(forward)} y1={TOP} y2={height - BOTTOM} class="forward-line" />
        <text x={x(forward) + (isLate ? -5 : 5)} y={TOP + 8} class={`tick ${isLate ? "end" : ""}`}>
          forward {fixed(forward, 0)}
        </text>
        {bands.map(({ strike, isCall, bid, ask }, place) => (
          <line
            key={place}
            x1={x(strike)}
            x2={x(strike)}
            y1={Math.max(y(bid), y(ask) + 1)}
            y2={y(ask)}
            stroke-width={STROKE}
            class={isCall ? "band is-call" : "band is-put"}
          />
        ))}
        <polyline
          class="smile-line"
          points={line.map((each) => `${x(each.strike)},${y(each.volatility)}`).join(" ")}
        />
        <text x={width - RIGHT} y={height - 2} class="tick end">
          strike →
        </text>
        <text x={2} y={10} class="tick">
          ↑ implied volatility a year
        </text>
      </Drawing>
    </div>
  );
}

function range(values: number[], share: number): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = share * (high - low || Math.abs(high) || 1);
  return [low - margin, high + margin];
}
