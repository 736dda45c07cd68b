import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { isOfInput, type Refusal } from "../api/problem";
import { Field, type FieldOfEditor } from "./field";

export interface EditorProps {
  /** What is put in here, for those who listen. */
  name: string;
  fields: readonly FieldOfEditor[];
  /** What the figures on show were made of, by the fields' names. */
  values: Readonly<Record<string, string>>;
  /** Told what is in the fields, when Enter or the button asks for it. */
  submit: (values: Record<string, string>) => void;
  /** Whether the answer is awaited. */
  isAsking: boolean;
  /** The last refusal; one of input is said here, any other one by the card. */
  refusal: Refusal | null;
  /** On the button. */
  action?: string;
  /** Further controls, before the button. */
  children?: ComponentChildren;
}

/** Fields that ask for a document anew: Enter asks, Esc brings back what is shown, a refusal stands where it belongs. */
export function Editor(props: EditorProps) {
  const { name, fields, values, isAsking, refusal, action = "Compute" } = props;
  const id = useId();
  const [draft, setDraft] = useState<Readonly<Record<string, string>>>(values);
  const [isRestored, setRestored] = useState(false);
  const given = JSON.stringify(values);
  useEffect(() => setDraft(values), [given]);
  const sentence = !isRestored && refusal !== null && isOfInput(refusal) ? refusal.problem.detail : null;
  const refused = sentence === null ? null : fieldNamed(sentence, fields);
  return (
    <form
      class="editor"
      aria-label={name}
      aria-busy={isAsking}
      onSubmit={(event) => {
        event.preventDefault();
        setRestored(false);
        props.submit({ ...draft });
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        setDraft(values);
        setRestored(true);
      }}
    >
      <div class="editor-fields">
        {fields.map((each) => (
          <Field
            key={each.name}
            field={each}
            id={`${id}-${each.name}`}
            value={draft[each.name] ?? ""}
            refusal={each === refused ? sentence : null}
            change={(value) => setDraft((before) => ({ ...before, [each.name]: value }))}
          />
        ))}
        {props.children}
        <button type="submit">{action}</button>
        <span class="unit" role="status">
          {isAsking ? "being computed" : ""}
        </span>
      </div>
      {sentence === null || refused !== null ? null : (
        <p class="refusal" role="alert">
          {sentence}
        </p>
      )}
    </form>
  );
}

/** The first field that a refusal names: at its beginning, in quotes, or by another word of the field. */
export function fieldNamed(sentence: string, fields: readonly FieldOfEditor[]): FieldOfEditor | null {
  const isNamed = ({ name, also = [] }: FieldOfEditor): boolean =>
    sentence.startsWith(`${name}:`) ||
    sentence.startsWith(`${name}.`) ||
    sentence.includes(`'${name}'`) ||
    also.some((word) => sentence.toLowerCase().includes(word.toLowerCase()));
  return fields.find(isNamed) ?? null;
}
