/** A request's work on the server: the random name by which it is looked at and left, and whoever watches it. */

import type { components } from "./schema";

export type Progress = components["schemas"]["WorkState"];

const HEADER = "x-seawall-work";
const NAME_BYTES = 18;
const PATIENCE_MS = 1_000;
const RUNNING_MS = 250;
const WAITING_MS = 1_000;

/** One request, from before it is sent until its answer is there or it is given up. */
export class Work {
  readonly #name = randomName();
  readonly #giving = new AbortController();
  #isSent = false;

  get signal(): AbortSignal {
    return this.#giving.signal;
  }

  /** What a request sends to be known by this name; from then on it can be looked at. */
  headers(): Record<string, string> {
    this.#isSent = true;
    return { [HEADER]: this.#name };
  }

  /** Stop waiting for the answer; the server ends what nobody waits for after a moment. */
  giveUp(): void {
    this.#giving.abort();
  }

  /** Give up, and have the work ended at once unless somebody else waits for it. */
  leave(): void {
    this.giveUp();
    if (this.#isSent) void this.#reach("DELETE");
  }

  /** Tell how far it is, from when it has taken a second until what is given back is called. */
  watch(tell: (progress: Progress) => void): () => void {
    let timer = window.setTimeout(() => void look(), PATIENCE_MS);
    let isOver = false;
    const look = async (): Promise<void> => {
      const answer = this.#isSent ? await this.#reach("GET") : null;
      const found = answer?.ok === true ? ((await answer.json()) as Progress) : null;
      if (isOver) return;
      if (found !== null && found.state !== "unknown") tell(found);
      timer = window.setTimeout(() => void look(), found?.state === "running" ? RUNNING_MS : WAITING_MS);
    };
    return () => {
      isOver = true;
      window.clearTimeout(timer);
    };
  }

  /** Null where the server is not reached: the request itself says so. */
  async #reach(method: "GET" | "DELETE"): Promise<Response | null> {
    try {
      return await fetch(`./api/v1/work-orders/${this.#name}`, { method });
    } catch {
      return null;
    }
  }
}

function randomName(): string {
  const bytes = window.crypto.getRandomValues(new Uint8Array(NAME_BYTES));
  return [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
}
