import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { shown, type View } from "../state/address";
import { Overview } from "./overview";
import { TITLES } from "./titles";

/** Each view but the first comes in a file of its own, when it is first shown. */
const FETCHING: Record<Exclude<View, "overview">, () => Promise<{ default: ComponentType }>> = {
  liquidity: () => import("./liquidity"),
  portfolio: () => import("./portfolio"),
  derivatives: () => import("./derivatives"),
  risk: () => import("./risk"),
  macro: () => import("./macro"),
  rating: () => import("./rating"),
};

const fetched: Partial<Record<View, ComponentType>> = { overview: Overview };

/** The view of the address: itself, a skeleton until it is here, or that it could not be fetched. */
export function ViewOnDemand() {
  const { view } = shown.value;
  const { hasFailed, fetchAgain } = useFetched(view);
  const Found = fetched[view];
  if (Found !== undefined) return <Found />;
  const title = TITLES[view];
  return (
    <main class="grid" aria-label={title} aria-busy={!hasFailed}>
      <section class="card span-24">
        {hasFailed ? (
          <div class="notice" role="alert">
            <p>{title} could not be fetched from the server.</p>
            <p class="unit">
              If trying again does not help, load the page anew: the server may have a newer one.
            </p>
            <button type="button" onClick={fetchAgain}>
              Retry
            </button>
          </div>
        ) : (
          <div class="skeleton" role="status" aria-label={`${title}: being fetched`} />
        )}
      </section>
    </main>
  );
}

function useFetched(view: View) {
  const [failed, setFailed] = useState<View | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    if (view === "overview" || fetched[view] !== undefined) return;
    let isWanted = true;
    FETCHING[view]().then(
      (found) => {
        fetched[view] = found.default;
        if (isWanted) setTries((count) => count + 1);
      },
      () => {
        if (isWanted) setFailed(view);
      },
    );
    return () => {
      isWanted = false;
      setFailed(null);
    };
  }, [view, tries]);
  return { hasFailed: failed === view, fetchAgain: () => setTries((count) => count + 1) };
}
