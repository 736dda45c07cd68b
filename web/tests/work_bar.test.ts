import { signal } from "@preact/signals";
import { h, render } from "preact";
import { afterEach, expect, test } from "vitest";
import type { Progress } from "../src/api/work";
import { DocumentCard } from "../src/components/document_card";
import type { DocumentState, Fetched } from "../src/state/document";

const RUNNING: Progress = { state: "running", step: "simulating batches", done: 5, total: 16, seconds: 3.2 };
const GOOD: Fetched<string> = {
  body: "42 USD",
  refusal: null,
  isAsking: true,
  isCancelled: false,
  sinceMs: 1,
};

function shown(fetched: Fetched<string>, progress: Progress | null): { card: HTMLElement; calls: string[] } {
  const calls: string[] = [];
  const source: DocumentState<string> = {
    state: signal(fetched),
    progress: signal(progress),
    ask: () => calls.push("ask"),
    want: () => undefined,
    cancel: () => calls.push("cancel"),
  };
  const props = { title: "Paths", span: "", source, lineage: () => "", children: (body: string) => body };
  render(h(DocumentCard<string>, props), document.body);
  return { card: document.querySelector("section") as HTMLElement, calls };
}

afterEach(() => render(null, document.body));

test("the last good figures stay, undimmed, below the bar of the next ones", () => {
  const { card, calls } = shown(GOOD, RUNNING);
  const bar = card.querySelector("progress") as HTMLProgressElement;
  expect([bar.value, bar.max, bar.getAttribute("aria-label")]).toEqual([5, 16, "Paths: simulating batches"]);
  expect(card.querySelector(".work-bar")?.textContent).toBe("simulating batches31 %3 sCancel");
  expect(card.querySelector(".body")?.textContent).toBe("42 USD");
  expect(card.classList.contains("is-dimmed")).toBe(false);
  (card.querySelector("button[aria-label='Cancel Paths']") as HTMLButtonElement).click();
  expect(calls).toEqual(["cancel"]);
});

test("work that nobody counts has a bar without a value", () => {
  const { card } = shown({ ...GOOD, body: null }, { ...RUNNING, step: "computing", done: 0, total: 0 });
  expect(card.querySelector("progress")?.hasAttribute("value")).toBe(false);
  expect(card.querySelector(".work-bar")?.textContent).toBe("computing3 sCancel");
  expect(card.querySelector(".skeleton")).not.toBeNull();
});

test("what was cancelled says so, is no error, and can be asked for again", () => {
  for (const body of [null, "42 USD"]) {
    const { card, calls } = shown({ ...GOOD, body, isAsking: false, isCancelled: true }, null);
    expect(card.querySelector("[role=status]")?.textContent).toBe("cancelledRetry");
    expect(card.querySelector("[role=alert], .skeleton")).toBeNull();
    (card.querySelector("button[aria-label='Retry Paths']") as HTMLButtonElement).click();
    expect(calls).toEqual(["ask"]);
    render(null, document.body);
  }
});
