import { CascadeStressCard } from "../cards/stress/cascade_stress_card";
import { DistributionCard } from "../cards/risk/distribution_card";
import { ExceptionsCard } from "../cards/risk/exceptions_card";
import { ModelsCard } from "../cards/risk/models_card";
import { ScenarioEditorCard } from "../cards/stress/editor_card";
import { SimulationCard } from "../cards/risk/simulation_card";
import { StressHeatCard } from "../cards/stress/heat_card";
import { TornadoCard } from "../cards/stress/tornado_card";
import "../styles/risk.css";

/** What the book may lose, by model, by path and by scenario. */
export default function Risk() {
  return (
    <main class="grid is-risk" aria-label="Risk">
      <ModelsCard span="at-models" />
      <ExceptionsCard span="at-exceptions" />
      <DistributionCard span="at-distribution" />
      <SimulationCard span="at-paths" />
      <TornadoCard span="at-tornado" />
      <StressHeatCard span="at-heat" />
      <ScenarioEditorCard span="at-editor" />
      <CascadeStressCard span="at-cascade-stress" />
    </main>
  );
}
