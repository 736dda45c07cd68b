import { useEffect, useRef } from "preact/hooks";
import { shown } from "../state/address";
import { Legend } from "./legend";
import { linePlot } from "./line_plot";

export interface Line {
  label: string;
  /** One for each place of x; null where there is none. */
  values: (number | null)[];
  /** A colour, or the name of one of the page such as `--gain`. */
  stroke: string;
  width?: number;
  dash?: number[];
  /** How the values are drawn. */
  kind?: "line" | "steps" | "points" | "bars";
}

/** A filling between two of the lines, by their places. */
export interface Band {
  upper: number;
  lower: number;
  fill: string;
}

/** A line across the whole picture with a word: at a height of the y-axis, or at a place of the x-axis. */
export interface Mark {
  at: number;
  label: string;
  stroke: string;
}

export interface LineChartProps {
  /** What the picture shows, for those who listen; a table of it follows the chart. */
  title: string;
  /** Rising: seconds since 1970 on an axis of time, else any number. */
  x: number[];
  lines: Line[];
  bands?: Band[];
  levels?: Mark[];
  moments?: Mark[];
  /** "time" for days and hours in UTC, else how a number of the axis is written. */
  xAxis: "time" | ((value: number) => string);
  yAxis: (value: number) => string;
  /** Lines named below the picture, by their places; all of them where it is not given. */
  named?: number[];
  /** Told the place of x under the pointer. */
  onPlace?: (place: number | null) => void;
}

/** Lines over time or another number. */
export function LineChart(props: LineChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const { x, lines, bands, levels, moments, named } = props;
  useEffect(() => {
    const node = host.current;
    if (node === null) return;
    return linePlot(node, latest.current, (place) => latest.current.onPlace?.(place));
  }, [x, lines, bands, levels, moments, shown.value.palette]);
  const inLegend = named === undefined ? lines : lines.filter((_, place) => named.includes(place));
  return (
    <>
      <div ref={host} class="plot" role="img" aria-label={props.title} />
      {inLegend.length < 2 ? null : <Legend lines={inLegend} />}
    </>
  );
}
