import { show, shown, VIEWS } from "../state/address";
import { useModal } from "./modal";

const KEYS: [string, string][] = [
  [`1 to ${VIEWS.length}`, "views"],
  ["/", "search views, positions, assets, scenarios and series"],
  ["space", "freeze and go on"],
  ["r", "bring the middle of the book back"],
  ["arrow keys", "move the crosshair of the map, ten at a time with shift"],
  ["?", "this help"],
  ["Esc", "close"],
];

const PALETTES: [string, string][] = [
  ["teal", "teal and vermilion"],
  ["blue", "blue and orange, for colour-blind eyes"],
  ["classic", "green and red"],
  ["asian", "red up"],
];

export function Help({ isOpen, close }: { isOpen: boolean; close: () => void }) {
  return (
    <dialog {...useModal(isOpen, close)} class="help" aria-labelledby="help-title">
      <h2 id="help-title">Keys and colours</h2>
      <dl>
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label>
        Gains and losses{" "}
        <select
          value={shown.value.palette}
          onChange={(event) => show({ palette: event.currentTarget.value })}
        >
          {PALETTES.map(([name, title]) => (
            <option key={name} value={name}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <button type="button" onClick={close}>
        Close
      </button>
    </dialog>
  );
}
