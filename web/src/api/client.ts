import { Refusal, unreachable, type Problem } from "./problem";
import type { paths } from "./schema";

/** Paths that answer JSON to GET, without the prefix that all share. */
export type Getting = {
  [Path in keyof paths]: paths[Path] extends {
    get: { responses: { 200: { content: { "application/json": unknown } } } };
  }
    ? Path
    : never;
}[keyof paths];

export type Answer<Path extends Getting> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

export type Options<Path extends Getting> = paths[Path] extends { get: { parameters: { query?: infer Query } } }
  ? Query
  : undefined;

/** A document of the desk; throws a `Refusal`. */
export async function getDocument<Path extends Getting>(
  path: Path,
  options?: Options<Path>,
  signal?: AbortSignal,
): Promise<Answer<Path>> {
  return ask(`${path}${query(options)}`, signal === undefined ? {} : { signal });
}

type TriedTrades = paths["/api/v1/what-if"]["post"]["responses"]["200"]["content"]["application/json"];

/** Tail of the book before and after trades; throws a `Refusal`. */
export async function tryTrades(trades: string[], signal?: AbortSignal): Promise<TriedTrades> {
  return ask("/api/v1/what-if", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ trades }),
    ...(signal === undefined ? {} : { signal }),
  });
}

async function ask<Body>(path: string, request: RequestInit): Promise<Body> {
  let answer: Response;
  try {
    answer = await fetch(`.${path}`, request);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw unreachable();
  }
  if (!answer.ok) throw new Refusal((await answer.json()) as Problem);
  return (await answer.json()) as Body;
}

function query(options: unknown): string {
  const pairs = Object.entries((options ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((each) => each !== undefined && each !== null)
      .map((each): [string, string] => [name, String(each)]),
  );
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`;
}
