import { expect, test } from "vitest";
import { chosen, shown } from "../src/state/address";
import { goTo } from "../src/state/places";

test("a place is one step to go back by, in another view and in the same one", () => {
  const before = window.history.length;
  goTo({ view: "risk", choices: { scenario: "GFC_2008" } });
  expect([shown.value.view, chosen.value["scenario"], window.history.length]).toEqual([
    "risk",
    "GFC_2008",
    before + 1,
  ]);
  goTo({ view: "risk", choices: { scenario: "COVID_2020" } });
  expect([chosen.value["scenario"], window.history.length]).toEqual(["COVID_2020", before + 2]);
  goTo({ view: "risk", choices: { scenario: "COVID_2020" } });
  expect(window.history.length).toBe(before + 2);
});
