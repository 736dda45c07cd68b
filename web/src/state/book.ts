/** What the stream's panel says of the book beside its levels. */

import { computed } from "@preact/signals";
import { panels } from "./feed";

export interface CostOfSize {
  size: string;
  notional: string;
  buy: string;
  sell: string;
  unit: string;
  buy_value: number | null;
  sell_value: number | null;
}

/** A size in base units and its cost in basis points of the middle. */
export type CostPoint = [number, number];

/** Costs at ends of levels, and up to which size every level is known. */
export interface CostCurve {
  buy: CostPoint[];
  sell: CostPoint[];
  buy_known_size: number;
  sell_known_size: number;
}

export interface BookPanel {
  lineage: string;
  /** Of bids and asks near the touch; null where a side is not known. */
  bid_share: number | null;
  facts: [string, string][];
  table: string[][];
  costs: CostOfSize[];
  /** Null where the book has not two sides. */
  curve: CostCurve | null;
  walls: string[];
  thin_zones: string[];
  /** Milliseconds since 1970, and the share of bids near the touch then. */
  history: [number, number][];
  notes: string[];
  document: unknown;
}

export const book = computed(() => (panels.value["book"] ?? null) as BookPanel | null);

const LONGEST_HISTORY_MS = 600_000;

/** Imbalance, from -1 (asks only) to 1 (bids only), by seconds since 1970, of the last ten minutes. */
export const imbalances = computed<{ times: number[]; values: number[] }>(() => {
  const history = book.value?.history ?? [];
  const from = (history.at(-1)?.[0] ?? 0) - LONGEST_HISTORY_MS;
  const kept = history.filter(([instant]) => instant >= from);
  return { times: kept.map(([instant]) => instant / 1_000), values: kept.map(([, share]) => 2 * share - 1) };
});
