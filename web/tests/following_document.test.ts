import { signal } from "@preact/signals";
import { afterEach, expect, test, vi } from "vitest";
import { followingDocument } from "../src/state/following_document";

/** Let what was promised come. */
const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

afterEach(() => void vi.useRealTimers());

function following(first: string | null, pauseMs = 0) {
  const asked = signal<string | null>(first);
  const made: string[] = [];
  const fetching = (): Promise<string> => {
    const now = asked.peek() ?? "nothing";
    made.push(now);
    return now === "slow" ? new Promise(() => undefined) : Promise.resolve(`of ${now}`);
  };
  return { asked, made, found: followingDocument(asked, fetching, pauseMs) };
}

test("nothing is made before a card wants it, and then anew with each change of what is asked", async () => {
  const { asked, made, found } = following("one");
  asked.value = "two";
  expect(made).toEqual([]);
  found.want();
  await settled();
  expect([made, found.state.value.body, found.isCurrent.value]).toEqual([["two"], "of two", true]);
  asked.value = "three";
  expect([found.state.value.body, found.isCurrent.value]).toEqual(["of two", false]);
  await settled();
  expect([made, found.state.value.body, found.isCurrent.value]).toEqual([["two", "three"], "of three", true]);
});

test("what is no longer asked is left, what was made of it before stays, and it is made when it is asked again", async () => {
  const { asked, made, found } = following("quick");
  found.want();
  await settled();
  asked.value = "slow";
  expect(found.state.value.isAsking).toBe(true);
  asked.value = null;
  expect([found.state.value.isAsking, found.state.value.body, found.isCurrent.value]).toEqual([
    false,
    "of quick",
    false,
  ]);
  asked.value = "slow";
  expect(made).toEqual(["quick", "slow", "slow"]);
  asked.value = "quick";
  await settled();
  expect([found.state.value.body, found.isCurrent.value]).toEqual(["of quick", true]);
});

test("nothing asked in between makes nothing anew", async () => {
  const { asked, made, found } = following("one");
  found.want();
  await settled();
  asked.value = null;
  asked.value = "one";
  await settled();
  expect([made, found.isCurrent.value]).toEqual([["one"], true]);
});

test("nothing is not asked for, by whomever, and what comes after it is made anew", async () => {
  const { asked, made, found } = following(null);
  found.want();
  asked.value = "one";
  await settled();
  asked.value = null;
  found.ask();
  await settled();
  expect([made, found.state.value.body]).toEqual([["one"], "of one"]);
  asked.value = "one";
  await settled();
  expect([made, found.isCurrent.value]).toEqual([["one", "one"], true]);
});

test("what changes while the first answer is awaited is followed", async () => {
  const { asked, made, found } = following("slow");
  found.want();
  asked.value = "two";
  await settled();
  expect([made, found.state.value.body, found.isCurrent.value]).toEqual([["slow", "two"], "of two", true]);
});

test("with a pause, what is asked is made once it rests, and also where it rests as what was there before", async () => {
  vi.useFakeTimers();
  const { asked, made, found } = following("one", 200);
  found.want();
  await vi.advanceTimersByTimeAsync(0);
  asked.value = "two";
  await vi.advanceTimersByTimeAsync(150);
  asked.value = "slow";
  await vi.advanceTimersByTimeAsync(150);
  expect(made).toEqual(["one"]);
  await vi.advanceTimersByTimeAsync(50);
  expect(made).toEqual(["one", "slow"]);
  asked.value = "one";
  await vi.advanceTimersByTimeAsync(200);
  expect([made, found.isCurrent.value, found.state.value.isAsking]).toEqual([
    ["one", "slow", "one"],
    true,
    false,
  ]);
});

test("an answer that comes when the same was asked again in between is not taken for the newer one", async () => {
  const asked = signal<string | null>("one");
  const waiting: ((body: string) => void)[] = [];
  const found = followingDocument(asked, () => new Promise<string>((done) => waiting.push(done)));
  found.want();
  asked.value = "two";
  asked.value = "one";
  waiting[0]?.("overtaken");
  await settled();
  expect([found.state.value.body, found.isCurrent.value]).toEqual([null, false]);
  waiting[2]?.("newest");
  await settled();
  expect([found.state.value.body, found.isCurrent.value]).toEqual(["newest", true]);
});
