/** A document that is made anew when what is asked for changes. */

import { effect, type ReadonlySignal } from "@preact/signals";
import type { Work } from "../api/work";
import { documentState, type DocumentState } from "./document";

/** Fetch what `asked` stands for, and once a card has wanted it, again whenever that changes; null: nothing for now. */
export function followingDocument<Body>(
  asked: ReadonlySignal<string | null>,
  fetching: (work: Work) => Promise<Body>,
): DocumentState<Body> {
  let askedFor: string | null = null;
  const found = documentState((work) => {
    askedFor = asked.peek();
    return fetching(work);
  });
  effect(() => {
    const now = asked.value;
    if (now !== null && askedFor !== null && now !== askedFor) found.ask();
  });
  return found;
}
