import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { followingDocument } from "../src/state/following_document";

/** Let what was promised come. */
const settled = (): Promise<void> => new Promise((done) => setTimeout(done));

function following(first: string | null) {
  const asked = signal<string | null>(first);
  const made: string[] = [];
  const found = followingDocument(asked, () => {
    const now = asked.peek() ?? "";
    made.push(now);
    return now === "slow" ? new Promise<string>(() => undefined) : Promise.resolve(`of ${now}`);
  });
  return { asked, made, found };
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
