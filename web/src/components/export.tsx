import { useState } from "preact/hooks";
import { csv } from "../export/csv";
import { drawingsOf, pictureOf } from "../export/picture";
import { save } from "../export/save";
import { Menu } from "./menu";

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
  const [hasPicture, setHasPicture] = useState(false);
  const savePicture = async (card: Element | null): Promise<void> => {
    const picture = card === null ? null : await pictureOf(card, { title: name, subtitle, lineage });
    if (picture !== null) save(`${stem}.png`, picture);
  };
  const saveText = (end: string, text: string, kind: string): void =>
    save(`${stem}.${end}`, new Blob([text], { type: kind }));
  const files: [string, (card: Element | null) => void][] = [
    ["JSON", () => saveText("json", JSON.stringify(json, null, 2), "application/json")],
  ];
  if (hasPicture) files.unshift(["PNG", (card) => void savePicture(card)]);
  if (table !== undefined) files.unshift(["CSV", () => saveText("csv", csv(table, lineage), "text/csv")]);
  return (
    <Menu
      button="⤓"
      label={{ "aria-label": `Export ${name}`, title: "export" }}
      onToggle={(menu) => {
        const card = cardOf(menu);
        setHasPicture(card !== null && drawingsOf(card).length > 0);
      }}
    >
      {(close) => (
        <div role="group" aria-label={`${name} as a file`}>
          {files.map(([kind, write]) => (
            <button
              key={kind}
              type="button"
              onClick={(event) => {
                write(cardOf(event.currentTarget));
                close();
              }}
            >
              {kind}
            </button>
          ))}
        </div>
      )}
    </Menu>
  );
}

function cardOf(part: Element): Element | null {
  return part.closest("section.card");
}
