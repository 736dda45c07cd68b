/** What an editor asks: as the address says, else as it is asked without a choice. */

import type { Chosen } from "./address";

type Values = Readonly<Record<string, string>>;

/** Values by name; those of a kind stand in the address under the kind's name. */
export function choicesOf<Names extends string>(
  found: Chosen,
  defaults: Readonly<Record<Names, string>>,
  kind = "",
): Record<Names, string> {
  const names = Object.keys(defaults) as Names[];
  const values = names.map((name) => [name, found[addressName(kind, name)] ?? defaults[name]]);
  return Object.fromEntries(values) as Record<Names, string>;
}

/** The change of the address that an editor's values stand for; what is as it is without a choice is left out of it. */
export function changeOf(defaults: Values, values: Values, kind = ""): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([name]) => name in defaults)
      .map(([name, value]) => [addressName(kind, name), value === defaults[name] ? null : value]),
  );
}

function addressName(kind: string, name: string): string {
  return kind === "" ? name : `${kind}-${name.replaceAll("_", "-")}`;
}
