import { useEffect, useRef } from "preact/hooks";
import { BookTable } from "../components/book_table";
import { Card } from "../components/card";
import { Export } from "../components/export";
import { Waiting } from "../components/waiting";
import { shown as minus } from "../format/numbers";
import { Ladder } from "../ladder/ladder";
import { book, type BookPanel } from "../state/book";
import { show, shown } from "../state/address";
import { grid, onBook, status, units } from "../state/feed";

export interface BookCardProps {
  span: string;
  levels: number;
  /** Whether only whole rows that fit are shown, and nothing scrolls. */
  isFitted?: boolean;
}

/** The order book as a ladder, with how bids and asks balance. */
export function BookCard({ span, levels, isFitted = false }: BookCardProps) {
  const host = useLadder(levels, isFitted);
  const found = book.value;
  const { base, quote } = units.value;
  return (
    <Card
      title="Order book"
      span={span}
      isBare
      isLive
      subtitle={status.value?.symbol ?? ""}
      lineage={found?.lineage}
      tools={
        <>
          {isFitted ? null : <FollowMiddle />}
          <Export name="Order book" lineage={found?.lineage} json={found?.document} table={found?.table} />
        </>
      }
    >
      <div class="book">
        <div class="ladder-head" aria-hidden="true">
          <span>Price {quote}</span>
          <span>Size {base}</span>
          <span>Σ {base}</span>
          <span />
        </div>
        <div
          class={isFitted ? "ladder is-fitted" : "ladder"}
          ref={host}
          role="img"
          aria-label="Price levels; a table follows"
          {...(isFitted ? {} : { tabIndex: 0 })}
        />
        <Balance isBrief={isFitted} />
      </div>
      <BookTable />
    </Card>
  );
}

function useLadder(levels: number, isFitted: boolean) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const node = host.current;
    if (node === null) return;
    const ladder = new Ladder(node, levels);
    const observer = new ResizeObserver(() => {
      if (isFitted) ladder.fit();
      else ladder.center();
    });
    observer.observe(node);
    let hasCentred = false;
    const center = (): void => ladder.center();
    const leave = onBook((frame) => {
      const steps = grid.value;
      if (steps === null) return;
      ladder.show(frame, steps);
      if (!isFitted && (shown.value.follow || !hasCentred)) ladder.center();
      hasCentred = true;
    });
    document.addEventListener("seawall:recentre", center);
    return () => {
      leave();
      observer.disconnect();
      document.removeEventListener("seawall:recentre", center);
    };
  }, [levels, isFitted]);
  return host;
}

function FollowMiddle() {
  return (
    <label class="unit">
      <input
        type="checkbox"
        checked={shown.value.follow}
        onChange={(event) => show({ follow: event.currentTarget.checked })}
      />
      follow middle
    </label>
  );
}

const MOST_ZONES = 2;
const BRIEF = ["Spread", "Balance, within", "Depth"];

/** Bids against asks near the touch, and the figures of the book. */
function Balance({ isBrief }: { isBrief: boolean }) {
  const found = book.value;
  if (found === null) return <Waiting what="Book" kind="is-low" />;
  const { base, quote } = units.value;
  const counted: Record<string, string> = {
    Spread: quote,
    Middle: quote,
    "Weighted middle": quote,
    Mark: quote,
    Depth: base,
  };
  const facts = found.facts.filter(([name]) => !isBrief || BRIEF.some((each) => name.startsWith(each)));
  return (
    <div>
      <svg
        class="balance"
        width="100%"
        height="6"
        viewBox="0 0 100 6"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <rect class="fill-loss" width="100" height="6" />
        <rect class="fill-gain" width={100 * (found.bid_share ?? 0.5)} height="6" />
      </svg>
      <dl class="book-facts">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{counted[name] === undefined ? name : `${name}, ${counted[name]}`}</dt>
            <dd class="figure">{minus(text)}</dd>
          </div>
        ))}
      </dl>
      {isBrief ? null : <Zones found={found} />}
    </div>
  );
}

/** Walls and thin zones in words, and what the words mean. */
function Zones({ found }: { found: BookPanel }) {
  return (
    <div class="book-words unit">
      <p>Walls: {zonesText(found.walls)}</p>
      <p>Thin zones: {zonesText(found.thin_zones)}</p>
      <details>
        <summary>What the marks mean</summary>
        {found.notes.map((each) => (
          <p key={each}>{each}</p>
        ))}
        <p>iceberg? and spoof-like: inferred, not observed; the chance that the model gives.</p>
      </details>
    </div>
  );
}

function zonesText(zones: string[]): string {
  if (zones.length === 0) return "none";
  const more = zones.length > MOST_ZONES ? ` and ${zones.length - MOST_ZONES} more` : "";
  return zones.slice(0, MOST_ZONES).join("; ") + more;
}
