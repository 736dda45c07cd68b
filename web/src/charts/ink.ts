/** A colour that a canvas can take: one of the page's by its name, such as `--gain`, or as it is. */
export function inkOf(colour: string): string {
  if (!colour.startsWith("--")) return colour;
  return getComputedStyle(document.documentElement).getPropertyValue(colour).trim();
}
