/** A document that is made anew when what is asked for changes. */

import { computed, effect, signal, untracked, type ReadonlySignal } from "@preact/signals";
import type { Work } from "../api/work";
import { documentState, type DocumentState } from "./document";

export interface FollowingDocument<Body> extends DocumentState<Body> {
  /** Whether what is there was made for what is asked. */
  isCurrent: ReadonlySignal<boolean>;
}

/** Fetch what `asked` stands for, and once a card has wanted it, again whenever that changes; null: nothing for now. */
export function followingDocument<Body>(
  asked: ReadonlySignal<string | null>,
  fetching: (work: Work) => Promise<Body>,
): FollowingDocument<Body> {
  let askedFor: string | null = null;
  const madeFor = signal<string | null>(null);
  const found = documentState(async (work) => {
    const now = asked.peek();
    askedFor = now;
    const body = await fetching(work);
    if (askedFor === now) madeFor.value = now;
    return body;
  });
  const follow = (now: string | null): void => {
    if (now === null && found.state.value.isAsking) {
      found.cancel();
      askedFor = "";
    } else if (now !== null && askedFor !== null && now !== askedFor) found.ask();
  };
  effect(() => {
    const now = asked.value;
    untracked(() => follow(now));
  });
  return { ...found, isCurrent: computed(() => asked.value !== null && asked.value === madeFor.value) };
}
