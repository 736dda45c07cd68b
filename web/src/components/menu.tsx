import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

export interface MenuProps {
  /** What stands on the button. */
  button: ComponentChildren;
  /** What the button is called where what stands on it does not say so, and the hint that it gives. */
  label?: { "aria-label": string; title: string };
  class?: string;
  onToggle?: (menu: HTMLElement) => void;
  /** What is behind the button; told how to close it, which leads back to the button. */
  children: (close: () => void) => ComponentChildren;
}

/** Controls behind a button: Esc leads back to it, and whoever turns elsewhere closes them. */
export function Menu({ button, label, class: look = "", onToggle, children }: MenuProps) {
  const menu = useRef<HTMLDetailsElement>(null);
  const leave = (next: EventTarget | null): void => {
    if (menu.current !== null && !menu.current.contains(next as Node | null)) menu.current.open = false;
  };
  const close = (): void => {
    menu.current?.querySelector("summary")?.focus();
    leave(null);
  };
  useEffect(() => {
    const point = ({ target }: PointerEvent): void => leave(target);
    document.addEventListener("pointerdown", point);
    return () => document.removeEventListener("pointerdown", point);
  }, []);
  return (
    <details
      ref={menu}
      class={`menu ${look}`}
      onToggle={(event) => onToggle?.(event.currentTarget)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !event.currentTarget.open) return;
        // what stands around the menu has an Esc of its own
        event.stopPropagation();
        close();
      }}
      onFocusOut={(event) => {
        // the focus is nowhere while a label of the menu is pressed
        if (event.relatedTarget !== null) leave(event.relatedTarget);
      }}
    >
      <summary {...label}>{button}</summary>
      {children(close)}
    </details>
  );
}
