const ACRONYMS = new Set(["GFC", "COVID", "FTX", "CHF", "LTCM"]);

/** `FED_TAPER_2013` as people write it. */
export function scenarioName(id: string): string {
  const words = id.split("_").map((word) => (ACRONYMS.has(word) ? word : word.toLowerCase()));
  const text = words.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
