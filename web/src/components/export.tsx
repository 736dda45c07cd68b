import { useRef } from "preact/hooks";
import { status } from "../state/feed";

export interface ExportProps {
  name: string;
  json: unknown;
  table?: string[][] | undefined;
  picture?: (() => HTMLCanvasElement | null) | undefined;
}

export const DISCLAIMER = "For information and education only. Not financial advice.";

/** What a card shows, as a file; every file says where it comes from and what it is not. */
export function Export({ name, json, table, picture }: ExportProps) {
  const stem = `seawall-${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}-${new Date().toISOString().slice(0, 10)}`;
  const menu = useRef<HTMLDetailsElement>(null);
  const close = (): void => {
    if (menu.current !== null) menu.current.open = false;
  };
  const files: [string, () => void][] = [
    ["JSON", () => save(`${stem}.json`, JSON.stringify(json, null, 2), "application/json")],
  ];
  if (picture !== undefined) files.unshift(["PNG", () => savePicture(`${stem}.png`, picture())]);
  if (table !== undefined) files.unshift(["CSV", () => save(`${stem}.csv`, csv(table), "text/csv")]);
  return (
    <details
      ref={menu}
      class="menu"
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

/** Cells that a spreadsheet would take for a formula are marked as text. */
export function csv(table: string[][]): string {
  const cell = (text: string): string => {
    const plain = /^[=+@]|^-(?![\d.])/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const badge = status.value === null ? [] : [[`${status.value.badge}: ${status.value.source}`]];
  return [...table, ...badge, [DISCLAIMER]].map((row) => row.map(cell).join(",")).join("\n");
}

function savePicture(name: string, drawn: HTMLCanvasElement | null): void {
  if (drawn === null) return;
  const copy = document.createElement("canvas");
  copy.width = drawn.width;
  copy.height = drawn.height + 28;
  const context = copy.getContext("2d");
  if (context === null) return;
  context.fillStyle = "#0f141b";
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(drawn, 0, 0);
  context.fillStyle = "#9aa7b5";
  context.font = "13px sans-serif";
  const badge = status.value === null ? "" : `${status.value.badge} · ${status.value.source} · `;
  context.fillText(`${badge}${new Date().toISOString()} · ${DISCLAIMER}`, 8, copy.height - 9);
  copy.toBlob((blob) => {
    if (blob !== null) download(name, blob);
  });
}

function save(name: string, text: string, kind: string): void {
  download(name, new Blob([text], { type: kind }));
}

function download(name: string, blob: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
