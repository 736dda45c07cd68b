import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

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
}

const AXIS = {
  stroke: "#9aa7b5",
  font: "11px system-ui, sans-serif",
  grid: { stroke: "rgba(125,138,153,0.16)", width: 1 },
  ticks: { show: false },
};

/** Quantiles by day with what they are called in the legend. */
export function FanChart({ days, lines, bands, title }: FanChartProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const node = host.current;
    if (node === null) return;
    const plot = new uPlot(
      {
        width: Math.max(node.clientWidth, 200),
        height: 200,
        legend: { show: true, live: true },
        cursor: { y: false },
        scales: { x: { time: false } },
        axes: [
          { ...AXIS, values: (_, all) => all.map((day) => `D${day}`) },
          { ...AXIS, size: 64 },
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
    const observer = new ResizeObserver(() =>
      plot.setSize({ width: Math.max(node.clientWidth, 200), height: 200 }),
    );
    observer.observe(node);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [days, lines, bands]);
  return <div ref={host} role="img" aria-label={title} />;
}
