import { fixed } from "../format/numbers";
import { book } from "../state/book";
import { feedState, grid, peekBook, spokenBeat, status } from "../state/feed";

/** What streams, in one sentence for those who listen; it changes at most every ten seconds. */
export function SpokenSummary() {
  return (
    <p class="visually-hidden" aria-live="polite" data-beat={spokenBeat.value}>
      {sentence()}
    </p>
  );
}

function sentence(): string {
  const found = status.peek();
  const steps = grid.peek();
  if (feedState.value === "disconnected") return "The stream is lost; the page tries again.";
  if (feedState.value === "stale") return "The stream is silent; figures are stale.";
  if (found === null || steps === null) return "";
  const last = peekBook()?.lastTicks ?? NaN;
  const price = Number.isNaN(last) ? "no trade yet" : fixed(last * steps.tickSize, steps.priceDecimals);
  const facts = (book.peek()?.facts ?? []).map((pair) => pair.join(" ")).join(", ");
  return `${found.badge}, ${found.symbol} ${price}. ${facts}`;
}
