import { PathsCard } from "../cards/paths_card";
import { StressCard } from "../cards/stress_card";
import { TailCard } from "../cards/tail_card";

/** What the book may lose, by model, by path and by scenario. */
export default function Risk() {
  return (
    <main class="grid is-risk" aria-label="Risk">
      <TailCard span="span-8 middle" />
      <PathsCard span="span-16 middle" />
      <StressCard span="span-24" />
    </main>
  );
}
