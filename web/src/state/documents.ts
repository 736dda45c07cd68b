/** The documents that cards share, each fetched once, and once more when the server comes back. */

import { computed, effect } from "@preact/signals";
import { getDocument, getMarketDocument } from "../api/client";
import { documentState, type DocumentState } from "./document";
import { shown } from "./address";
import { reach } from "./feed";
import { followingDocument } from "./following_document";

/** Of the founding page's optimiser: weights between 2 and 40 %, 5 % risk-free. */
export const FRONTIER_ASKED = { low: 0.02, high: 0.4, risk_free_rate: 0.05, points: 60, with_book: true };

export const report = documentState((work) => getDocument("/api/v1/report", undefined, work));
export const frontier = documentState((work) => getDocument("/api/v1/frontier", FRONTIER_ASKED, work));
export const hedges = documentState((work) => getDocument("/api/v1/hedge", undefined, work));
export const simulation = documentState((work) => getDocument("/api/v1/simulation", undefined, work));
export const option = documentState((work) => getDocument("/api/v1/option", undefined, work));
export const macro = documentState((work) => getDocument("/api/v1/macro", undefined, work));
/** Names that a forecast can be asked for. */
export const seriesList = documentState((work) => getDocument("/api/v1/series", undefined, work));

/** A slider moves for a while before it rests. */
const SLIDER_PAUSE_MS = 200;
export const cascade = followingDocument(
  computed(() => String(shown.value.shock)),
  (work) => getMarketDocument("/api/v1/cascade", { shock: shown.peek().shock }, work.signal),
  SLIDER_PAUSE_MS,
);

const SHARED: readonly Renewed[] = [report, frontier, hedges, simulation, option, macro, seriesList, cascade];

type Renewed = Pick<DocumentState<unknown>, "state" | "ask">;

/** Ask again for what was shown or refused, whenever the server was lost and has been found again. */
export function renewWhenFound(documents: readonly Renewed[] = SHARED): () => void {
  let wasLost = false;
  return effect(() => {
    if (reach.value === "lost") wasLost = true;
    if (reach.value !== "open" || !wasLost) return;
    wasLost = false;
    for (const each of documents) {
      const { body, refusal } = each.state.peek();
      if (body !== null || refusal !== null) each.ask();
    }
  });
}
