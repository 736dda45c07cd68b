import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { dropTyped, runTyped, stress, tried, typed } from "../src/state/stress_documents";
import { BLANK, type ScenarioDraft } from "../src/state/scenario_draft";
import { reach } from "../src/state/feed";

/** Texts of the scenarios that were posted. */
const posted: string[] = [];
const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

function draft(size: string): ScenarioDraft {
  return { ...BLANK, shocks: [{ name: "assets.BTC", size, unit: "%", basis: "typed in" }] };
}

beforeEach(() => {
  vi.stubGlobal("fetch", (address: string, request: RequestInit) => {
    if (address.includes("work-orders")) return Promise.resolve(new Response("{}"));
    if (request.method !== "POST") return Promise.resolve(new Response('"library"'));
    const [text = ""] = (JSON.parse(request.body as string) as { scenarios: string[] }).scenarios;
    posted.push(text);
    // this one never comes to an end
    if (text.includes("-0.7")) return new Promise((_, fail) => abortable(request, fail));
    return Promise.resolve(new Response(JSON.stringify(`of ${/shock: ([^,]*)/.exec(text)?.[1]}`)));
  });
});
afterEach(() => {
  dropTyped();
  posted.length = 0;
  vi.unstubAllGlobals();
});

function abortable({ signal }: RequestInit, fail: (cause: unknown) => void): void {
  signal?.addEventListener("abort", () => fail(new DOMException("", "AbortError")));
}

test("what one draft came to is not shown as that of the next one, whose run was cancelled", async () => {
  stress.want();
  runTyped(draft("-50"));
  await settled();
  expect([stress.state.value.body, tried.isCurrent.value]).toEqual(["of -0.5", true]);
  runTyped(draft("-70"));
  tried.cancel();
  expect(typed.value).toEqual(draft("-70"));
  expect([stress.state.value.body, tried.isCurrent.value]).toEqual(["library", false]);
});

test("a draft is run once for all cards, and again when it is run again", async () => {
  runTyped(draft("-20"));
  stress.want();
  await settled();
  expect(posted.length).toBe(1);
  runTyped(draft("-20"));
  await settled();
  expect(posted.length).toBe(2);
});

test("a draft that was taken away is not run when the server comes back", async () => {
  runTyped(draft("-30"));
  await settled();
  dropTyped();
  posted.length = 0;
  reach.value = "lost";
  reach.value = "open";
  await settled();
  expect(posted).toEqual([]);
});
