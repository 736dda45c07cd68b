/** Numbers as text. Figures of documents arrive as text already; these are for what streams. */

const MINUS = "−";
const UNITS: [number, string][] = [
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "K"],
];

export function fixed(value: number, decimals: number): string {
  const text = Math.abs(value).toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return value < 0 && /[1-9]/.test(text) ? MINUS + text : text;
}

export function signed(value: number, decimals: number): string {
  const text = fixed(value, decimals);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** So many of something whose name takes an s. */
export function counted(count: number, name: string): string {
  return `${fixed(count, 0)} ${name}${count === 1 ? "" : "s"}`;
}

/** USD in three digits and a letter, for labels; the whole amount belongs in the tooltip. */
export function shortUsd(value: number): string {
  const [unit, letter] = UNITS.find(([each]) => Math.abs(value) >= each) ?? [1, ""];
  const scaled = value / unit;
  const decimals = letter === "" || Math.abs(scaled) >= 100 ? 0 : Math.abs(scaled) >= 10 ? 1 : 2;
  return `$${fixed(scaled, decimals)}${letter}`;
}

export function wholeUsd(value: number): string {
  return `$${fixed(value, 0)}`;
}

/** A round number of an axis in as few letters as it takes, such as 0.001, 0.5 or 20K. */
export function shortNumber(value: number): string {
  const [unit, letter] = UNITS.find(([each]) => Math.abs(value) >= each) ?? [1, ""];
  return `${Number((value / unit).toPrecision(6))
    .toString()
    .replace("-", MINUS)}${letter}`;
}

/** Decimals that a step such as 0.1 or 0.001 asks for. */
export function decimalsOf(step: string): number {
  const digits = step.replace(/0+$/, "").split(".")[1];
  return digits === undefined ? 0 : digits.length;
}

/** A minus as people read it in a document's text. */
export function shown(text: string): string {
  return text.replace(/(^|[\s(])-(?=\d)/g, `$1${MINUS}`);
}

/** A figure of a document with its unit, where it has one that its text does not end in. */
export function withUnit({ text, unit }: { text: string; unit: string }): string {
  return unit === "1" || unit === "" || text.endsWith(unit) ? text : `${text} ${unit}`;
}

export function clockUtc(ms: number): string {
  return new Date(ms).toISOString().slice(11, 19);
}

export function age(seconds: number): string {
  if (seconds < 120) return `${Math.floor(seconds)} s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3_600)} h`;
}

/** Five significant digits, and every digit before the point; very small values as a power of ten. */
export function significant(value: number): string {
  if (value === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(value)));
  return size < -3 ? scientific(value) : fixed(value, Math.max(4 - size, 0));
}

/** Three digits and a power of ten, such as 1.98e−5. */
export function scientific(value: number): string {
  return value.toExponential(2).replace("e+", "e").replaceAll("-", MINUS);
}
