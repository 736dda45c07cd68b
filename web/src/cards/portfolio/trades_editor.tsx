import { useEffect, useId, useState } from "preact/hooks";
import { isOfInput, type Refusal } from "../../api/problem";

export interface TradesEditorProps {
  /** As they are written: `BTC +2`. */
  trades: readonly string[];
  /** What can be traded, to choose from. */
  names: readonly string[];
  submit: (trades: string[]) => void;
  isAsking: boolean;
  refusal: Refusal | null;
}

interface Row {
  name: string;
  quantity: string;
}

/** Of one what-if. */
const MOST_TRADES = 10;
const NEW_ROW: Row = { name: "", quantity: "" };

/** Rows of a name and a quantity each; Enter measures them, a refusal stands below the row that it names; Esc brings back what is shown. */
export function TradesEditor({ trades, names, submit, isAsking, refusal }: TradesEditorProps) {
  const id = useId();
  const given = JSON.stringify(trades);
  const [rows, setRows] = useState<readonly Row[]>(rowsOf(trades));
  useEffect(() => setRows(rowsOf(trades)), [given]);
  const [isRestored, setRestored] = useState(false);
  const sentence = !isRestored && refusal !== null && isOfInput(refusal) ? refusal.problem.detail : null;
  const refused = sentence === null ? -1 : rowNamed(sentence, rows);
  const change = (place: number, part: Partial<Row>): void =>
    setRows((before) => before.map((row, at) => (at === place ? { ...row, ...part } : row)));
  const measure = (asked: readonly Row[]): void => {
    setRestored(false);
    submit(written(asked));
  };
  const remove = (place: number): void => {
    const left = rows.filter((_, at) => at !== place);
    setRows(left.length === 0 ? [NEW_ROW] : left);
    measure(left);
  };
  return (
    <form
      class="editor trades"
      aria-label="Trades to try"
      aria-busy={isAsking}
      onSubmit={(event) => {
        event.preventDefault();
        measure(rows);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        setRows(rowsOf(trades));
        setRestored(true);
      }}
    >
      <datalist id={`${id}-names`}>
        {names.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <ul>
        {rows.map((row, place) => (
          <li key={place}>
            <input
              type="text"
              list={`${id}-names`}
              value={row.name}
              placeholder="position or asset"
              aria-label={`Trade ${place + 1}: position or asset`}
              spellcheck={false}
              autocomplete="off"
              onInput={(event) => change(place, { name: event.currentTarget.value })}
              {...invalid(place === refused, id)}
            />
            <input
              type="text"
              class="figure"
              value={row.quantity}
              placeholder="+ or − units"
              aria-label={`Trade ${place + 1}: units, below zero to sell`}
              autocomplete="off"
              onInput={(event) => change(place, { quantity: event.currentTarget.value })}
              {...invalid(place === refused, id)}
            />
            <button type="button" aria-label={`Remove trade ${place + 1}`} onClick={() => remove(place)}>
              ×
            </button>
            {place === refused ? <Refused id={id} sentence={sentence ?? ""} /> : null}
          </li>
        ))}
      </ul>
      <p class="trade-buttons">
        <button
          type="button"
          disabled={rows.length >= MOST_TRADES}
          onClick={() => setRows((before) => [...before, NEW_ROW])}
        >
          Add a trade
        </button>
        <button type="submit">Measure</button>
        <span class="unit" role="status">
          {isAsking ? "being computed" : ""}
        </span>
      </p>
      {sentence !== null && refused < 0 ? <Refused id={id} sentence={sentence} /> : null}
    </form>
  );
}

function Refused({ id, sentence }: { id: string; sentence: string }) {
  return (
    <p id={`${id}-refusal`} class="refusal" role="alert">
      {sentence}
    </p>
  );
}

function invalid(isRefused: boolean, id: string) {
  return isRefused ? { "aria-invalid": true, "aria-describedby": `${id}-refusal` } : {};
}

export function rowsOf(trades: readonly string[]): Row[] {
  if (trades.length === 0) return [NEW_ROW];
  return trades.map((trade) => {
    const [name = "", ...rest] = trade.split(/\s+/);
    return { name, quantity: rest.join(" ") };
  });
}

/** Rows as trades are written; an empty row is none. A comma would end a trade in the address. */
export function written(rows: readonly Row[]): string[] {
  return rows
    .map(({ name, quantity }) =>
      `${name.trim()} ${quantity.trim()}`.replaceAll(",", "").replaceAll("−", "-").trim(),
    )
    .filter((each) => each !== "");
}

/** The row that a refusal names first, in quotes; -1 where it names none. */
export function rowNamed(sentence: string, rows: readonly Row[]): number {
  const places = rows.map(({ name, quantity }) => {
    const found = [name.trim(), `${name} ${quantity}`.trim()]
      .filter((each) => each !== "")
      .map((each) => sentence.indexOf(`'${each}'`))
      .filter((place) => place >= 0);
    return Math.min(Infinity, ...found);
  });
  const first = Math.min(Infinity, ...places);
  return first === Infinity ? -1 : places.indexOf(first);
}
