import type { components } from "../api/schema";
import { shown } from "../format/numbers";
import { Drawing } from "./drawing";
import { useSize } from "./size";

type Rating = components["schemas"]["RatingView"];

const LEAST = { width: 320, height: 190 };
const RIGHT = 12;
const TOP = 20;
const BOTTOM = 20;
const LETTER_WIDTH = 6.6;
const LEAST_BAND_LABEL = 22;

interface Step {
  name: string;
  from: number;
  /** Ends of what is certain and of what is possible; equal where the factor is rated. */
  sure: number;
  possible: number;
  text: string;
}

/** What each factor adds, from nothing to the composite, over the ladder of grades. */
export function Waterfall({ rating, title }: { rating: Rating; title: string }) {
  const { host, width, height } = useSize(LEAST);
  const steps = stepsOf(rating);
  const left = Math.min(Math.max(...steps.map((each) => each.name.length)) * LETTER_WIDTH + 10, width / 3);
  const most = rating.ladder.at(-1)?.high.value ?? 1;
  const x = (points: number): number => left + (points / most) * (width - left - RIGHT);
  const rowHeight = (height - TOP - BOTTOM) / (steps.length + 1);
  const middle = (row: number): number => TOP + (row + 0.5) * rowHeight;
  const bar = Math.min(rowHeight * 0.62, 22);
  return (
    <div ref={host} class="plot">
      <Drawing title={title} width={width} height={height} kind="waterfall">
        <Ladder rating={rating} x={x} height={height} />
        {steps.map((each, row) => (
          <g key={each.name}>
            <text x={left - 8} y={middle(row) + 4} class="end">
              {each.name}
            </text>
            <rect
              class="fill-neutral"
              x={x(each.from)}
              y={middle(row) - bar / 2}
              width={Math.max(x(each.sure) - x(each.from), 1)}
              height={bar}
            />
            {each.possible > each.sure ? (
              <rect
                class="is-open"
                x={x(each.sure)}
                y={middle(row) - bar / 2}
                width={x(each.possible) - x(each.sure)}
                height={bar}
              />
            ) : null}
            <line
              class="carry"
              x1={x(each.sure)}
              x2={x(each.sure)}
              y1={middle(row) + bar / 2}
              y2={middle(row + 1) - bar / 2}
            />
            <text x={x(each.possible) + 6} y={middle(row) + 4} class="is-value">
              {each.text}
            </text>
          </g>
        ))}
        <Composite rating={rating} x={x} middle={middle(steps.length)} bar={bar} left={left} />
        <text x={width - RIGHT} y={height - 5} class="end">
          points, 0 is best
        </text>
      </Drawing>
    </div>
  );
}

interface Scale {
  rating: Rating;
  x: (points: number) => number;
}

/** Edges of the grades behind the bars; the grades that are possible stand out. */
function Ladder({ rating, x, height }: Scale & { height: number }) {
  return (
    <g>
      {rating.ladder.map((each) => {
        const [low, high] = [x(each.low.value ?? 0), x(each.high.value ?? 0)];
        const isPossible = rating.possible_grades.includes(each.grade);
        return (
          <g key={each.grade} class={isPossible ? "band-of-grade is-possible" : "band-of-grade"}>
            {isPossible ? <rect x={low} y={TOP} width={high - low} height={height - TOP - BOTTOM} /> : null}
            <line class="rule" x1={high} x2={high} y1={TOP} y2={height - BOTTOM} />
            {high - low >= LEAST_BAND_LABEL ? (
              <text x={(low + high) / 2} y={TOP - 6} class="middle">
                {each.grade}
              </text>
            ) : null}
          </g>
        );
      })}
    </g>
  );
}

function Composite({ rating, x, middle, bar, left }: Scale & { middle: number; bar: number; left: number }) {
  const [best, worst] = [rating.best.value ?? 0, rating.worst.value ?? 0];
  const isOpen = worst > best;
  return (
    <g>
      <text x={left - 8} y={middle + 4} class="end is-total">
        Composite
      </text>
      <rect
        class="fill-total"
        x={x(0)}
        y={middle - bar / 2}
        width={Math.max(x(best) - x(0), 1)}
        height={bar}
      />
      {isOpen ? (
        <rect class="is-open" x={x(best)} y={middle - bar / 2} width={x(worst) - x(best)} height={bar} />
      ) : null}
      <text x={x(worst) + 6} y={middle + 4} class="is-value is-total">
        {isOpen ? `${rating.best.text} to ${rating.worst.text}` : rating.score.text}
      </text>
    </g>
  );
}

/** Each factor begins where what is certain of the one above ends. */
function stepsOf(rating: Rating): Step[] {
  let from = 0;
  return rating.waterfall.map((each) => {
    const [best, worst] = [each.contribution_best.value ?? 0, each.contribution_worst.value ?? 0];
    const step = {
      name: each.title,
      from,
      sure: from + best,
      possible: from + worst,
      text:
        each.contribution.value === null
          ? `${each.contribution_best.text} to ${each.contribution_worst.text}, not rated`
          : `+${shown(each.contribution.text)}`,
    };
    from += best;
    return step;
  });
}
