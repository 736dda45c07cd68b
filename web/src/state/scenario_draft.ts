/** A stress scenario as it is typed in: its rows, the file that they are, and the text that fits into an address. */

import type { components } from "../api/schema";
import { moved } from "../format/percent";

type Stated = components["schemas"]["StatedScenarioDocument"];

/** How far the point of what is typed moves to make it the decimal that a file states. */
export const UNITS = { "%": -2, bp: -4, decimal: 0 } as const;
export type ShockUnit = keyof typeof UNITS;

export interface DraftShock {
  /** Table and name, such as `assets.BTC`. */
  name: string;
  /** As typed; nothing is rounded. */
  size: string;
  unit: ShockUnit;
  basis: string;
}

export interface ScenarioDraft {
  id: string;
  title: string;
  source: string;
  /** Of a replay; both empty where there is none. */
  from: string;
  to: string;
  reference: string;
  shocks: readonly DraftShock[];
}

const TABLES = ["assets", "asset_classes", "volatilities", "rates", "currencies"] as const;
export const TYPED_IN = "typed in";
export const BLANK: ScenarioDraft = {
  id: "MY_SCENARIO",
  title: "A scenario of my own",
  source: "A judgement, typed in.",
  from: "",
  to: "",
  reference: "USD",
  shocks: [],
};

/** What a file states, as rows; decimals become percent by moving their point. */
export function draftOf(stated: Stated): ScenarioDraft {
  return {
    id: stated.id,
    title: stated.title,
    source: stated.source,
    from: stated.window_start ?? "",
    to: stated.window_end ?? "",
    reference: stated.reference_currency,
    shocks: stated.shocks.map(({ table, key, shock, basis }) => {
      const decimal = String(shock.value ?? "");
      const isPlain = !decimal.includes("e");
      return {
        name: `${table}.${key}`,
        size: isPlain ? moved(decimal, 2) : decimal,
        unit: isPlain ? "%" : "decimal",
        basis,
      };
    }),
  };
}

export interface ScenarioFile {
  text: string;
  /** Row of the draft that stands on each line, counted from 1. */
  rows: ReadonlyMap<number, number>;
}

const PLAIN_KEY = /^(?!(?:true|false|null)$)[A-Za-z][A-Za-z0-9_]*$/i;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** The file that `seawall stress --scenario` reads; what is no number is written as it was typed, for the engine to refuse. */
export function fileOf(draft: ScenarioDraft): ScenarioFile {
  const quoted = (text: string): string => JSON.stringify(text);
  const date = (text: string): string => (DATE.test(text) ? text : quoted(text));
  const lines = [
    "version: 1",
    `id: ${quoted(draft.id)}`,
    `title: ${quoted(draft.title)}`,
    `source: ${quoted(draft.source)}`,
  ];
  if (draft.from !== "" || draft.to !== "")
    lines.push(`window: {start: ${date(draft.from)}, end: ${date(draft.to)}}`);
  const rows = new Map<number, number>();
  const all = draft.shocks.map((shock, row) => ({ ...shock, ...parts(shock.name), row }));
  const tables = [...new Set([...TABLES, ...all.map(({ table }) => table)])];
  for (const table of tables) {
    const own = all.filter((each) => each.table === table);
    if (own.length > 0) lines.push(`${table}:`);
    for (const { key, size, unit, basis, row } of own) {
      const decimal = moved(size.trim().replace(/\s*%$/, ""), UNITS[unit]);
      const shock = NUMBER.test(decimal) ? decimal : quoted(size);
      const name = PLAIN_KEY.test(key) ? key : quoted(key);
      lines.push(`  ${name}: {shock: ${shock}, basis: ${quoted(basis)}}`);
      rows.set(lines.length, row);
    }
  }
  lines.push(`reference_currency: ${quoted(draft.reference)}`, "");
  return { text: lines.join("\n"), rows };
}

function parts(name: string): { table: string; key: string } {
  const point = name.indexOf(".");
  return { table: name.slice(0, point), key: name.slice(point + 1) };
}

const LETTERS: Record<string, string> = {
  assets: "a",
  asset_classes: "c",
  volatilities: "v",
  rates: "r",
  currencies: "x",
};
const BREAK = "*";
const HEAD_CELLS = 6;
const ROW_CELLS = 4;

/** Short text of a draft for an address: cells between asterisks, empty where they are as in a blank draft. */
export function compactOf(draft: ScenarioDraft): string {
  const { id, title, source, from, to, reference } = draft;
  const cells = [
    id,
    title === BLANK.title ? "" : title,
    source === BLANK.source ? "" : source,
    from,
    to,
    reference === BLANK.reference ? "" : reference,
    ...draft.shocks.flatMap(({ name, size, unit, basis }) => [
      shortened(name),
      size,
      unit === "%" ? "" : unit,
      basis === TYPED_IN ? "" : basis,
    ]),
  ];
  return cells.map((cell) => cell.replace(/[~*]/g, (each) => (each === "~" ? "~~" : "~s"))).join(BREAK);
}

/** The draft of such a text; null where it is none. */
export function readCompact(text: string): ScenarioDraft | null {
  const cells = text
    .split(BREAK)
    .map((cell) => cell.replace(/~([~s])/g, (_, each: string) => (each === "~" ? "~" : BREAK)));
  const rest = cells.length - HEAD_CELLS;
  if (rest < 0 || rest % ROW_CELLS !== 0) return null;
  const [id = "", title = "", source = "", from = "", to = "", reference = ""] = cells;
  const shocks: DraftShock[] = [];
  for (let start = HEAD_CELLS; start < cells.length; start += ROW_CELLS) {
    const [name = "", size = "", unit = "", basis = ""] = cells.slice(start, start + ROW_CELLS);
    if (unit !== "" && !(unit in UNITS)) return null;
    shocks.push({
      name: lengthened(name),
      size,
      unit: unit === "" ? "%" : (unit as ShockUnit),
      basis: basis === "" ? TYPED_IN : basis,
    });
  }
  return {
    id,
    title: title === "" ? BLANK.title : title,
    source: source === "" ? BLANK.source : source,
    from,
    to,
    reference: reference === "" ? BLANK.reference : reference,
    shocks,
  };
}

function shortened(name: string): string {
  const { table, key } = parts(name);
  const letter = LETTERS[table];
  return letter === undefined ? name : `${letter}.${key}`;
}

function lengthened(name: string): string {
  const { table, key } = parts(name);
  const found = Object.entries(LETTERS).find(([, letter]) => letter === table);
  return found === undefined ? name : `${found[0]}.${key}`;
}
