import { PathsCard } from "../cards/paths_card";
import { CascadeStressCard } from "../cards/stress/cascade_stress_card";
import { ScenarioEditorCard } from "../cards/stress/editor_card";
import { StressHeatCard } from "../cards/stress/heat_card";
import { TornadoCard } from "../cards/stress/tornado_card";
import { TailCard } from "../cards/tail_card";

/** What the book may lose, by model, by path and by scenario. */
export default function Risk() {
  return (
    <main class="grid is-risk" aria-label="Risk">
      <TailCard span="span-8 middle" />
      <PathsCard span="span-16 middle" />
      <TornadoCard span="span-24 at-tornado" />
      <StressHeatCard span="span-24 at-heat" />
      <ScenarioEditorCard span="span-16 at-editor" />
      <CascadeStressCard span="span-8 at-cascade-stress" />
    </main>
  );
}
