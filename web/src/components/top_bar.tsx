import { useEffect, useRef } from "preact/hooks";
import { clockUtc, fixed } from "../format/numbers";
import { show, shown, VIEWS } from "../state/address";
import {
  ageSeconds,
  feedState,
  framesPerSecond,
  grid,
  isFrozen,
  nowMs,
  onBook,
  retryAtMs,
  status,
} from "../state/feed";
import { TITLES } from "../views/titles";

export function TopBar({ help, search }: { help: () => void; search: () => void }) {
  return (
    <header class="top-bar">
      <h1>SEAWALL</h1>
      <nav aria-label="Views">
        {VIEWS.map((view, place) => (
          <button
            key={view}
            type="button"
            aria-current={shown.value.view === view ? "page" : undefined}
            onClick={() => show({ view })}
          >
            {TITLES[view]} <kbd>{place + 1}</kbd>
          </button>
        ))}
      </nav>
      <button type="button" onClick={search}>
        Search <kbd>/</kbd>
      </button>
      <div class="live">
        <LastPrice />
        <ModeBadge />
        <FeedDot />
        <span class="figure unit">{clockUtc(nowMs.value)} UTC</span>
        <button
          type="button"
          aria-pressed={isFrozen.value}
          onClick={() => (isFrozen.value = !isFrozen.value)}
        >
          {isFrozen.value ? "Frozen" : "Freeze"}
        </button>
        <button type="button" aria-label="Help" aria-haspopup="dialog" onClick={help}>
          ?
        </button>
      </div>
    </header>
  );
}

/** The last trade, written past the component as it streams; it dims with the feed that it comes from. */
function LastPrice() {
  const text = useRef<HTMLElement>(null);
  useEffect(
    () =>
      onBook((frame) => {
        const steps = grid.value;
        const node = text.current;
        if (steps === null || node === null || Number.isNaN(frame.lastTicks)) return;
        const found = fixed(frame.lastTicks * steps.tickSize, steps.priceDecimals);
        if (node.textContent !== found) node.textContent = found;
      }),
    [],
  );
  const isSilent = feedState.value !== "current";
  return (
    <span class={isSilent ? "is-dimmed-text" : ""}>
      <span class="unit">{status.value?.symbol ?? ""}</span>{" "}
      <strong class="last-price" ref={text} aria-label="Last price">
        –
      </strong>
    </span>
  );
}

function ModeBadge() {
  const found = status.value;
  if (found === null) return null;
  const kind = found.badge === "SIMULATED" ? "is-simulated" : found.badge === "LIVE" ? "is-live" : "";
  return (
    <span class={`badge ${kind}`} title={found.source}>
      {found.badge}
    </span>
  );
}

function FeedDot() {
  const state = feedState.value;
  const wait = Math.max(Math.ceil(((retryAtMs.value ?? 0) - nowMs.value) / 1_000), 0);
  const words = {
    connecting: "connecting",
    current: `${framesPerSecond.value} Hz`,
    stale: `STALE ${ageSeconds.value.toFixed(0)} s`,
    disconnected: `DISCONNECTED, again in ${wait} s`,
  }[state];
  return <span class={`feed-dot is-${state} figure`}>{words}</span>;
}
