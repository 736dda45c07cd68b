/** Shares as people type them, in percent, and as the engine takes them; digits are moved, never rounded. */

const NUMBER = /^([+-]?)(\d*)\.?(\d*)$/;

/** `12.5` percent as `0.125`; what is no number stays what it is, for the engine to refuse. */
export function shareOf(percent: string): string {
  return moved(percent.trim().replace(/\s*%$/, ""), -2);
}

/** `0.125` as `12.5` percent. */
export function percentOf(share: string): string {
  return moved(share.trim(), 2);
}

/** A level of confidence as it is read: `0.975` as `97.5 %`. */
export function levelText(confidence: number): string {
  return `${percentOf(String(confidence))} %`;
}

/** A number with its point moved to the right, digit by digit; what is no number stays what it is. */
export function moved(text: string, places: number): string {
  const [, sign, whole = "", part = ""] = NUMBER.exec(text.replace("−", "-")) ?? [];
  if (sign === undefined || whole + part === "") return text;
  const padded = "0".repeat(Math.max(-places, 0)) + whole;
  const digits = padded + part.padEnd(Math.max(places, 0), "0");
  const point = padded.length + places;
  const before = digits.slice(0, point).replace(/^0+(?=.)/, "") || "0";
  const after = digits.slice(point).replace(/0+$/, "");
  return (sign === "-" ? "-" : "") + before + (after === "" ? "" : `.${after}`);
}
