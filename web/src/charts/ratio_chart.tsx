import type { components } from "../api/schema";
import { evenSteps } from "../canvas/steps";
import { fixed } from "../format/numbers";
import { Drawing } from "./drawing";
import { useSize } from "./size";

type Cascade = components["schemas"]["CascadeDocument"];

const LEAST = { width: 240, height: 90 };
const LEFT = 34;
const RIGHT = 10;
const TOP = 18;
const BOTTOM = 20;
/** R at which forced orders keep themselves going. */
const CRITICAL = 1;
const HIGHEST_MARGIN = 1.15;
const LETTER_WIDTH = 7;

interface Place {
  price: number;
  word: string;
  kind: string;
}

/** Branching ratio R along the price, with where the price is, where the shock and the cascade take it, and where it tips. */
export function RatioChart({ found }: { found: Cascade }) {
  const { host, width, height } = useSize(LEAST);
  const bands = found.bands.map((each) => ({
    from: each.from_price.value ?? NaN,
    to: each.to_price.value ?? NaN,
    ratio: each.branching_ratio.value ?? NaN,
  }));
  const places = placesOf(found);
  const prices = [...bands.flatMap((each) => [each.from, each.to]), ...places.map((each) => each.price)];
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const ratios = bands.map((each) => each.ratio).filter((each) => Number.isFinite(each));
  const top = HIGHEST_MARGIN * Math.max(CRITICAL, ...ratios);
  const x = (price: number): number => LEFT + ((price - low) / (high - low || 1)) * (width - LEFT - RIGHT);
  const y = (ratio: number): number => height - BOTTOM - (ratio / top) * (height - TOP - BOTTOM);
  return (
    <div ref={host} class="plot">
      <Drawing title="Branching ratio R along the price; a table follows" width={width} height={height}>
        {evenSteps(0, top, height / 36).map((ratio) => (
          <g key={ratio}>
            <line x1={LEFT} x2={width - RIGHT} y1={y(ratio)} y2={y(ratio)} class="rule" />
            <text x={LEFT - 6} y={y(ratio) + 4} class="tick end">
              {fixed(ratio, top < 2 ? 1 : 0)}
            </text>
          </g>
        ))}
        {bands.map(({ from, to, ratio }) =>
          Number.isFinite(ratio) ? (
            <rect
              key={from}
              class={ratio > CRITICAL ? "band is-feeding" : "band"}
              x={Math.min(x(from), x(to))}
              width={Math.max(Math.abs(x(to) - x(from)) - 1, 1)}
              y={y(ratio)}
              height={height - BOTTOM - y(ratio)}
            />
          ) : null,
        )}
        <line x1={LEFT} x2={width - RIGHT} y1={y(CRITICAL)} y2={y(CRITICAL)} class="critical" />
        <text x={LEFT + 4} y={y(CRITICAL) - 4} class="critical-word">
          R = 1: forced orders feed themselves above
        </text>
        {evenSteps(low, high, width / 90).map((price) => (
          <text
            key={price}
            x={x(price)}
            y={height - 6}
            class={x(price) > width - 30 ? "tick end" : "tick middle"}
          >
            {fixed(price, 0)}
          </text>
        ))}
        <Marks places={places} x={x} width={width} height={height} />
        <text x={2} y={11} class="tick">
          R
        </text>
      </Drawing>
    </div>
  );
}

function placesOf(found: Cascade): Place[] {
  const price = found.price.value ?? NaN;
  const tipping = (found.shock.value ?? 0) < 0 ? found.tipping_down : found.tipping_up;
  const all = [
    { price, word: "now", kind: "now" },
    { price: found.shock_price.value ?? NaN, word: "shock", kind: "shock" },
    { price: found.final_price.value ?? NaN, word: "end", kind: "end" },
    { price: price * (1 + (tipping.shock.value ?? NaN)), word: "tips", kind: "tips" },
  ];
  return all.filter((each) => Number.isFinite(each.price));
}

/** Lines at places of the price; a word that would cover another is moved aside. */
function Marks(props: { places: Place[]; x: (price: number) => number; width: number; height: number }) {
  const { places, x, width, height } = props;
  const sorted = [...places].sort((one, other) => one.price - other.price);
  let taken = 0;
  return (
    <>
      {sorted.map(({ price, word, kind }) => {
        const length = word.length * LETTER_WIDTH;
        const left = Math.min(Math.max(x(price) - length / 2, taken + 6, LEFT), width - length - 2);
        taken = left + length;
        return (
          <g key={kind} class={`place is-${kind}`}>
            <line x1={x(price)} x2={x(price)} y1={TOP - 4} y2={height - BOTTOM} />
            <text x={left} y={11}>
              {word}
            </text>
          </g>
        );
      })}
    </>
  );
}
