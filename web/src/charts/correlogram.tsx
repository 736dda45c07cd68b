import { evenSteps } from "../canvas/steps";
import { fixed } from "../format/numbers";
import { Drawing } from "./drawing";
import { useSize } from "./size";

export interface Stem {
  lag: number;
  value: number;
  /** Whether it leaves the band that counts. */
  isSignal: boolean;
}

export interface CorrelogramProps {
  /** What the picture shows, for those who listen; a table of it follows. */
  title: string;
  /** In the picture. */
  name: string;
  stems: Stem[];
  /** Half-widths by lag, the one that counts first; it is filled, the others are lines. */
  bands: { name: string; widths: number[] }[];
  /** Of the axis, either way: pictures side by side have the same. */
  most: number;
}

const LEAST = { width: 240, height: 110 };
const LEFT = 38;
const RIGHT = 8;
const TOP = 16;
const BOTTOM = 18;
const DASHES = ["", "4 4", "1 3"];

/** A stem for each lag, and what chance alone would leave it within. */
export function Correlogram({ title, name, stems, bands, most }: CorrelogramProps) {
  const { host, width, height } = useSize(LEAST);
  const step = (width - LEFT - RIGHT) / stems.length;
  const x = (place: number): number => LEFT + (place + 0.5) * step;
  const y = (value: number): number => TOP + ((most - value) / (2 * most)) * (height - TOP - BOTTOM);
  const edge = (widths: number[], sign: number): string[] =>
    widths.map((each, place) => `${x(place)},${y(sign * Math.min(each, most))}`);
  const [counted, ...others] = bands;
  return (
    <div ref={host} class="plot">
      <Drawing title={title} width={width} height={height} kind="correlogram">
        {evenSteps(-most, most, height / 40).map((value) => (
          <g key={value}>
            <line class="rule" x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
            <text class="tick end" x={LEFT - 6} y={y(value) + 4}>
              {fixed(value, most < 0.2 ? 2 : 1)}
            </text>
          </g>
        ))}
        {counted === undefined ? null : (
          <polygon
            class="within"
            points={[...edge(counted.widths, 1), ...edge(counted.widths, -1).reverse()].join(" ")}
          />
        )}
        {others.flatMap((band, place) =>
          [1, -1].map((sign) => (
            <polyline
              key={`${band.name} ${sign}`}
              class="edge"
              stroke-dasharray={DASHES[place + 1] ?? ""}
              points={edge(band.widths, sign).join(" ")}
            />
          )),
        )}
        {stems.map(({ lag, value, isSignal }, place) => (
          <line
            key={lag}
            class={isSignal ? "stem is-signal" : "stem"}
            x1={x(place)}
            x2={x(place)}
            y1={y(0)}
            y2={y(value)}
          />
        ))}
        {evenSteps(1, stems.length, width / 60)
          .filter((lag) => Number.isInteger(lag) && lag >= 1)
          .map((lag) => (
            <text key={lag} class="tick middle" x={x(lag - 1)} y={height - 4}>
              {lag}
            </text>
          ))}
        <text class="tick" x={LEFT} y={11}>
          {name}
        </text>
      </Drawing>
    </div>
  );
}
