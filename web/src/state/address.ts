/** What is shown, kept in the address: every view can be linked, and the token never stands in it. */

import { signal, type Signal } from "@preact/signals";

export const VIEWS = ["overview", "liquidity"] as const;
export type View = (typeof VIEWS)[number];

export interface Shown {
  view: View;
  colours: string;
  palette: string;
  cutOff: number;
  shock: number;
  follow: boolean;
}

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

export function writeAddress(shown: Shown): string {
  const parts = new URLSearchParams();
  if (shown.view !== DEFAULTS.view) parts.set("view", shown.view);
  if (shown.colours !== DEFAULTS.colours) parts.set("colours", shown.colours);
  if (shown.palette !== DEFAULTS.palette) parts.set("palette", shown.palette);
  if (shown.cutOff !== DEFAULTS.cutOff) parts.set("cut", String(shown.cutOff));
  if (shown.shock !== DEFAULTS.shock) parts.set("shock", String(shown.shock));
  if (!shown.follow) parts.set("follow", "no");
  const text = parts.toString();
  return text === "" ? "" : `?${text}`;
}

export const shown: Signal<Shown> = signal(readAddress(window.location.search));

export function show(change: Partial<Shown>): void {
  const isNewView = change.view !== undefined && change.view !== shown.value.view;
  shown.value = { ...shown.value, ...change };
  const address = window.location.pathname + writeAddress(shown.value);
  if (isNewView) window.history.pushState(null, "", address);
  else window.history.replaceState(null, "", address);
}

window.addEventListener("popstate", () => {
  shown.value = readAddress(window.location.search);
});
