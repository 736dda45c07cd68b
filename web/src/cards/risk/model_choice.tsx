import { Menu } from "../../components/menu";
import { choose } from "../../state/address";
import { MODELS, models } from "../../state/risk_documents";

/** Which models stand in the fan: boxes behind a button, each of them at once in the address. */
export function ModelChoice() {
  const taken = new Set(models.value);
  const toggle = (name: string, isTaken: boolean): void => {
    const next = MODELS.filter((each) => (each === name ? isTaken : taken.has(each)));
    // one of them always stands
    if (next.length > 0) choose({ var_models: next.join(",") });
  };
  return (
    <Menu class="choice" button={`${taken.size} of ${MODELS.length} models`}>
      {() => (
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
      )}
    </Menu>
  );
}
