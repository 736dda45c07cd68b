import { fixed } from "../format/numbers";
import { grid, peekBook, spokenBeat, units } from "../state/feed";
import { HiddenTable } from "./hidden_table";

const MOST_LEVELS = 10;

/** The best levels of the book for those who do not see the ladder; made anew every ten seconds. */
export function BookTable() {
  void spokenBeat.value;
  const frame = peekBook();
  const steps = grid.value;
  const { base, quote } = units.value;
  const rows: string[][] = [["side", `price, ${quote}`, `size, ${base}`]];
  if (frame !== null && steps !== null) {
    const side = (name: string, from: number, count: number): void => {
      for (let at = from; at < from + Math.min(count, MOST_LEVELS); at += 1)
        rows.push([
          name,
          fixed((frame.ticks[at] ?? 0) * steps.tickSize, steps.priceDecimals),
          fixed((frame.lots[at] ?? 0) * steps.lotSize, steps.sizeDecimals),
        ]);
    };
    side("bid", 0, frame.bids);
    side("ask", frame.bids, frame.asks);
  }
  return <HiddenTable caption="Best levels of the order book" rows={rows} />;
}
