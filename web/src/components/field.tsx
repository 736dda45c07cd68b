import { useState } from "preact/hooks";
import { percentOf, shareOf } from "../format/percent";

export interface FieldOfEditor {
  /** As the engine calls it; refusals that name it stand beside it. */
  name: string;
  label: string;
  /** A percent is typed as 5 and handed on as 0.05; a number is handed on as typed, for the engine to judge. */
  kind: "number" | "percent" | "text" | "select" | "search" | "date";
  unit?: string;
  /** Of a select or a search: what is handed on, and what is read. A search also takes what is not among them. */
  options?: readonly (readonly [string, string])[];
  /** Other words by which refusals may name it. */
  also?: readonly string[];
  /** What may be typed, in words below the field. */
  hint?: string;
}

export interface FieldProps {
  field: FieldOfEditor;
  id: string;
  /** As the engine takes it. */
  value: string;
  /** Why it was refused; null where it was not. */
  refusal: string | null;
  change: (value: string) => void;
}

/** One labelled input with its unit, and below it why it was refused. */
export function Field({ field, id, value, refusal, change }: FieldProps) {
  const { label, hint } = field;
  const unit = field.unit ?? (field.kind === "percent" ? "%" : undefined);
  const described = [
    ...(unit === undefined ? [] : [`${id}-unit`]),
    ...(hint === undefined ? [] : [`${id}-hint`]),
    ...(refusal === null ? [] : [`${id}-refusal`]),
  ];
  const common = {
    id,
    name: field.name,
    ...(described.length === 0 ? {} : { "aria-describedby": described.join(" ") }),
    ...(refusal === null ? {} : { "aria-invalid": true }),
  };
  return (
    <div class="field">
      <label for={id} class="unit">
        {label}
      </label>
      <span class="field-input">
        <Input field={field} value={value} change={change} common={common} />
        {unit === undefined ? null : (
          <span id={`${id}-unit`} class="unit">
            {unit}
          </span>
        )}
      </span>
      {hint === undefined ? null : (
        <span id={`${id}-hint`} class="unit">
          {hint}
        </span>
      )}
      {refusal === null ? null : (
        <p id={`${id}-refusal`} class="refusal" role="alert">
          {refusal}
        </p>
      )}
    </div>
  );
}

interface InputProps {
  field: FieldOfEditor;
  value: string;
  change: (value: string) => void;
  common: { id: string; name: string };
}

function Input({ field, value, change, common }: InputProps) {
  if (field.kind === "select")
    return (
      <select {...common} value={value} onChange={(event) => change(event.currentTarget.value)}>
        {(field.options ?? []).map(([key, title]) => (
          <option key={key} value={key}>
            {title}
          </option>
        ))}
      </select>
    );
  if (field.kind === "search") {
    const list = `${common.id}-list`;
    return (
      <>
        <input
          {...common}
          type="text"
          class="is-search"
          list={list}
          value={value}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => change(event.currentTarget.value)}
        />
        <datalist id={list}>
          {(field.options ?? []).map(([key, title]) => (
            <option key={key} value={key}>
              {title}
            </option>
          ))}
        </datalist>
      </>
    );
  }
  if (field.kind === "percent") return <PercentInput value={value} change={change} common={common} />;
  const handed = { ...common, value, autocomplete: "off" };
  const take = (event: { currentTarget: HTMLInputElement }): void => change(event.currentTarget.value);
  if (field.kind === "date") return <input {...handed} type="date" onInput={take} />;
  if (field.kind === "number")
    return <input {...handed} type="text" inputMode="decimal" class="figure" onInput={take} />;
  return <input {...handed} type="text" spellcheck={false} onInput={take} />;
}

/** What is typed stays as typed while it means the same: `12.` on the way to `12.5`. */
function PercentInput({ value, change, common }: Omit<InputProps, "field">) {
  const [typed, setTyped] = useState(percentOf(value));
  const text = shareOf(typed) === value ? typed : percentOf(value);
  return (
    <input
      {...common}
      type="text"
      inputMode="decimal"
      class="figure"
      autocomplete="off"
      value={text}
      onInput={(event) => {
        setTyped(event.currentTarget.value);
        change(shareOf(event.currentTarget.value));
      }}
    />
  );
}
