import type { components } from "../api/schema";
import { Drawing } from "./drawing";
import { useSize } from "./size";

type Rating = components["schemas"]["RatingView"];

const LEAST = { width: 240, height: 52 };
const SIDE = 16;
const TOP = 16;
const THICK = 14;
const LEAST_LABEL = 20;
const LEAST_EDGE = 30;

/** Every grade from best to worst, and where the composite stands among them: a mark, or a range where a factor is open. */
export function LadderStrip({ rating, title }: { rating: Rating; title: string }) {
  const { host, width, height } = useSize(LEAST);
  const most = rating.ladder.at(-1)?.high.value ?? 1;
  const x = (points: number): number => SIDE + (points / most) * (width - 2 * SIDE);
  const [best, worst] = [x(rating.best.value ?? 0), x(rating.worst.value ?? 0)];
  return (
    <div ref={host} class="plot is-strip">
      <Drawing title={title} width={width} height={height} kind="ladder-strip">
        {rating.ladder.map((each) => {
          const [low, high] = [x(each.low.value ?? 0), x(each.high.value ?? 0)];
          const isPossible = rating.possible_grades.includes(each.grade);
          return (
            <g key={each.grade} class={isPossible ? "rung is-possible" : "rung"}>
              <rect x={low + 1} y={TOP} width={Math.max(high - low - 2, 1)} height={THICK} />
              {high - low >= LEAST_LABEL ? (
                <text x={(low + high) / 2} y={TOP - 5} class="middle">
                  {each.grade}
                </text>
              ) : null}
              <text x={low} y={TOP + THICK + 14} class="middle edge">
                {high - low >= LEAST_EDGE ? each.low.text : ""}
              </text>
            </g>
          );
        })}
        <rect class="is-open" x={best} y={TOP} width={worst - best} height={THICK} />
        {[best, worst].map((place, end) => (
          <path
            key={end}
            class="pointer"
            d={`M${place} ${TOP + THICK - 4} l5 8 h-10 z M${place} ${TOP - 2} v${THICK + 4}`}
          />
        ))}
      </Drawing>
    </div>
  );
}
