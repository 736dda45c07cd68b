import type { components } from "../api/schema";

type Lineage = components["schemas"]["LineageView"];

/** Where figures come from, in one line: the day, who says it, how it was made, and by which seed. */
export function lineageLine(asOf: string, lineage: Lineage): string {
  const seed = lineage.seed === null || lineage.seed === undefined ? "" : `seed ${lineage.seed}`;
  return [
    lineage.simulated ? "SIMULATED" : "",
    asOf === "" ? "" : `as of ${asOf}`,
    lineage.source,
    lineage.method,
    seed,
  ]
    .filter((each) => each !== "")
    .join(" · ");
}
