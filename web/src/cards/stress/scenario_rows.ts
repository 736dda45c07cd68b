import type { TornadoRow } from "../../charts/tornado";
import { scenarioName } from "../../format/scenario_name";
import type { Scenario, StressSection } from "../../state/stress_documents";
import { TYPED_IN } from "../../state/scenario_draft";

/** Scenarios, the largest loss first. */
export function byLoss(section: StressSection): Scenario[] {
  return [...section.stress.scenarios].sort((one, other) => (one.pnl.value ?? 0) - (other.pnl.value ?? 0));
}

export function tornadoRow(scenario: Scenario, typedId: string | undefined): TornadoRow {
  const { id, pnl, share_of_equity } = scenario;
  const isTyped = id === typedId;
  return {
    key: id,
    name: isTyped ? id : scenarioName(id),
    tag: isTyped ? TYPED_IN : undefined,
    value: pnl.value ?? 0,
    text: pnl.text,
    note: share_of_equity.text,
  };
}

/** When a scenario was, or that it never was. */
export function datesOf({ window_start, window_end }: Scenario): string {
  return window_start === null ? "hypothetical" : `${window_start} to ${window_end ?? ""}`;
}
