import { useEffect, useRef } from "preact/hooks";
import { Card } from "../components/card";
import { Export } from "../components/export";
import { Ladder } from "../ladder/ladder";
import { book } from "../state/book";
import { show, shown } from "../state/address";
import { grid, onBook, status } from "../state/feed";

/** The order book as a ladder, with how bids and asks balance. */
export function BookCard({ span, levels }: { span: string; levels: number }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return;
    const ladder = new Ladder(host.current, levels);
    let hasCentred = false;
    const center = (): void => ladder.center();
    const leave = onBook((frame) => {
      const steps = grid.value;
      if (steps === null) return;
      ladder.show(frame, steps);
      if (shown.value.follow || !hasCentred) ladder.center();
      hasCentred = true;
    });
    document.addEventListener("seawall:recentre", center);
    return () => {
      leave();
      document.removeEventListener("seawall:recentre", center);
    };
  }, [levels]);
  const found = book.value;
  const share = found?.bid_share ?? null;
  return (
    <Card
      title="Order book"
      span={span}
      isBare
      isLive
      subtitle={`${status.value?.symbol ?? ""} · ${levels} levels a side`}
      lineage={found?.lineage}
      tools={
        <>
          <label class="unit">
            <input
              type="checkbox"
              checked={shown.value.follow}
              onChange={(event) => show({ follow: event.currentTarget.checked })}
            />{" "}
            follow middle
          </label>
          <Export name="Order book" json={found?.document} table={found?.table} />
        </>
      }
    >
      <div class="book">
        <div class="ladder-head" aria-hidden="true">
          <span />
          <span>Price</span>
          <span>Size</span>
          <span>Σ</span>
        </div>
        <div class="ladder" ref={host} tabIndex={0} role="img" aria-label="Price levels; a table follows" />
        {found === null ? null : (
          <>
            <div class="balance" aria-hidden="true">
              <svg width="100%" height="6" viewBox="0 0 100 6" preserveAspectRatio="none">
                <rect class="fill-loss" width="100" height="6" />
                <rect class="fill-gain" width={100 * (share ?? 0.5)} height="6" />
              </svg>
            </div>
            <dl class="book-facts">
              {found.facts.map(([name, text]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd class="figure">{text}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </div>
    </Card>
  );
}
