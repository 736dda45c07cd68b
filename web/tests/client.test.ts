import { afterEach, expect, test, vi } from "vitest";
import { getDocument } from "../src/api/client";
import { Refusal } from "../src/api/problem";

afterEach(() => void vi.unstubAllGlobals());

function answering(answer: () => Promise<Response>): Promise<unknown> {
  vi.stubGlobal("fetch", answer);
  return getDocument("/api/v1/report").catch((cause: unknown) => cause);
}

/** An answer whose connection ends before it does. */
function broken(): Response {
  const body = new ReadableStream({ start: (writer) => writer.error(new TypeError("network error")) });
  return new Response(body);
}

test.each([
  ["no connection", () => Promise.reject(new TypeError("failed to fetch"))],
  ["a connection that ends amid the answer", () => Promise.resolve(broken())],
  ["a page of a proxy", () => Promise.resolve(new Response("<html>", { status: 502 }))],
  ["a page in place of the document", () => Promise.resolve(new Response("<html>"))],
])("%s is a refusal that says so", async (_, answer) => {
  const refusal = await answering(answer);
  expect(refusal).toBeInstanceOf(Refusal);
  expect((refusal as Refusal).problem.code).toBe("unreachable");
});

test("the engine's own refusal is handed on, and what was given up stays given up", async () => {
  const problem = { detail: "low must be at most high", code: "input" };
  const refusal = await answering(() =>
    Promise.resolve(new Response(JSON.stringify(problem), { status: 422 })),
  );
  expect((refusal as Refusal).problem).toEqual(problem);
  const aborted = new DOMException("", "AbortError");
  expect(await answering(() => Promise.reject(aborted))).toBe(aborted);
});
