/** What the stream's panel says of the book beside its levels. */

import { computed } from "@preact/signals";
import { panels } from "./feed";

export interface BookPanel {
  lineage: string;
  /** Of bids and asks near the touch; null where a side is not known. */
  bid_share: number | null;
  facts: [string, string][];
  table: string[][];
  costs: { size: string; buy: string; sell: string }[];
  document: unknown;
}

export const book = computed(() => (panels.value["book"] ?? null) as BookPanel | null);
