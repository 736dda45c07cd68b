import { DISCLAIMER } from "./disclaimer";

/** Rows for a spreadsheet, then where they come from and what they are not. Cells that would be taken for a formula
 * are marked as text. */
export function csv(table: string[][], lineage: string): string {
  const cell = (text: string): string => {
    const plain = /^[=@]|^[+-](?![\d.])/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };
  const origin = lineage === "" ? [] : [[lineage]];
  return [...table, ...origin, [DISCLAIMER]].map((row) => row.map(cell).join(",")).join("\n");
}
