import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { AXIS, fitted } from "./plot";

export interface FanLine {
  label: string;
  values: number[];
  stroke: string;
  width: number;
  dash?: number[];
}

export interface FanChartProps {
  days: number[];
  lines: FanLine[];
  /** Pairs of places among the lines, between which the picture is filled. */
  bands: { upper: number; lower: number; fill: string }[];
  title: string;
  /** Told the place of the day under the pointer. */
  onDay: (place: number | null) => void;
}

/** Of the height, left free below the lowest line. */
const MARGIN = 0.12;

/** Quantiles by day. */
export function FanChart({ days, lines, bands, title, onDay }: FanChartProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const node = host.current;
    if (node === null) return;
    const plot = new uPlot(
      {
        ...fitted.size(node),
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
        scales: { x: { time: false }, y: { range: (_, low, high) => [low - MARGIN * (high - low), high] } },
        hooks: { setCursor: [(drawn) => onDay(drawn.cursor.idx ?? null)] },
        axes: [
          { ...AXIS, size: 26, gap: 6, values: (_, all) => all.map((day) => `D${day}`) },
          { ...AXIS, size: 60, values: (_, all) => all.map((price) => price.toLocaleString("en-US")) },
        ],
        series: [
          { label: "day" },
          ...lines.map(({ label, stroke, width, dash }) => ({
            label,
            stroke,
            width,
            points: { show: false },
            ...(dash === undefined ? {} : { dash }),
          })),
        ],
        bands: bands.map(({ upper, lower, fill }) => ({ series: [upper + 1, lower + 1], fill })),
      },
      [days, ...lines.map((each) => each.values)],
      node,
    );
    const leave = fitted.keep(node, plot);
    return () => {
      leave();
      plot.destroy();
    };
  }, [days, lines, bands]);
  return <div ref={host} class="plot" role="img" aria-label={title} />;
}
