import { useRef } from "preact/hooks";
import { choose } from "../../state/address";
import { MODELS, models } from "../../state/risk_documents";

/** Which models stand in the fan: boxes behind a button, each of them at once in the address. */
export function ModelChoice() {
  const menu = useRef<HTMLDetailsElement>(null);
  const taken = new Set(models.value);
  const toggle = (name: string, isTaken: boolean): void => {
    const next = MODELS.filter((each) => (each === name ? isTaken : taken.has(each)));
    // one of them always stands
    if (next.length > 0) choose({ var_models: next.join(",") });
  };
  return (
    <details
      ref={menu}
      class="menu choice"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || menu.current === null) return;
        menu.current.open = false;
        menu.current.querySelector("summary")?.focus();
      }}
      onFocusOut={(event) => {
        const next = event.relatedTarget as Node | null;
        if (next !== null && menu.current !== null && !menu.current.contains(next)) menu.current.open = false;
      }}
    >
      <summary>
        {taken.size} of {MODELS.length} models
      </summary>
      <fieldset>
        <legend class="visually-hidden">Models in the fan</legend>
        {MODELS.map((name) => (
          <label key={name}>
            <input
              type="checkbox"
              checked={taken.has(name)}
              disabled={taken.size === 1 && taken.has(name)}
              onChange={(event) => toggle(name, event.currentTarget.checked)}
            />
            {name}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
