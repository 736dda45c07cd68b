/** Stress: the library on the book, a scenario that is typed in beside it, and what may be typed. */

import { computed, type ReadonlySignal } from "@preact/signals";
import { getDocument, getMarketDocument, postDocument } from "../api/client";
import type { components } from "../api/schema";
import { choose, chosen, shown } from "./address";
import { documentState, type DocumentState, type Fetched } from "./document";
import { renewWhenFound } from "./documents";
import { units } from "./feed";
import { followingDocument } from "./following_document";
import { compactOf, fileOf, readCompact, type ScenarioDraft } from "./scenario_draft";

export type StressSection = components["schemas"]["StressSection"];
export type Scenario = components["schemas"]["ScenarioView"];
export type Factors = components["schemas"]["ScenarioFactorsDocument"];
type CascadeScenarios = components["schemas"]["CascadeScenariosDocument"];

/** What a cascade does to the book: the market's path, and both of its scenarios beside the library. */
export interface CascadeStress {
  scenarios: CascadeScenarios;
  section: StressSection;
}

/** A choice holds a thousand letters; a long scenario takes several. */
const PIECE = 1_000;
const MOST_PIECES = 10;
export const LONGEST_DRAFT = PIECE * MOST_PIECES;
const PIECES = Array.from({ length: MOST_PIECES }, (_, place) =>
  place === 0 ? "typed" : `typed-${place + 1}`,
);

/** The scenario of the address; null where none is typed in. */
export const typed: ReadonlySignal<ScenarioDraft | null> = computed(() => {
  const text = PIECES.map((name) => chosen.value[name] ?? "").join("");
  return text === "" ? null : readCompact(text);
});

/** Run a draft, and keep it in the address; false where it is longer than an address may be. */
export function runTyped(draft: ScenarioDraft): boolean {
  const text = compactOf(draft);
  if (text.length > LONGEST_DRAFT) return false;
  choose({ ...piecesOf(text), scenario: draft.id });
  if (!tried.state.peek().isAsking) tried.ask();
  return true;
}

export function dropTyped(): void {
  const isShown = chosen.peek()["scenario"] === typed.peek()?.id;
  choose({ ...piecesOf(""), ...(isShown ? { scenario: null } : {}) });
}

function piecesOf(text: string): Record<string, string | null> {
  return Object.fromEntries(
    PIECES.map((name, place) => {
      const piece = text.slice(place * PIECE, (place + 1) * PIECE);
      return [name, piece === "" ? null : piece];
    }),
  );
}

export const library = documentState((work) => getDocument("/api/v1/stress", undefined, work));
export const factors = documentState((work) => getDocument("/api/v1/scenario-factors", undefined, work));

const textTyped = computed(() => (typed.value === null ? null : fileOf(typed.value).text));
/** The draft of the address, run beside the library. */
export const tried = followingDocument(textTyped, (work) =>
  postDocument("/api/v1/stress", { scenarios: [textTyped.peek() ?? ""] }, work),
);

/** The library with the typed scenario beside it, as soon as that has been made; the library alone until then. */
export const stress: DocumentState<StressSection> = {
  state: computed((): Fetched<StressSection> => {
    const own = tried.state.value;
    const isShown = tried.isCurrent.value && own.refusal === null;
    return isShown ? own : library.state.value;
  }),
  progress: computed(() => tried.progress.value ?? library.progress.value),
  ask: () => {
    library.ask();
    tried.ask();
  },
  want: () => {
    library.want();
    tried.want();
  },
  cancel: () => {
    library.cancel();
    tried.cancel();
  },
};

/** Names of the book's assets, as scenarios call them. */
export const assets: ReadonlySignal<string[]> = computed(() =>
  (factors.state.value.body?.shocks ?? []).filter(({ table }) => table === "assets").map(({ key }) => key),
);

/** The asset that the market's shock hits: the one chosen, that of the market's name, or the book's first. */
export const hitAsset: ReadonlySignal<string> = computed(() => {
  const { base } = units.value;
  const ofMarket = assets.value.includes(base) ? base : (assets.value[0] ?? base);
  return chosen.value["hit"] ?? ofMarket;
});

const cascadeAsked = computed(() => ({ shock: shown.value.shock, asset: hitAsset.value }));
/** Longer than for the cascade alone, since the whole book is valued. */
const CASCADE_PAUSE_MS = 300;
export const cascadeStress = followingDocument(
  computed(() => JSON.stringify(cascadeAsked.value)),
  async (work): Promise<CascadeStress> => {
    const scenarios = await getMarketDocument("/api/v1/cascade-scenarios", cascadeAsked.peek(), work.signal);
    const texts = [scenarios.shock_alone.text, scenarios.with_cascade.text];
    return { scenarios, section: await postDocument("/api/v1/stress", { scenarios: texts }, work) };
  },
  CASCADE_PAUSE_MS,
);

renewWhenFound([library, factors, tried, cascadeStress]);
