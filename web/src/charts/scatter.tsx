import { evenSteps } from "../canvas/steps";
import { fixed } from "../format/numbers";
import { useSize, type Size } from "./size";

export interface ScatterPoint {
  x: number;
  y: number;
  label: string;
  kind: "asset" | "chosen";
}

export interface ScatterProps {
  line: { x: number; y: number }[];
  points: ScatterPoint[];
  xTitle: string;
  yTitle: string;
  title: string;
}

const LEFT = 44;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 18;
const LEAST = { width: 240, height: 120 };
const LABEL_HEIGHT = 12;
const LETTER_WIDTH = 6.4;

/** A line and labelled points in percent, drawn to the width that there is. */
export function Scatter({ line, points, xTitle, yTitle, title }: ScatterProps) {
  const { host, width, height } = useSize(LEAST);
  const all = [...line, ...points];
  const [lowX, highX] = range(all.map((each) => each.x));
  const [lowY, highY] = range(all.map((each) => each.y));
  const x = (value: number): number => LEFT + ((value - lowX) / (highX - lowX)) * (width - LEFT - RIGHT);
  const y = (value: number): number =>
    height - BOTTOM - ((value - lowY) / (highY - lowY)) * (height - TOP - BOTTOM);
  const labels = placeLabels(
    points.map((each) => ({ x: x(each.x), y: y(each.y), label: each.label })),
    { width, height },
  );
  return (
    <div ref={host} class="plot">
      <svg class="chart" width={width} height={height} role="img" aria-label={title}>
        {evenSteps(lowX, highX, width / 90).map((value) => (
          <text key={`x${value}`} x={x(value)} y={height - BOTTOM + 14} class="tick middle">
            {fixed(100 * value, 0)}%
          </text>
        ))}
        {evenSteps(lowY, highY, height / 40).map((value) => (
          <g key={`y${value}`}>
            <line x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} class="rule" />
            <text x={LEFT - 6} y={y(value) + 4} class="tick end">
              {fixed(100 * value, 0)}%
            </text>
          </g>
        ))}
        <polyline class="frontier-line" points={line.map((each) => `${x(each.x)},${y(each.y)}`).join(" ")} />
        {points.map((each, place) => (
          <g key={each.label}>
            <circle
              cx={x(each.x)}
              cy={y(each.y)}
              r={each.kind === "chosen" ? 5 : 3}
              class={`point is-${each.kind}`}
            />
            <text x={labels[place]?.x} y={labels[place]?.y} class={`label is-${each.kind}`}>
              {each.label}
            </text>
          </g>
        ))}
        <text x={width - RIGHT} y={height - BOTTOM - 5} class="tick end">
          {xTitle} →
        </text>
        <text x={LEFT + 4} y={TOP + 4} class="tick">
          ↑ {yTitle}
        </text>
      </svg>
    </div>
  );
}

function range(values: number[]): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = 0.06 * (high - low || 1);
  return [low - margin, high + margin];
}

/** Where a label may stand beside its point, the best place first: its start and its height, by its length. */
const PLACES: ((length: number) => [number, number])[] = [
  () => [8, 4],
  (length) => [-8 - length, 4],
  (length) => [-length / 2, -8],
  (length) => [-length / 2, 16],
  () => [8, -9],
  () => [8, 17],
  (length) => [-8 - length, -9],
  (length) => [-8 - length, 17],
];

/** Labels beside their points, each at the first place where it covers neither a label nor a point. */
function placeLabels(
  points: { x: number; y: number; label: string }[],
  size: Size,
): { x: number; y: number }[] {
  const taken = points.map(({ x, y }) => ({ left: x - 4, right: x + 4, top: y - 4, bottom: y + 4 }));
  return points.map(({ x, y, label }) => {
    const length = label.length * LETTER_WIDTH;
    const boxes = PLACES.map((place) => {
      const [right, down] = place(length);
      return { left: x + right, right: x + right + length, top: y + down - LABEL_HEIGHT, bottom: y + down };
    });
    const isFree = (box: (typeof boxes)[number]): boolean =>
      box.left > LEFT &&
      box.right < size.width &&
      box.top > 0 &&
      box.bottom < size.height - BOTTOM &&
      taken.every(
        (each) =>
          each.right < box.left || box.right < each.left || each.bottom < box.top || box.bottom < each.top,
      );
    const found = boxes.find(isFree) ?? boxes[0];
    if (found === undefined) return { x, y };
    taken.push(found);
    return { x: found.left, y: found.bottom - 2 };
  });
}
