/** A change of the tail as cells of a table. */

import type { components } from "../../api/schema";
import type { Cell } from "../../components/plain_table";
import { levelText } from "../../format/percent";

type Change = components["schemas"]["ChangeView"];

const SHORT: Record<string, string> = { value_at_risk: "VaR", expected_shortfall: "ES" };

export function measureName(measure: string, confidence: number): string {
  return `${SHORT[measure] ?? measure} ${levelText(confidence)}`;
}

/** More risk has the tone of a loss, and a sign. */
export function changeCell({ change }: Change): Cell {
  const value = change.value.value ?? 0;
  const text = value > 0 && change.value.text !== "0" ? `+${change.value.text}` : change.value.text;
  return { text, tone: value === 0 ? undefined : value > 0 ? "loss" : "gain" };
}

export function changeAt(
  changes: readonly Change[],
  measure: string,
  confidence: number,
): Change | undefined {
  return changes.find((each) => each.measure === measure && each.confidence === confidence);
}
