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
  const hasFailed = useFetched(view);
  const Found = fetched[view];
  if (Found !== undefined) return <Found />;
  const title = TITLES[view];
  return (
    <main class="grid" aria-label={title} aria-busy={!hasFailed}>
      <section class="card span-24" aria-label={title}>
        {hasFailed ? (
          <Failure title={title} />
        ) : (
          <div class="skeleton" role="status" aria-label={`${title}: being fetched`} />
        )}
      </section>
    </main>
  );
}

/** A browser remembers that a script failed and does not ask again, so retrying loads the page anew; the address
 * says what it shows. */
function Failure({ title }: { title: string }) {
  const [said, setSaid] = useState("");
  const retry = async (): Promise<void> => {
    if (await isServerThere()) window.location.reload();
    else setSaid("The server still cannot be reached.");
  };
  return (
    <div class="notice" role="alert">
      <p>{title} could not be fetched from the server.</p>
      <button type="button" onClick={() => void retry()}>
        Retry
      </button>
      <p class="unit">{said}</p>
    </div>
  );
}

async function isServerThere(): Promise<boolean> {
  try {
    return (await fetch(window.location.pathname, { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

/** Fetch a view unless it is here; whether that failed. */
function useFetched(view: View): boolean {
  const [failed, setFailed] = useState<readonly View[]>([]);
  const [, setCount] = useState(0);
  useEffect(() => {
    if (view === "overview" || fetched[view] !== undefined) return;
    FETCHING[view]().then(
      (found) => {
        fetched[view] = found.default;
        setCount((count) => count + 1);
      },
      () => setFailed((before) => [...before, view]),
    );
  }, [view]);
  return failed.includes(view);
}
