import { useEffect, useRef } from "preact/hooks";
import { BookTable } from "../components/book_table";
import { Card } from "../components/card";
import { Export } from "../components/export";
import { Ladder } from "../ladder/ladder";
import { book } from "../state/book";
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
          <Export name="Order book" json={found?.document} table={found?.table} />
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
        <Balance />
        {isFitted ? null : (
          <p class="unit book-words">
            WALL and thin: far above and far below the mean size of a level. iceberg? and spoof-like:
            inferred, the chance that the model gives.
          </p>
        )}
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

/** Bids against asks near the touch, and the figures of the book. */
function Balance() {
  const found = book.value;
  if (found === null)
    return <div class="skeleton is-low" role="status" aria-label="Book: waiting for the stream" />;
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
        {found.facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="figure">{text}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
