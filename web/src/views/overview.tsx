import { BookCard } from "../cards/book_card";
import { DensityCard } from "../cards/density_card";
import { FrontierCard } from "../cards/frontier_card";
import { GreeksCard } from "../cards/greeks_card";
import { HedgeSummaryCard } from "../cards/hedge_summary_card";
import { MacroCard } from "../cards/macro_card";
import { PathsCard } from "../cards/paths_card";
import { RatingCard } from "../cards/rating_card";
import { StressCard } from "../cards/stress_card";
import { TailCard } from "../cards/tail_card";
import "../styles/overview.css";

/** All subjects at a glance. */
export function Overview() {
  return (
    <main class="grid is-overview" aria-label="Overview">
      <DensityCard span="span-13 tall" />
      <BookCard span="span-5 tall" levels={20} isFitted />
      <div class="span-6 tall stack">
        <RatingCard span="" />
        <StressCard span="is-growing" />
      </div>
      <TailCard span="span-5 middle" />
      <HedgeSummaryCard span="span-4 middle" />
      <PathsCard span="span-5 middle" />
      <FrontierCard span="span-5 middle" />
      <GreeksCard span="span-5 middle" />
      <MacroCard span="span-24" />
    </main>
  );
}
