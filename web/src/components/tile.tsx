import type { ComponentChildren } from "preact";

export interface TileProps {
  name: string;
  text: string;
  unit: string;
  /** Whether the unit stands behind the figure, and not below it. */
  isInline?: boolean;
  title?: string | undefined;
  children?: ComponentChildren;
}

/** One figure with its name above and its unit below. */
export function Tile({ name, text, unit, isInline = false, title, children }: TileProps) {
  return (
    <li title={title}>
      <div class="unit">{name}</div>
      <div class="figure">
        {text} {isInline ? <span class="unit">{unit}</span> : null}
      </div>
      {isInline ? null : <div class="unit">{unit}</div>}
      {children}
    </li>
  );
}
