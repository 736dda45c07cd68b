import type { ComponentChildren } from "preact";
import type { Size } from "./size";

export interface DrawingProps extends Size {
  /** For those who do not see it. */
  title: string;
  /** What its style sheet calls it beside being a chart. */
  kind?: string;
  role?: "img" | "group";
  onKeyDown?: ((event: KeyboardEvent) => void) | undefined;
  children: ComponentChildren;
}

/** Where a chart is drawn: as large as its place on the screen, and smaller as a whole where paper is narrower. */
export function Drawing({
  title,
  width,
  height,
  kind = "",
  role = "img",
  onKeyDown,
  children,
}: DrawingProps) {
  return (
    <svg
      class={`chart ${kind}`.trim()}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role={role}
      aria-label={title}
      {...(onKeyDown === undefined ? {} : { onKeyDown })}
    >
      {children}
    </svg>
  );
}
