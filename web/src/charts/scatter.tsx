import { evenSteps } from "../canvas/steps";
import { fixed } from "../format/numbers";
import { Drawing } from "./drawing";
import { placeLabels } from "./label_places";
import { useSize } from "./size";

export interface ScatterPoint {
  x: number;
  y: number;
  /** Beside the point; a point without one is only a mark. */
  label: string;
  kind: "asset" | "chosen" | "turning" | "book";
  /** One standard error of x, to either side. */
  xError?: number | undefined;
  /** By which it is chosen; a point without one cannot be. */
  name?: string | undefined;
  /** For those who listen to what can be chosen. */
  title?: string | undefined;
}

export interface ScatterProps {
  line: { x: number; y: number }[];
  points: ScatterPoint[];
  xTitle: string;
  yTitle: string;
  title: string;
  /** How a number of the x-axis is written; in percent where it is not given. */
  xAxis?: (value: number) => string;
  /** Name of the point that is chosen. */
  chosen?: string | undefined;
  choose?: (name: string) => void;
}

const LEFT = 44;
const RIGHT = 12;
const TOP = 10;
const BOTTOM = 18;
const LEAST = { width: 240, height: 120 };
const RADIUS = { asset: 3, chosen: 5, turning: 3, book: 5 };

/** A line and points, drawn to the width that there is; points with a name can be chosen, by arrow keys too. */
export function Scatter({ line, points, xTitle, yTitle, title, xAxis, chosen, choose }: ScatterProps) {
  const { host, width, height } = useSize(LEAST);
  const all = [...line, ...points, ...points.flatMap(ends)];
  const [lowX, highX] = range(all.map((each) => each.x));
  const [lowY, highY] = range(all.map((each) => each.y));
  const x = (value: number): number => LEFT + ((value - lowX) / (highX - lowX)) * (width - LEFT - RIGHT);
  const y = (value: number): number =>
    height - BOTTOM - ((value - lowY) / (highY - lowY)) * (height - TOP - BOTTOM);
  const labels = placeLabels(
    points.map((each) => ({ x: x(each.x), y: y(each.y), label: each.label })),
    { width, height, left: LEFT, bottom: BOTTOM },
  );
  return (
    <div ref={host} class="plot">
      <Drawing
        title={title}
        width={width}
        height={height}
        role={choose === undefined ? "img" : "group"}
        onKeyDown={step}
      >
        {evenSteps(lowX, highX, width / 90).map((value) => (
          <text key={`x${value}`} x={x(value)} y={height - BOTTOM + 14} class="tick middle">
            {(xAxis ?? inPercent)(value)}
          </text>
        ))}
        {evenSteps(lowY, highY, height / 40).map((value) => (
          <g key={`y${value}`}>
            <line x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} class="rule" />
            <text x={LEFT - 6} y={y(value) + 4} class="tick end">
              {inPercent(value)}
            </text>
          </g>
        ))}
        <polyline class="frontier-line" points={line.map((each) => `${x(each.x)},${y(each.y)}`).join(" ")} />
        {points.map((each, place) => (
          <g key={each.name ?? each.label} {...choosing(each, points, chosen, choose)}>
            {each.xError === undefined ? null : (
              <line
                class="spread"
                x1={x(each.x - each.xError)}
                x2={x(each.x + each.xError)}
                y1={y(each.y)}
                y2={y(each.y)}
              />
            )}
            {each.name === undefined ? null : <circle class="reach" cx={x(each.x)} cy={y(each.y)} r="11" />}
            <circle cx={x(each.x)} cy={y(each.y)} r={RADIUS[each.kind]} class={`point is-${each.kind}`} />
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
      </Drawing>
    </div>
  );
}

function inPercent(value: number): string {
  return `${fixed(100 * value, 0)}%`;
}

function ends({ x, y, xError = 0 }: ScatterPoint): { x: number; y: number }[] {
  return [
    { x: x - xError, y },
    { x: x + xError, y },
  ];
}

/** Of a point that can be chosen: one of them is reached by Tab, the others from there. */
function choosing(
  point: ScatterPoint,
  points: ScatterPoint[],
  chosen: string | undefined,
  choose: ((name: string) => void) | undefined,
) {
  const { name } = point;
  if (name === undefined || choose === undefined) return {};
  const names = points.flatMap((each) => each.name ?? []);
  const reached = chosen !== undefined && names.includes(chosen) ? chosen : names[0];
  return {
    role: "button" as const,
    class: name === chosen ? "choosable is-picked" : "choosable",
    // written as SVG spells it: an attribute in another case is none
    tabindex: name === reached ? 0 : -1,
    "aria-pressed": name === chosen,
    "aria-label": point.title ?? point.label,
    "data-name": name,
    onClick: () => choose(name),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      choose(name);
    },
  };
}

/** Arrow keys go to the next point, and choose it. */
function step(event: KeyboardEvent): void {
  const direction = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const at = (event.target as Element).closest<SVGGElement>(".choosable");
  if (direction === undefined || at === null) return;
  event.preventDefault();
  const all = [...(at.ownerSVGElement?.querySelectorAll<SVGGElement>(".choosable") ?? [])];
  const next = all[(all.indexOf(at) + direction + all.length) % all.length];
  next?.focus();
  next?.dispatchEvent(new MouseEvent("click", { bubbles: true }));
}

function range(values: number[]): [number, number] {
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = 0.06 * (high - low || 1);
  return [low - margin, high + margin];
}
