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
  facts: [string, string][];
  average_leverage: { name: string; text: string; note: string }[];
  unidentified: string;
}

export const liquidations = computed(
  () => (panels.value["liquidations"] ?? null) as LiquidationsPanel | null,
);

/** What a cluster is for whoever holds the other side of it. */
export function clusterName({ side }: ClusterPanel): string {
  return side === "long" ? "LONG cluster ▼" : "SHORT squeeze zone ▲";
}

export function clustersOf(found: LiquidationsPanel | null): Cluster[] {
  return (found?.clusters ?? []).map((each) => ({
    label: clusterName(each),
    price: each.price,
    usd: each.usd,
  }));
}
