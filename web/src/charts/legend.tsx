import type { Line } from "./line_chart";

/** Names of lines beside the way each is drawn. */
export function Legend({ lines }: { lines: Line[] }) {
  return (
    <ul class="legend">
      {lines.map(({ label, stroke, dash }) => (
        <li key={label}>
          <svg width="18" height="8" aria-hidden="true">
            <line
              x1="0"
              x2="18"
              y1="4"
              y2="4"
              stroke={stroke.startsWith("--") ? `var(${stroke})` : stroke}
              stroke-width="2"
              {...(dash === undefined ? {} : { "stroke-dasharray": dash.join(" ") })}
            />
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}
