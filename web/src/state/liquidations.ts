/** What the stream's panel says of the map beside its picture. */

import { computed } from "@preact/signals";
import type { Cluster } from "../canvas/heatmap";
import { panels } from "./feed";

export interface ClusterPanel {
  title: string;
  side: "long" | "short";
  price: number;
  low: number;
  high: number;
  usd: number;
  distance: string;
  distance_sigma: string;
  touch_1h: string;
  touch_4h: string;
  touch_24h: string;
  sentence: string;
}

export interface LiquidationsPanel {
  lineage: string;
  clusters: ClusterPanel[];
  sentences: string[];
  average_leverage: { name: string; text: string; note: string }[];
  unidentified: string;
}

export const liquidations = computed(
  () => (panels.value["liquidations"] ?? null) as LiquidationsPanel | null,
);

export function clustersOf(found: LiquidationsPanel | null): Cluster[] {
  return (found?.clusters ?? []).map(({ title, price, usd }) => ({ label: title, price, usd }));
}
