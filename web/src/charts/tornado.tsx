import { shown } from "../format/numbers";
import { Drawing } from "./drawing";
import { useSize } from "./size";

export interface TornadoRow {
  key: string;
  name: string;
  /** Behind the name, where it is of another kind than the others. */
  tag?: string | undefined;
  value: number;
  text: string;
  note: string;
}

export interface TornadoProps {
  /** What the picture shows, for those who do not see it; a table follows. */
  label: string;
  rows: TornadoRow[];
  chosen?: string | undefined;
  choose?: ((key: string) => void) | undefined;
}

const LEAST = { width: 260, height: 0 };
const ROW = 24;
const BAR = 12;
const LETTER_WIDTH = 6.6;
const FIGURE_WIDTH = 7.3;
const GAP = 10;
/** Below this width the notes make place for the bars. */
const NARROW = 480;

/** A bar for each row, left of nothing for a loss and right of it for a gain, with its figure at the end of the row. */
export function Tornado({ label, rows, chosen, choose }: TornadoProps) {
  const { host, width } = useSize(LEAST);
  const hasNotes = width >= NARROW;
  const longest = (texts: string[]): number => Math.max(0, ...texts.map((each) => each.length));
  const names =
    LETTER_WIDTH * longest(rows.map(({ name, tag }) => (tag === undefined ? name : `${name}  ${tag}`)));
  const figures = FIGURE_WIDTH * longest(rows.map(({ text }) => text));
  const notes = hasNotes ? FIGURE_WIDTH * longest(rows.map(({ note }) => note)) + GAP : 0;
  const [left, right] = [names + GAP, width - figures - notes - GAP];
  const low = Math.min(0, ...rows.map(({ value }) => value));
  const high = Math.max(0, ...rows.map(({ value }) => value));
  const x = (value: number): number => left + ((value - low) / (high - low || 1)) * Math.max(right - left, 1);
  return (
    <div ref={host} class="tornado">
      <Drawing title={label} width={width} height={ROW * rows.length}>
        {rows.map((row, place) => (
          <TornadoBar key={row.key} row={row} top={ROW * place} x={x} width={width} notes={notes} />
        ))}
        <line class="zero" x1={x(0)} x2={x(0)} y1={0} y2={ROW * rows.length} />
      </Drawing>
      {choose === undefined ? null : (
        <ul aria-label={`${label}: choose`}>
          {rows.map(({ key, name, tag, text, note }) => (
            <li key={key}>
              <button
                type="button"
                aria-pressed={key === chosen}
                aria-label={shown([name, tag, text, note].filter((each) => each !== undefined).join(", "))}
                onClick={() => choose(key)}
              />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface BarProps {
  row: TornadoRow;
  top: number;
  x: (value: number) => number;
  width: number;
  /** Room for the note at the end; none where there is no room. */
  notes: number;
}

function TornadoBar({ row: { name, tag, value, text, note }, top, x, width, notes }: BarProps) {
  const line = top + ROW / 2 + 4;
  return (
    <g>
      <text x={0} y={line} class="label is-asset">
        {name}
        {tag === undefined ? null : (
          <tspan class="is-typed" dx={6}>
            {tag}
          </tspan>
        )}
      </text>
      <rect
        class={value < 0 ? "fill-loss" : "fill-gain"}
        x={Math.min(x(0), x(value))}
        width={Math.abs(x(value) - x(0))}
        y={top + (ROW - BAR) / 2}
        height={BAR}
        rx={1}
      />
      <text
        x={width - notes}
        y={line}
        class={`end figure ${value < 0 ? "is-loss" : value > 0 ? "is-gain" : ""}`}
      >
        {shown(text)}
      </text>
      {notes === 0 ? null : (
        <text x={width} y={line} class="end figure note">
          {shown(note)}
        </text>
      )}
    </g>
  );
}
