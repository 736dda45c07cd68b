import { Drawing } from "./drawing";
import { useSize } from "./size";

export interface SparklineProps {
  /** What it shows, for those who listen; a table of it follows. */
  title: string;
  /** Evenly spaced; null where there is none, and no line is drawn across. */
  values: (number | null)[];
}

const LEAST = { width: 80, height: 36 };
const MARGIN = 4;

/** The way of one figure, without axes: its ends are named in words beside it. */
export function Sparkline({ title, values }: SparklineProps) {
  const { host, width, height } = useSize(LEAST);
  const known = values.filter((each) => each !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (place: number): number => MARGIN + (place / (values.length - 1 || 1)) * (width - 2 * MARGIN);
  const y = (value: number): number =>
    height - MARGIN - ((value - low) / (high - low || 1)) * (height - 2 * MARGIN);
  const last = values.reduce<number>((found, each, place) => (each === null ? found : place), 0);
  const end = values[last];
  return (
    <div ref={host} class="plot is-spark">
      <Drawing title={title} width={width} height={height}>
        {pieces(values).map((piece) => (
          <polyline
            key={piece[0]}
            class="frontier-line"
            points={piece.map((place) => `${x(place)},${y(values[place] ?? 0)}`).join(" ")}
          />
        ))}
        {end === null || end === undefined ? null : (
          <circle class="fill-neutral" cx={x(last)} cy={y(end)} r={3} />
        )}
      </Drawing>
    </div>
  );
}

/** Places that follow each other with a value. */
function pieces(values: (number | null)[]): number[][] {
  const found: number[][] = [];
  values.forEach((value, place) => {
    if (value === null) return;
    const last = found.at(-1);
    if (last !== undefined && last.at(-1) === place - 1) last.push(place);
    else found.push([place]);
  });
  return found;
}
