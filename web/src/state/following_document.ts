/** A document that is made anew when what is asked for changes. */

import { computed, effect, untracked, type ReadonlySignal } from "@preact/signals";
import type { Work } from "../api/work";
import { documentState, type DocumentState } from "./document";

export interface FollowingDocument<Body> extends DocumentState<Body> {
  /** Whether what is there was made for what is asked. */
  isCurrent: ReadonlySignal<boolean>;
}

/**
 * Fetch what `asked` stands for, and once a card has wanted it, again whenever that changes, when it has rested for a
 * pause; null: nothing for now.
 */
export function followingDocument<Body>(
  asked: ReadonlySignal<string | null>,
  fetching: (work: Work) => Promise<Body>,
  pauseMs = 0,
): FollowingDocument<Body> {
  let isWanted = false;
  let askedFor: string | null = null;
  let timer = 0;
  const found = documentState(async (work) => {
    window.clearTimeout(timer);
    const madeFor = asked.peek();
    askedFor = madeFor;
    return { madeFor, made: await fetching(work) };
  });
  const follow = (now: string | null): void => {
    window.clearTimeout(timer);
    if (now === null) {
      if (!found.state.peek().isAsking) return;
      found.cancel();
      askedFor = null;
    } else if (isWanted && now !== askedFor) {
      if (pauseMs === 0) found.ask();
      else timer = window.setTimeout(found.ask, pauseMs);
    }
  };
  effect(() => {
    const now = asked.value;
    untracked(() => follow(now));
  });
  return {
    ...found,
    state: computed(() => ({ ...found.state.value, body: found.state.value.body?.made ?? null })),
    ask: () => {
      isWanted = true;
      if (asked.peek() !== null) found.ask();
      else askedFor = null;
    },
    want: () => {
      isWanted = true;
      if (asked.peek() !== null) found.want();
    },
    isCurrent: computed(() => asked.value !== null && asked.value === found.state.value.body?.madeFor),
  };
}
