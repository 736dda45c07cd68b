/** The documents that cards share, each fetched once, and once more when the server comes back. */

import { effect } from "@preact/signals";
import { getDocument } from "../api/client";
import { documentState } from "./document";
import { shown } from "./address";
import { reach } from "./feed";

/** Of the founding page's optimiser: weights between 2 and 40 %, 5 % risk-free. */
const FRONTIER_ASKED = { low: 0.02, high: 0.4, risk_free_rate: 0.05, points: 60 };

export const report = documentState((abort) => getDocument("/api/v1/report", undefined, abort));
export const frontier = documentState((abort) => getDocument("/api/v1/frontier", FRONTIER_ASKED, abort));
export const hedges = documentState((abort) => getDocument("/api/v1/hedge", undefined, abort));
export const simulation = documentState((abort) => getDocument("/api/v1/simulation", undefined, abort));
export const option = documentState((abort) => getDocument("/api/v1/option", undefined, abort));
export const macro = documentState((abort) => getDocument("/api/v1/macro", undefined, abort));
/** Names that a forecast can be asked for. */
export const seriesList = documentState((abort) => getDocument("/api/v1/series", undefined, abort));
export const cascade = documentState((abort) =>
  getDocument("/api/v1/cascade", { shock: shown.peek().shock }, abort),
);

/** Ask again for what was shown or refused, whenever the server was lost and has been found again. */
export function renewWhenFound(): () => void {
  let wasLost = false;
  return effect(() => {
    if (reach.value === "lost") wasLost = true;
    if (reach.value !== "open" || !wasLost) return;
    wasLost = false;
    for (const each of [report, frontier, hedges, simulation, option, macro, cascade, seriesList]) {
      const { body, refusal } = each.state.peek();
      if (body !== null || refusal !== null) each.ask();
    }
  });
}
