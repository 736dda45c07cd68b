import { useId, useRef, useState } from "preact/hooks";
import { postDocument } from "../../api/client";
import { Refusal } from "../../api/problem";
import { save } from "../../export/save";
import { draftOf, type ScenarioDraft } from "../../state/scenario_draft";

interface ScenarioFileProps {
  /** Of which scenario, for the name of the file. */
  id: string;
  /** The file that the rows are. */
  text: string;
  /** Told the rows of a text that has been read. */
  take: (draft: ScenarioDraft) => void;
}

/** The scenario as the file that the command reads: to keep, to write by hand, to paste, to open. */
export function ScenarioFileText({ id, text, take }: ScenarioFileProps) {
  const [written, setWritten] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const opened = useRef<HTMLInputElement>(null);
  const name = useId();
  const read = async (found: string): Promise<void> => {
    try {
      take(draftOf(await postDocument("/api/v1/scenario", { text: found })));
      setWritten(null);
      setRefusal(null);
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
      setRefusal(cause.problem.detail);
    }
  };
  return (
    <details class="scenario-file">
      <summary>As a file, for seawall stress --scenario</summary>
      <label class="unit" for={name}>
        Written by the rows above; or write, paste or open one here and read it into them
      </label>
      <textarea
        id={name}
        rows={12}
        spellcheck={false}
        {...(refusal === null ? {} : { "aria-invalid": true, "aria-describedby": `${name}-refusal` })}
        value={written ?? text}
        onInput={(event) => setWritten(event.currentTarget.value)}
      />
      {refusal === null ? null : (
        <p id={`${name}-refusal`} class="refusal" role="alert">
          {refusal}
        </p>
      )}
      <div class="buttons">
        <button type="button" disabled={written === null} onClick={() => void read(written ?? text)}>
          Read the text
        </button>
        <button
          type="button"
          onClick={() => save(fileName(id), new Blob([written ?? text], { type: "application/yaml" }))}
        >
          Download
        </button>
        <button type="button" onClick={() => opened.current?.click()}>
          Open a file
        </button>
        <input
          ref={opened}
          type="file"
          accept=".yaml,.yml"
          hidden
          aria-label="A scenario file"
          onChange={(event) => {
            const [file] = event.currentTarget.files ?? [];
            event.currentTarget.value = "";
            if (file === undefined) return;
            void file.text().then((found) => {
              setWritten(found);
              return read(found);
            });
          }}
        />
      </div>
    </details>
  );
}

/** As the files of the library are called. */
export function fileName(id: string): string {
  return `${id.toLowerCase().replace(/[^a-z0-9]+/g, "_")}.yaml`;
}
