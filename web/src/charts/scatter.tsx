import { useEffect, useRef, useState } from "preact/hooks";
import { evenSteps } from "../canvas/steps";
import { fixed } from "../format/numbers";

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
const BOTTOM = 34;
const HEIGHT = 220;
const LABEL_HEIGHT = 12;
const LETTER_WIDTH = 6.4;

/** A line and labelled points in percent, drawn to the width that there is. */
export function Scatter({ line, points, xTitle, yTitle, title }: ScatterProps) {
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(320);
  useEffect(() => {
    const node = host.current;
    if (node === null) return;
    const observer = new ResizeObserver(() => setWidth(Math.max(node.clientWidth, 240)));
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  const all = [...line, ...points];
  const [lowX, highX] = range(all.map((each) => each.x));
  const [lowY, highY] = range(all.map((each) => each.y));
  const x = (value: number): number => LEFT + ((value - lowX) / (highX - lowX)) * (width - LEFT - RIGHT);
  const y = (value: number): number =>
    HEIGHT - BOTTOM - ((value - lowY) / (highY - lowY)) * (HEIGHT - TOP - BOTTOM);
  const labels = placeLabels(
    points.map((each) => ({ x: x(each.x), y: y(each.y), label: each.label })),
    width,
  );
  return (
    <div ref={host}>
      <svg class="chart" width={width} height={HEIGHT} role="img" aria-label={title}>
        {evenSteps(lowX, highX, width / 90).map((value) => (
          <text key={`x${value}`} x={x(value)} y={HEIGHT - BOTTOM + 14} class="tick middle">
            {fixed(100 * value, 0)}%
          </text>
        ))}
        {evenSteps(lowY, highY, 5).map((value) => (
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
        <text x={width - RIGHT} y={HEIGHT - 4} class="tick end">
          {xTitle}
        </text>
        <text x={2} y={HEIGHT - 4} class="tick">
          {yTitle}
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

/** Labels to the right of their points, or to the left where there is no room, moved down until none overlap. */
function placeLabels(
  points: { x: number; y: number; label: string }[],
  width: number,
): { x: number; y: number }[] {
  const taken: { left: number; right: number; y: number }[] = [];
  return points.map(({ x, y, label }) => {
    const length = label.length * LETTER_WIDTH;
    const left = x + 8 + length > width - RIGHT ? x - 8 - length : x + 8;
    let at = y + 4;
    const overlaps = (): boolean =>
      taken.some(
        (each) => each.left < left + length && left < each.right && Math.abs(each.y - at) < LABEL_HEIGHT,
      );
    for (let tries = 0; tries < 12 && overlaps(); tries += 1) at += LABEL_HEIGHT;
    taken.push({ left, right: left + length, y: at });
    return { x: left, y: at };
  });
}
