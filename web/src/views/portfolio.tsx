import { FrontierCard } from "../cards/frontier_card";

/** What the holdings could be, within bounds. */
export default function Portfolio() {
  return (
    <main class="grid is-portfolio" aria-label="Portfolio">
      <FrontierCard span="span-24 tall" />
    </main>
  );
}
