import "../styles/portfolio.css";
import { AllocationCard } from "../cards/portfolio/allocation_card";
import { ConstructionCard } from "../cards/portfolio/construction_card";
import { ContributionsCard } from "../cards/portfolio/contributions_card";
import { HedgeCard } from "../cards/portfolio/hedge_card";
import { MarketLineCard } from "../cards/portfolio/market_line_card";
import { WhatIfCard } from "../cards/portfolio/what_if_card";

/** What the holdings could be within bounds, who makes the tail of what they are, and what a trade would change. */
export default function Portfolio() {
  return (
    <main class="grid is-portfolio" aria-label="Portfolio">
      <ConstructionCard span="at-frontier" />
      <AllocationCard span="at-weights" />
      <ContributionsCard span="at-parts" />
      <HedgeCard span="at-hedges" />
      <WhatIfCard span="at-what-if" />
      <MarketLineCard span="at-line" />
    </main>
  );
}
