import { BookCard } from "../cards/book_card";
import { CascadeCard } from "../cards/cascade_card";
import { ClustersCard } from "../cards/clusters_card";
import { CostCard } from "../cards/cost_card";
import { DensityCard } from "../cards/density_card";
import { ImbalanceCard } from "../cards/imbalance_card";
import { LeverageCard } from "../cards/leverage_card";

/** The market that the book is in, as it moves. */
export default function Liquidity() {
  return (
    <main class="grid is-liquidity" aria-label="Liquidity">
      <DensityCard span="at-map" hasControls />
      <BookCard span="at-book" levels={50} />
      <CascadeCard span="at-cascade" />
      <ClustersCard span="at-clusters" />
      <LeverageCard span="at-leverage" />
      <ImbalanceCard span="at-imbalance" />
      <CostCard span="at-cost" />
    </main>
  );
}
