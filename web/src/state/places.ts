/** Places of the dashboard that something leads to: a view, and what is chosen there. */

import { choose, chosen, refine, show, shown, writeAddress, type View } from "./address";

export interface Place {
  view: View;
  /** By name; null takes a choice away. */
  choices?: Readonly<Record<string, string | null>>;
}

/** Go there, as one step that the browser's back undoes. */
export function goTo({ view, choices = {} }: Place): void {
  if (view === shown.peek().view) choose(choices);
  else {
    show({ view });
    refine(choices);
  }
}

/** Its address from here, for a link that can also be opened beside this page. */
export function addressOf({ view, choices = {} }: Place): string {
  const kept = Object.entries({ ...chosen.value, ...choices }).filter(
    (pair): pair is [string, string] => pair[1] !== null,
  );
  return `./${writeAddress({ ...shown.value, view }, Object.fromEntries(kept))}`;
}
