import type { components } from "../api/schema";

type Lineage = components["schemas"]["LineageView"];

/** Where figures come from, in one line. */
export function lineageLine(asOf: string, lineage: Lineage): string {
  const seed = lineage.seed === null || lineage.seed === undefined ? "" : ` · seed ${lineage.seed}`;
  const badge = lineage.simulated ? "SIMULATED · " : "";
  const day = asOf === "" ? "" : `as of ${asOf} · `;
  return `${badge}${day}${lineage.method} · ${lineage.source}${seed} · data ${lineage.data_hash.slice(0, 8)} · v${lineage.version}`;
}
