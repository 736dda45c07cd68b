import { useEffect, useState } from "preact/hooks";
import { useModal } from "../components/modal";
import { shown } from "../format/numbers";
import { report, seriesList } from "../state/documents";
import { goTo } from "../state/places";
import { itemsOf, search, type Item } from "./items";
import "../styles/search.css";

const MOST_SHOWN = 12;
const LIST = "search-list";

/** Finds views, positions, assets, scenarios and series by name, and goes where they are shown. */
export function Search({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  useEffect(() => {
    if (!isOpen) return;
    report.want();
    seriesList.want();
  }, [isOpen]);
  return (
    <dialog {...useModal(isOpen, close)} class="search" aria-label="Search">
      {isOpen ? <Finder close={close} /> : null}
    </dialog>
  );
}

function Finder({ close }: { close: () => void }) {
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const found = search(itemsOf(report.state.value.body, seriesList.state.value.body), typed, MOST_SHOWN);
  const active = Math.min(at, found.length - 1);
  const open = (item: Item | undefined): void => {
    if (item === undefined) return;
    close();
    goTo(item);
  };
  const press = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };
    const step = steps[event.key];
    if (step !== undefined && found.length > 0) setAt((active + step + found.length) % found.length);
    else if (event.key === "Enter") open(found[active]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <input
        type="text"
        role="combobox"
        aria-label="Search views, positions, assets, scenarios and series"
        aria-expanded={found.length > 0}
        aria-controls={LIST}
        aria-autocomplete="list"
        aria-activedescendant={found.length > 0 ? idOf(active) : undefined}
        placeholder="View, position, asset, scenario or series"
        spellcheck={false}
        autocomplete="off"
        ref={(node) => node?.focus()}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <ul id={LIST} role="listbox" aria-label="Found">
        {found.map((item, place) => (
          <li
            key={`${item.kind} ${item.name}`}
            id={idOf(place)}
            role="option"
            aria-selected={place === active}
            onClick={() => open(item)}
            onMouseMove={() => setAt(place)}
          >
            <span class="name">{item.name}</span>
            <span class="about unit">{shown(item.about)}</span>
            <span class="kind unit">{item.kind}</span>
          </li>
        ))}
      </ul>
      <p class="unit" role="status">
        {[found.length === 0 ? "Nothing is found." : "", ...missing()].join(" ")}
      </p>
      <p class="unit">
        <kbd>↑</kbd> <kbd>↓</kbd> to choose, <kbd>Enter</kbd> to go there, <kbd>Esc</kbd> to close
      </p>
    </>
  );
}

function idOf(place: number): string {
  return `search-option-${place}`;
}

/** What cannot be found yet, or at all, and why. */
function missing(): string[] {
  const documents = [
    { names: "Positions, assets and scenarios", state: report.state.value },
    { names: "Series", state: seriesList.state.value },
  ];
  return documents.flatMap(({ names, state }) => {
    if (state.body !== null) return [];
    if (state.refusal !== null) return [`${names} cannot be found: ${state.refusal.problem.detail}.`];
    return [`${names} are still being computed.`];
  });
}
