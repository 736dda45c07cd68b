/** What is shown, kept in the address: every view can be linked, and the token never stands in it. */

import { batch, signal, type ReadonlySignal, type Signal } from "@preact/signals";

export const VIEWS = [
  "overview",
  "liquidity",
  "portfolio",
  "derivatives",
  "risk",
  "macro",
  "rating",
] as const;
export type View = (typeof VIEWS)[number];

export interface Shown {
  view: View;
  colours: string;
  palette: string;
  cutOff: number;
  shock: number;
  follow: boolean;
}

/** What was chosen in a view, by a name that no other view uses. */
export type Chosen = Readonly<Record<string, string>>;

/** Of the cascade's slider, either way. */
export const LARGEST_SHOCK = 0.1;

const DEFAULTS: Shown = {
  view: "overview",
  colours: "inferno",
  palette: "teal",
  cutOff: 0.05,
  shock: -0.02,
  follow: true,
};
const TAKEN = new Set(["view", "colours", "palette", "cut", "shock", "follow", "token"]);
const NAME = /^[a-z][a-z0-9_-]{0,39}$/;
/** Of one choice; the address of all of them stays one that can be sent. */
const MOST_LETTERS = 1_000;

export function readAddress(search: string): Shown {
  const given = new URLSearchParams(search);
  const number = (name: string, fallback: number, low: number, high: number): number => {
    const value = Number(given.get(name) ?? NaN);
    return Number.isFinite(value) && value >= low && value <= high ? value : fallback;
  };
  const view = VIEWS.find((each) => each === given.get("view")) ?? DEFAULTS.view;
  return {
    view,
    colours: given.get("colours") ?? DEFAULTS.colours,
    palette: given.get("palette") ?? DEFAULTS.palette,
    cutOff: number("cut", DEFAULTS.cutOff, 0, 0.9),
    shock: number("shock", DEFAULTS.shock, -LARGEST_SHOCK, LARGEST_SHOCK),
    follow: given.get("follow") !== "no",
  };
}

/** Choices of the views: whatever has a name that a choice may have. */
export function readChosen(search: string): Chosen {
  return Object.fromEntries(
    [...new URLSearchParams(search)].filter(([name, value]) => isName(name) && value.length <= MOST_LETTERS),
  );
}

export function writeAddress(shown: Shown, chosen: Chosen = {}): string {
  const parts = new URLSearchParams();
  if (shown.view !== DEFAULTS.view) parts.set("view", shown.view);
  if (shown.colours !== DEFAULTS.colours) parts.set("colours", shown.colours);
  if (shown.palette !== DEFAULTS.palette) parts.set("palette", shown.palette);
  if (shown.cutOff !== DEFAULTS.cutOff) parts.set("cut", String(shown.cutOff));
  if (shown.shock !== DEFAULTS.shock) parts.set("shock", String(shown.shock));
  if (!shown.follow) parts.set("follow", "no");
  for (const name of Object.keys(chosen).sort()) parts.set(name, chosen[name] ?? "");
  const text = parts.toString();
  return text === "" ? "" : `?${text}`;
}

export const shown: Signal<Shown> = signal(readAddress(window.location.search));

const choices: Signal<Chosen> = signal(readChosen(window.location.search));
export const chosen: ReadonlySignal<Chosen> = choices;

/** A change of the view is a step that the browser's back undoes; any other one is not. */
export function show(change: Partial<Shown>): void {
  const isNewView = change.view !== undefined && change.view !== shown.value.view;
  shown.value = { ...shown.value, ...change };
  keepAddress(isNewView);
}

/** Choose, or with null no longer; each choice is a step that the browser's back undoes. */
export function choose(change: Record<string, string | null>): void {
  if (take(change)) keepAddress(true);
}

/** Choose without a step to go back by: for what changes with every letter typed or every move of a slider. */
export function refine(change: Record<string, string | null>): void {
  if (take(change)) keepAddress(false);
}

function take(change: Record<string, string | null>): boolean {
  const next: Record<string, string> = { ...choices.peek() };
  for (const [name, value] of Object.entries(change)) {
    if (!isName(name)) throw new Error(`${name} cannot be kept in the address`);
    if (value === null || value.length > MOST_LETTERS) Reflect.deleteProperty(next, name);
    else next[name] = value;
  }
  const isSame = writeAddress(DEFAULTS, next) === writeAddress(DEFAULTS, choices.peek());
  if (!isSame) choices.value = next;
  return !isSame;
}

function keepAddress(isStep: boolean): void {
  const address = window.location.pathname + writeAddress(shown.peek(), choices.peek());
  if (isStep) window.history.pushState(null, "", address);
  else window.history.replaceState(null, "", address);
}

function isName(name: string): boolean {
  return NAME.test(name) && !TAKEN.has(name);
}

window.addEventListener("popstate", () => {
  batch(() => {
    shown.value = readAddress(window.location.search);
    choices.value = readChosen(window.location.search);
  });
});
