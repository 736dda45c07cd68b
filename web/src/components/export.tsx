import { useRef, useState } from "preact/hooks";
import { csv } from "../export/csv";
import { drawingsOf, pictureOf } from "../export/picture";
import { save } from "../export/save";

export interface ExportProps {
  name: string;
  subtitle?: string | undefined;
  /** As the card states it: it goes into the table and onto the picture. */
  lineage: string | undefined;
  json: unknown;
  table?: string[][] | undefined;
}

/** What a card shows, as a file; its pictures too, where it has some. */
export function Export({ name, subtitle = "", lineage = "", json, table }: ExportProps) {
  const stem = `seawall-${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}-${new Date().toISOString().slice(0, 10)}`;
  const menu = useRef<HTMLDetailsElement>(null);
  const [hasPicture, setHasPicture] = useState(false);
  const card = (): Element | null => menu.current?.closest("section.card") ?? null;
  const close = (): void => {
    if (menu.current !== null) menu.current.open = false;
  };
  const savePicture = async (): Promise<void> => {
    const found = card();
    const picture = found === null ? null : await pictureOf(found, { title: name, subtitle, lineage });
    if (picture !== null) save(`${stem}.png`, picture);
  };
  const saveText = (end: string, text: string, kind: string): void =>
    save(`${stem}.${end}`, new Blob([text], { type: kind }));
  const files: [string, () => void][] = [
    ["JSON", () => saveText("json", JSON.stringify(json, null, 2), "application/json")],
  ];
  if (hasPicture) files.unshift(["PNG", () => void savePicture()]);
  if (table !== undefined) files.unshift(["CSV", () => saveText("csv", csv(table, lineage), "text/csv")]);
  return (
    <details
      ref={menu}
      class="menu"
      onToggle={() => {
        const found = card();
        setHasPicture(found !== null && drawingsOf(found).length > 0);
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        close();
        menu.current?.querySelector("summary")?.focus();
      }}
      onFocusOut={(event) => {
        if (!menu.current?.contains(event.relatedTarget as Node | null)) close();
      }}
    >
      <summary aria-label={`Export ${name}`} title="export">
        ⤓
      </summary>
      <div role="group" aria-label={`${name} as a file`}>
        {files.map(([kind, write]) => (
          <button
            key={kind}
            type="button"
            onClick={() => {
              write();
              menu.current?.querySelector("summary")?.focus();
              close();
            }}
          >
            {kind}
          </button>
        ))}
      </div>
    </details>
  );
}
