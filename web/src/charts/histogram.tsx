import { evenSteps } from "../canvas/steps";
import { fixed } from "../format/numbers";
import { Drawing } from "./drawing";
import { useSize } from "./size";

export interface HistogramMark {
  at: number;
  label: string;
  isDashed: boolean;
}

export interface HistogramProps {
  title: string;
  /** One more than bins, rising. */
  edges: number[];
  /** Of each bin. */
  probabilities: number[];
  /** Lines across, with a word each. */
  marks: HistogramMark[];
  /** Bins that end here or before are drawn in the colour of losses. */
  tailEnd: number | null;
  /** Of the axis, with its unit. */
  axis: string;
}

const LEAST = { width: 260, height: 120 };
const SIDE = 8;
const BOTTOM = 32;
const LABEL = 15;

/** How often which outcome: bars of probability, with lines where figures cut them. */
export function Histogram({ title, edges, probabilities, marks, tailEnd, axis }: HistogramProps) {
  const { host, width, height } = useSize(LEAST);
  const [low, high] = [edges[0] ?? 0, edges.at(-1) ?? 1];
  const top = 6 + LABEL * marks.length;
  const floor = height - BOTTOM;
  const most = Math.max(...probabilities);
  const x = (value: number): number => SIDE + ((value - low) / (high - low)) * (width - 2 * SIDE);
  const tall = (probability: number): number => (probability / most) * (floor - top);
  return (
    <div ref={host} class="plot">
      <Drawing title={title} width={width} height={height}>
        {evenSteps(low, high, width / 110).map((value) => (
          <g key={value}>
            <line x1={x(value)} x2={x(value)} y1={top} y2={floor} class="rule" />
            <text x={inside(x(value), width)} y={floor + 13} class="tick middle">
              {fixed(value, 0)}
            </text>
          </g>
        ))}
        {probabilities.map((probability, bin) => {
          const [from, to] = [edges[bin] ?? 0, edges[bin + 1] ?? 0];
          return (
            <rect
              key={bin}
              class={tailEnd !== null && to <= tailEnd ? "bin is-tail" : "bin"}
              x={x(from) + 0.5}
              width={Math.max(x(to) - x(from) - 1, 0.5)}
              y={floor - tall(probability)}
              height={tall(probability)}
            >
              <title>{`${fixed(from, 0)} to ${fixed(to, 0)}: ${fixed(100 * probability, 2)} %`}</title>
            </rect>
          );
        })}
        <line x1={SIDE} x2={width - SIDE} y1={floor} y2={floor} class="floor" />
        {marks.map((mark, place) => (
          <Mark
            key={mark.label}
            mark={mark}
            x={x(mark.at)}
            y={LABEL * (place + 1)}
            floor={floor}
            width={width}
          />
        ))}
        <text x={width - SIDE} y={height - 4} class="tick end">
          {axis}
        </text>
      </Drawing>
    </div>
  );
}

interface MarkProps {
  mark: HistogramMark;
  x: number;
  y: number;
  floor: number;
  width: number;
}

function Mark({ mark, x, y, floor, width }: MarkProps) {
  const isRight = x > width / 2;
  return (
    <g class={mark.isDashed ? "cut is-dashed" : "cut"}>
      <line x1={x} x2={x} y1={y - 10} y2={floor} />
      <text x={isRight ? x - 6 : x + 6} y={y} class={isRight ? "end" : ""}>
        {mark.label}
      </text>
    </g>
  );
}

function inside(x: number, width: number): number {
  return Math.min(Math.max(x, 30), width - 30);
}
