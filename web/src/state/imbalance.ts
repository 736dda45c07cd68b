/** How bids and asks balanced over the last ten minutes, kept in the page as the stream says it. */

import { effect, signal } from "@preact/signals";
import { book } from "./book";

const MOST_SECONDS = 600;

export interface ImbalanceHistory {
  /** Seconds since 1970. */
  times: number[];
  /** From -1, all asks, to 1, all bids. */
  values: number[];
}

export const imbalances = signal<ImbalanceHistory>({ times: [], values: [] });

/** From a share of bids, 0 to 1. */
export function imbalanceOf(bidShare: number): number {
  return 2 * bidShare - 1;
}

/** History with one more value; at most one a second, and none older than ten minutes. */
export function withValue(history: ImbalanceHistory, seconds: number, value: number): ImbalanceHistory {
  if (history.times.at(-1) === seconds) return history;
  const from = history.times.findIndex((each) => each > seconds - MOST_SECONDS);
  const kept = from < 0 ? history.times.length : from;
  return {
    times: [...history.times.slice(kept), seconds],
    values: [...history.values.slice(kept), value],
  };
}

export function keepImbalances(): () => void {
  return effect(() => {
    const share = book.value?.bid_share;
    if (share === null || share === undefined) return;
    const seconds = Math.floor(Date.now() / 1_000);
    imbalances.value = withValue(imbalances.peek(), seconds, imbalanceOf(share));
  });
}
