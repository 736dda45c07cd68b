import { h, render } from "preact";
import { afterEach, expect, test } from "vitest";
import { Menu } from "../src/components/menu";

const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 50));

afterEach(() => render(null, document.body));

/** An open menu within a form that has an Esc of its own. */
async function opened() {
  const heard: string[] = [];
  const menu = h(Menu, { button: "models", children: () => h("label", null, "ewma") });
  const form = h("form", { onKeyDown: (event: KeyboardEvent) => heard.push(event.key) }, menu, h("p", null));
  render(form, document.body);
  await settled();
  const found = document.querySelector("details");
  if (found === null) throw new Error("there is no menu");
  found.open = true;
  return { menu: found, heard };
}

function press(where: Element | null, key: string): void {
  where?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}

function point(where: Element | null): void {
  where?.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
}

test("Esc closes the menu, and is nobody else's before that", async () => {
  const { menu, heard } = await opened();
  press(menu.querySelector("label"), "Escape");
  expect([menu.open, heard, document.activeElement?.textContent]).toEqual([false, [], "models"]);
  press(menu.querySelector("summary"), "Escape");
  expect(heard).toEqual(["Escape"]);
});

test("a press elsewhere closes the menu, one within it does not", async () => {
  const { menu } = await opened();
  point(menu.querySelector("label"));
  expect(menu.open).toBe(true);
  point(document.querySelector("p"));
  expect(menu.open).toBe(false);
});
