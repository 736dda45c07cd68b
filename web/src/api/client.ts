import { Refusal, unreachable, type Problem } from "./problem";
import type { paths } from "./schema";
import { inTurn } from "./turns";
import type { Work } from "./work";

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

export type Options<Path extends Getting> = paths[Path] extends {
  get: { parameters: { query?: infer Query } };
}
  ? Query
  : undefined;

/** A document of the desk, which is looked at and left as this work; throws a `Refusal`. */
export async function getDocument<Path extends Getting>(
  path: Path,
  options?: Options<Path>,
  work?: Work,
): Promise<Answer<Path>> {
  return inTurn(() => ask(`${path}${query(options)}`, asWork(work)));
}

/** A document of the market as it is now, which is no work of the desk; throws a `Refusal`. */
export async function getMarketDocument<Path extends Getting>(
  path: Path,
  options: Options<Path>,
  signal: AbortSignal,
): Promise<Answer<Path>> {
  return ask(`${path}${query(options)}`, { signal });
}

/** Paths that are posted to and answer JSON. */
type Posting = {
  [Path in keyof paths]: paths[Path] extends {
    post: {
      requestBody: { content: { "application/json": unknown } };
      responses: { 200: { content: { "application/json": unknown } } };
    };
  }
    ? Path
    : never;
}[keyof paths];

type Posted<Path extends Posting> = paths[Path] extends {
  post: { requestBody: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;

type PostAnswer<Path extends Posting> = paths[Path] extends {
  post: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

/** A document made of what was put in here, looked at and left as this work; throws a `Refusal`. */
export async function postDocument<Path extends Posting>(
  path: Path,
  body: Posted<Path>,
  work?: Work,
): Promise<PostAnswer<Path>> {
  return inTurn(() =>
    ask(path, {
      method: "POST",
      body: JSON.stringify(body),
      ...asWork(work, { "content-type": "application/json" }),
    }),
  );
}

function asWork(work?: Work, headers: Record<string, string> = {}): RequestInit {
  return work === undefined
    ? { headers }
    : { headers: { ...headers, ...work.headers() }, signal: work.signal };
}

async function ask<Body>(path: string, request: RequestInit): Promise<Body> {
  let answer: Response;
  let found: unknown;
  try {
    answer = await fetch(`.${path}`, request);
    // an answer that breaks off, or that is somebody else's page, is none
    found = await answer.json();
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw unreachable();
  }
  if (!answer.ok) throw new Refusal(found as Problem);
  return found as Body;
}

function query(options: unknown): string {
  const pairs = Object.entries((options ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((each) => each !== undefined && each !== null)
      .map((each): [string, string] => [name, String(each)]),
  );
  return pairs.length === 0 ? "" : `?${new URLSearchParams(pairs).toString()}`;
}
