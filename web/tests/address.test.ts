import { expect, test } from "vitest";
import { readAddress, writeAddress } from "../src/state/address";

test("what is shown is read back from the address that it writes", () => {
  const found = readAddress("?view=liquidity&colours=gray&palette=blue&cut=0.2&shock=-0.055&follow=no");
  expect(found).toEqual({
    view: "liquidity",
    colours: "gray",
    palette: "blue",
    cutOff: 0.2,
    shock: -0.055,
    follow: false,
  });
  expect(readAddress(writeAddress(found))).toEqual(found);
});

test("what is usual is left out", () => {
  expect(writeAddress(readAddress(""))).toBe("");
});

test.each(["?view=admin", "?cut=7", "?cut=x", "?shock=-0.5", "?shock=NaN", "?token=secret"])(
  "nonsense and secrets are not kept: %s",
  (search) => {
    expect(readAddress(search)).toEqual(readAddress(""));
    expect(writeAddress(readAddress(search))).not.toContain("secret");
  },
);
