import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inTurn } from "../src/api/turns";
import { Work, type Progress } from "../src/api/work";
import { documentState } from "../src/state/document";

const RUNNING: Progress = { state: "running", step: "simulating batches", done: 5, total: 16, seconds: 1.2 };

let asked: [string, string][] = [];
let found: Progress;

beforeEach(() => {
  asked = [];
  found = RUNNING;
  vi.useFakeTimers();
  vi.stubGlobal("fetch", (address: string, request: RequestInit) => {
    asked.push([request.method ?? "GET", address]);
    const isLooking = request.method === "GET";
    return Promise.resolve(
      new Response(isLooking ? JSON.stringify(found) : null, { status: isLooking ? 200 : 204 }),
    );
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("work is looked at after a second, then four times a second, and no more once it is there", async () => {
  let finish: (body: string) => void = () => undefined;
  const { state, progress, ask } = documentState((work) => {
    work.headers();
    return new Promise<string>((done) => (finish = done));
  });
  ask();
  await vi.advanceTimersByTimeAsync(999);
  expect([asked.length, progress.value]).toEqual([0, null]);
  await vi.advanceTimersByTimeAsync(1_001);
  expect(progress.value).toEqual(RUNNING);
  expect(asked.length).toBe(5);
  finish("there");
  await vi.advanceTimersByTimeAsync(5_000);
  expect([state.value.body, progress.value, asked.length]).toEqual(["there", null, 5]);
});

test("work that the server has not heard of yet says nothing, and is looked at again", async () => {
  found = { state: "unknown", step: "", done: 0, total: 0, seconds: 0 };
  const told: Progress[] = [];
  const work = new Work();
  work.headers();
  const stop = work.watch((progress) => told.push(progress));
  await vi.advanceTimersByTimeAsync(1_500);
  expect([told.length, asked.length]).toEqual([0, 1]);
  found = RUNNING;
  await vi.advanceTimersByTimeAsync(1_000);
  stop();
  expect(told[0]).toEqual(RUNNING);
});

test("what is cancelled is left at the server, keeps its figures, and is not asked for by itself", async () => {
  const answers: Promise<string>[] = [Promise.resolve("first"), new Promise(() => undefined)];
  const works: Work[] = [];
  const { state, progress, ask, want, cancel } = documentState((work) => {
    works.push(work);
    work.headers();
    return answers.shift() ?? Promise.resolve("third");
  });
  ask();
  await vi.advanceTimersByTimeAsync(0);
  ask();
  await vi.advanceTimersByTimeAsync(1_500);
  cancel();
  const left = asked.at(-1);
  expect(left?.[0]).toBe("DELETE");
  expect(left?.[1]).toMatch(/^\.\/api\/v1\/work-orders\/[0-9a-f]{36}$/);
  expect(works[1]?.signal.aborted).toBe(true);
  expect(state.value).toMatchObject({ body: "first", refusal: null, isAsking: false, isCancelled: true });
  expect(progress.value).toBeNull();
  want();
  expect(works.length).toBe(2);
  ask();
  await vi.advanceTimersByTimeAsync(0);
  expect(state.value).toMatchObject({ body: "third", isCancelled: false });
});

test("what was never sent is not looked at, and not left either", async () => {
  const work = new Work();
  const stop = work.watch(() => undefined);
  await vi.advanceTimersByTimeAsync(3_000);
  stop();
  work.leave();
  expect(asked).toEqual([]);
});

test("three documents are asked for at once, and the next when one has ended, however it ended", async () => {
  const ends: (() => void)[] = [];
  let begun = 0;
  const turns = [1, 2, 3, 4, 5].map((each) =>
    inTurn(() => {
      begun += 1;
      return new Promise<number>((done, fail) =>
        ends.push(() => (each === 1 ? fail(new Error("refused")) : done(each))),
      );
    }).catch(() => 0),
  );
  await vi.advanceTimersByTimeAsync(0);
  expect(begun).toBe(3);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(begun).toBe(4);
  while (ends.length > 0) {
    ends.splice(0).forEach((end) => end());
    await vi.advanceTimersByTimeAsync(0);
  }
  expect(await Promise.all(turns)).toEqual([0, 2, 3, 4, 5]);
});
