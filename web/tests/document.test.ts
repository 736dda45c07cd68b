import { expect, test } from "vitest";
import { Refusal, unreachable } from "../src/api/problem";
import { documentState } from "../src/state/document";

function settle(): Promise<void> {
  return new Promise((done) => setTimeout(done));
}

test("several cards that want the same document have it fetched once", async () => {
  let fetched = 0;
  const { state, want } = documentState(() => Promise.resolve((fetched += 1)));
  want();
  want();
  await settle();
  want();
  expect([fetched, state.value.body]).toEqual([1, 1]);
});

test("what was there last stays while a newer one is refused", async () => {
  const answers = ["first", null, "third"];
  const { state, ask } = documentState(() => {
    const answer = answers.shift() ?? null;
    return answer === null ? Promise.reject(unreachable()) : Promise.resolve(answer);
  });
  ask();
  await settle();
  const since = state.value.sinceMs;
  ask();
  await settle();
  expect(state.value.body).toBe("first");
  expect(state.value.refusal).toBeInstanceOf(Refusal);
  expect(state.value.sinceMs).toBe(since);
  ask();
  await settle();
  expect([state.value.body, state.value.refusal]).toEqual(["third", null]);
});

test("an answer that was overtaken is not shown", async () => {
  const waiting: ((body: string) => void)[] = [];
  const { state, ask } = documentState(() => new Promise<string>((done) => waiting.push(done)));
  ask();
  ask();
  waiting[1]?.("newer");
  await settle();
  waiting[0]?.("older");
  await settle();
  expect(state.value.body).toBe("newer");
});
