/** A document that is made anew when what is asked for changes. */

import { effect, type ReadonlySignal } from "@preact/signals";
import { documentState, type DocumentState } from "./document";

/** Fetch what `asked` stands for, and once a card has wanted it, again whenever that changes; null: nothing for now. */
export function followingDocument<Body>(
  asked: ReadonlySignal<string | null>,
  fetching: (abort: AbortSignal) => Promise<Body>,
): DocumentState<Body> {
  let askedFor: string | null = null;
  const found = documentState((abort) => {
    askedFor = asked.peek();
    return fetching(abort);
  });
  effect(() => {
    const now = asked.value;
    if (now !== null && askedFor !== null && now !== askedFor) found.ask();
  });
  return found;
}
