import { shown } from "../../format/numbers";
import { TYPED_IN, UNITS, type DraftShock, type ShockUnit } from "../../state/scenario_draft";
import type { Factors } from "../../state/stress_documents";

interface ShockRowsProps {
  found: Factors;
  shocks: readonly DraftShock[];
  /** Which row was refused, and why. */
  refused: { row: number; sentence: string } | null;
  change: (shocks: DraftShock[]) => void;
}

const GROUPS: readonly (readonly [string, string])[] = [
  ["assets", "Price of an asset"],
  ["asset_classes", "Prices of a class"],
  ["volatilities", "Implied volatility of a class"],
  ["rates", "Rates"],
  ["currencies", "Currencies"],
];

/** What is shocked, by how much, and why: a line each, and one more to add. */
export function ShockRows({ found, shocks, refused, change }: ShockRowsProps) {
  const replace = (place: number, shock: DraftShock): void =>
    change(shocks.map((each, other) => (other === place ? shock : each)));
  const free = found.shocks.map(nameOf).find((name) => shocks.every((each) => each.name !== name));
  return (
    <div class="shock-rows">
      <ul>
        {shocks.map((shock, place) => (
          <ShockRow
            key={place}
            number={place + 1}
            found={found}
            shock={shock}
            refusal={refused?.row === place ? refused.sentence : null}
            change={(next) => replace(place, next)}
            remove={() => change(shocks.filter((_, other) => other !== place))}
          />
        ))}
      </ul>
      <button
        type="button"
        disabled={free === undefined}
        onClick={() => change([...shocks, { name: free ?? "", size: "", unit: "%", basis: TYPED_IN }])}
      >
        Add a shock
      </button>
    </div>
  );
}

interface ShockRowProps {
  number: number;
  found: Factors;
  shock: DraftShock;
  refusal: string | null;
  change: (shock: DraftShock) => void;
  remove: () => void;
}

function ShockRow({ number, found, shock, refusal, change, remove }: ShockRowProps) {
  const known = found.shocks.find((each) => nameOf(each) === shock.name);
  const isRate = shock.name.startsWith("rates.");
  const units = Object.keys(UNITS).filter((each) => isRate || each !== "bp") as ShockUnit[];
  const refusalId = `shock-${number}-refusal`;
  return (
    <li>
      <FactorSelect
        label={`Shock ${number}: factor`}
        found={found}
        name={shock.name}
        change={(name) =>
          change({
            ...shock,
            name,
            unit: shock.unit === "bp" && !name.startsWith("rates.") ? "%" : shock.unit,
          })
        }
      />
      <span class="shock-size">
        <input
          type="text"
          inputMode="decimal"
          class="figure"
          autocomplete="off"
          aria-label={`Shock ${number}: size`}
          {...(refusal === null ? {} : { "aria-invalid": true, "aria-describedby": refusalId })}
          value={shock.size}
          onInput={(event) => change({ ...shock, size: event.currentTarget.value })}
        />
        <select
          aria-label={`Shock ${number}: unit`}
          value={shock.unit}
          onChange={(event) => change({ ...shock, unit: event.currentTarget.value as ShockUnit })}
        >
          {units.map((unit) => (
            <option key={unit} value={unit}>
              {isRate && unit === "%" ? "% points" : unit}
            </option>
          ))}
        </select>
      </span>
      <input
        type="text"
        class="basis"
        spellcheck={false}
        autocomplete="off"
        aria-label={`Shock ${number}: basis`}
        value={shock.basis}
        onInput={(event) => change({ ...shock, basis: event.currentTarget.value })}
      />
      <span class="unit today">{known === undefined ? "not in this book" : levelsOf(known)}</span>
      <button type="button" class="remove" aria-label={`Remove shock ${number}`} onClick={remove}>
        ×
      </button>
      {refusal === null ? null : (
        <p id={refusalId} class="refusal" role="alert">
          {refusal}
        </p>
      )}
    </li>
  );
}

interface FactorSelectProps {
  label: string;
  found: Factors;
  name: string;
  change: (name: string) => void;
}

function FactorSelect({ label, found, name, change }: FactorSelectProps) {
  const isKnown = found.shocks.some((each) => nameOf(each) === name);
  return (
    <select aria-label={label} value={name} onChange={(event) => change(event.currentTarget.value)}>
      {isKnown ? null : <option value={name}>{name}</option>}
      {GROUPS.map(([table, title]) => {
        const own = found.shocks.filter((each) => each.table === table);
        return own.length === 0 ? null : (
          <optgroup key={table} label={title}>
            {own.map((each) => (
              <option key={each.key} value={nameOf(each)} title={each.meaning}>
                {optionOf(each)}
              </option>
            ))}
          </optgroup>
        );
      })}
    </select>
  );
}

type Statable = Factors["shocks"][number];

function nameOf({ table, key }: Statable): string {
  return `${table}.${key}`;
}

const WORDS: Record<string, string> = {
  assets: "",
  asset_classes: " prices",
  volatilities: " volatility",
  rates: " rate",
  currencies: " currency",
};

function optionOf({ table, key }: Statable): string {
  if (key === "all") return table === "rates" ? "all other rates" : "all other currencies";
  return `${key}${WORDS[table] ?? ""}`;
}

const FEW = 2;

/** Today's levels of what the name moves. */
function levelsOf({ levels }: Statable): string {
  if (levels.length > FEW) return `today ${levels.length} levels`;
  const texts = levels.map(({ factor, level }) => {
    const unit = level.unit === "%" ? "" : ` ${level.unit}`;
    return `${levels.length > 1 ? `${factor.split(":")[1] ?? ""} ` : ""}${level.text}${unit}`;
  });
  return shown(`today ${texts.join(", ")}`);
}
