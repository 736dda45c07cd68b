/**
 * A document as a card sees it: being fetched, there, refused or cancelled; what was there last stays while a newer
 * one fails or is given up.
 */

import { signal, type ReadonlySignal } from "@preact/signals";
import { Refusal } from "../api/problem";
import { Work, type Progress } from "../api/work";

export interface Fetched<Body> {
  body: Body | null;
  refusal: Refusal | null;
  isAsking: boolean;
  /** Whether it was left the last time that it was asked for. */
  isCancelled: boolean;
  sinceMs: number;
}

export interface DocumentState<Body> {
  state: ReadonlySignal<Fetched<Body>>;
  /** How far it is; null while it is not being made, or not for a second yet. */
  progress: ReadonlySignal<Progress | null>;
  /** Fetch it, again if it is there already. */
  ask(): void;
  /** Fetch it unless it is there, on its way or given up: any number of cards may want the same one. */
  want(): void;
  /** Give up what is being fetched; its work ends at once unless somebody else waits for it. */
  cancel(): void;
}

export function documentState<Body>(fetching: (work: Work) => Promise<Body>): DocumentState<Body> {
  const state = signal<Fetched<Body>>({
    body: null,
    refusal: null,
    isAsking: false,
    isCancelled: false,
    sinceMs: 0,
  });
  const progress = signal<Progress | null>(null);
  let running: Work | null = null;
  let unwatch = (): void => undefined;
  const stop = (): Work | null => {
    const stopped = running;
    running = null;
    unwatch();
    progress.value = null;
    return stopped;
  };
  const ask = (): void => {
    stop()?.giveUp();
    const work = new Work();
    running = work;
    unwatch = work.watch((found) => (progress.value = found));
    state.value = { ...state.value, isAsking: true, isCancelled: false };
    fetching(work).then(
      (body) => {
        if (running !== work) return;
        stop();
        state.value = { body, refusal: null, isAsking: false, isCancelled: false, sinceMs: Date.now() };
      },
      (cause: unknown) => {
        if (running !== work) return;
        stop();
        if (!(cause instanceof Refusal)) throw cause;
        state.value = { ...state.value, refusal: cause, isAsking: false };
      },
    );
  };
  const want = (): void => {
    const { body, isAsking, isCancelled } = state.peek();
    if (body === null && !isAsking && !isCancelled) ask();
  };
  const cancel = (): void => {
    if (running === null) return;
    stop()?.leave();
    state.value = { ...state.value, isAsking: false, isCancelled: true };
  };
  return { state, progress, ask, want, cancel };
}
