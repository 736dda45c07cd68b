import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

export interface TabsProps<Key extends string> {
  /** What the tabs choose from, for those who listen. */
  name: string;
  tabs: readonly (readonly [Key, string])[];
  open: Key;
  choose: (key: Key) => void;
  /** What is open. */
  children: ComponentChildren;
}

/** Parts of a view of which one is shown; the arrows go from one to the next. */
export function Tabs<Key extends string>({ name, tabs, open, choose, children }: TabsProps<Key>) {
  const id = useId();
  const step = (event: KeyboardEvent): void => {
    const ways: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1 };
    const way = ways[event.key];
    if (way === undefined) return;
    event.preventDefault();
    const place = (tabs.findIndex(([key]) => key === open) + way + tabs.length) % tabs.length;
    const next = tabs[place];
    if (next === undefined) return;
    choose(next[0]);
    document.getElementById(`${id}-${next[0]}`)?.focus();
  };
  return (
    <>
      <div role="tablist" class="tabs" aria-label={name} onKeyDown={step}>
        {tabs.map(([key, title]) => (
          <button
            key={key}
            id={`${id}-${key}`}
            type="button"
            role="tab"
            aria-selected={key === open}
            aria-controls={`${id}-panel`}
            tabIndex={key === open ? 0 : -1}
            onClick={() => choose(key)}
          >
            {title}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${open}`}>
        {children}
      </div>
    </>
  );
}
