/** Where in a draft a refusal belongs: the engine names the line of the file, and the field. */

import type { ScenarioDraft, ScenarioFile } from "./scenario_draft";

type DraftPlace = { row: number } | { field: "id" | "title" | "source" | "from" | "to" } | null;

const LINE = /^[^:]*:(\d+):/;

export function placeOfRefusal(sentence: string, draft: ScenarioDraft, file: ScenarioFile): DraftPlace {
  const line = Number(LINE.exec(sentence)?.[1] ?? NaN);
  const row = file.rows.get(line) ?? draft.shocks.findIndex(({ name }) => isNamed(sentence, name));
  if (row >= 0) return { row };
  if (sentence.includes(" window") || sentence.includes("window.start")) return { field: "from" };
  for (const field of ["id", "title", "source"] as const)
    if (sentence.includes(`: ${field}: `)) return { field };
  const isTaken = /\bscenarios\b/.test(sentence) && sentence.includes(draft.id);
  return isTaken ? { field: "id" } : null;
}

/** Whether it names the whole of it: `assets.BTC` is not `assets.BTCUSDT`. */
function isNamed(sentence: string, name: string): boolean {
  const start = sentence.indexOf(name);
  return name !== "" && start >= 0 && !/[\w-]/.test(sentence.charAt(start + name.length));
}
