/** A document as a card sees it: being fetched, there, or refused; what was there last stays while a newer one fails. */

import { signal, type ReadonlySignal } from "@preact/signals";
import { Refusal } from "../api/problem";

export interface Fetched<Body> {
  body: Body | null;
  refusal: Refusal | null;
  isAsking: boolean;
  sinceMs: number;
}

export interface DocumentState<Body> {
  state: ReadonlySignal<Fetched<Body>>;
  /** Fetch it, again if it is there already. */
  ask(): void;
  /** Fetch it unless it is there or on its way: any number of cards may want the same one. */
  want(): void;
}

export function documentState<Body>(fetching: (abort: AbortSignal) => Promise<Body>): DocumentState<Body> {
  const state = signal<Fetched<Body>>({ body: null, refusal: null, isAsking: false, sinceMs: 0 });
  let running: AbortController | null = null;
  const ask = (): void => {
    running?.abort();
    const abort = new AbortController();
    running = abort;
    state.value = { ...state.value, isAsking: true };
    fetching(abort.signal).then(
      (body) => {
        if (running === abort) state.value = { body, refusal: null, isAsking: false, sinceMs: Date.now() };
      },
      (cause: unknown) => {
        if (running !== abort) return;
        if (!(cause instanceof Refusal)) throw cause;
        state.value = { ...state.value, refusal: cause, isAsking: false };
      },
    );
  };
  const want = (): void => {
    if (state.peek().body === null && !state.peek().isAsking) ask();
  };
  return { state, ask, want };
}
