import uPlot from "uplot";
import { inkOf } from "./ink";
import type { Line, LineChartProps, Mark } from "./line_chart";
import { AXIS, fitted } from "./plot";

/** Of the height, left free above and below the lines. */
const MARGIN = 0.08;
const LETTER_WIDTH = 6.6;
const LABEL_FONT = "11px system-ui, sans-serif";

/** Draw a chart of lines into its place; what is given back takes it away again. */
export function linePlot(
  node: HTMLElement,
  props: LineChartProps,
  onPlace: (place: number | null) => void,
): () => void {
  const drawn = new uPlot(
    { ...fitted.size(node), ...optionsOf(props, onPlace) },
    [props.x, ...props.lines.map((each) => each.values)],
    node,
  );
  const leave = fitted.keep(node, drawn);
  return () => {
    leave();
    drawn.destroy();
  };
}

function optionsOf(
  props: LineChartProps,
  onPlace: (place: number | null) => void,
): Omit<uPlot.Options, "width" | "height"> {
  const { lines, bands = [], levels = [], moments = [], xAxis, yAxis } = props;
  const isTime = xAxis === "time";
  return {
    legend: { show: false },
    cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
    ...(isTime ? { tzDate: (seconds) => uPlot.tzDate(new Date(1_000 * seconds), "Etc/UTC") } : {}),
    scales: { x: { time: isTime }, y: { range: (_, low, high) => spread(low, high, levels) } },
    hooks: {
      setCursor: [(drawn) => onPlace(drawn.cursor.idx ?? null)],
      draw: [(drawn) => drawMarks(drawn, levels, moments)],
    },
    axes: [
      { ...AXIS, gap: 6, ...(isTime ? { size: 40 } : { size: 26, values: (_, all) => all.map(xAxis) }) },
      { ...AXIS, size: labelWidth, values: (_, all) => all.map(yAxis) },
    ],
    series: [{ label: "" }, ...lines.map(seriesOf)],
    bands: bands.map(({ upper, lower, fill }) => ({ series: [upper + 1, lower + 1], fill: inkOf(fill) })),
  };
}

function seriesOf({ label, stroke, width = 1.4, dash, kind = "line" }: Line): uPlot.Series {
  const ink = inkOf(stroke);
  const isPoints = kind === "points";
  return {
    label,
    stroke: ink,
    width: isPoints ? 0 : width,
    points: isPoints ? { show: true, size: 6, fill: ink, stroke: ink } : { show: false },
    ...(dash === undefined ? {} : { dash }),
    ...(isPoints ? { paths: () => null } : {}),
    ...(kind === "bars" ? { fill: ink, paths: pathsOf.bars() } : {}),
    ...(kind === "steps" ? { paths: pathsOf.steps() } : {}),
  };
}

const pathsOf = {
  bars: (): uPlot.Series.PathBuilder => {
    const build = uPlot.paths.bars;
    if (build === undefined) throw new Error("this uPlot draws no bars");
    return build({ size: [0.7, 40], align: 0 });
  },
  steps: (): uPlot.Series.PathBuilder => {
    const build = uPlot.paths.stepped;
    if (build === undefined) throw new Error("this uPlot draws no steps");
    return build({ align: 1 });
  },
};

/** The heights that lines and levels take, and a little beyond. */
function spread(low: number | null, high: number | null, levels: Mark[]): [number, number] {
  const heights = [low, high, ...levels.map((each) => each.at)].filter((each) => each !== null);
  if (heights.length === 0) return [0, 1];
  const [least, most] = [Math.min(...heights), Math.max(...heights)];
  const margin = MARGIN * (most - least || Math.abs(most) || 1);
  return [least - margin, most + margin];
}

function labelWidth(_: uPlot, values: string[] | null): number {
  return 16 + LETTER_WIDTH * Math.max(3, ...(values ?? []).map((each) => each.length));
}

function drawMarks(drawn: uPlot, levels: Mark[], moments: Mark[]): void {
  const { ctx: context } = drawn;
  const { left, top, width, height } = drawn.bbox;
  context.save();
  context.beginPath();
  context.rect(left, top, width, height);
  context.clip();
  context.font = LABEL_FONT.replace("11", String(11 * devicePixelRatio));
  context.lineWidth = devicePixelRatio;
  context.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  const pad = 4 * devicePixelRatio;
  for (const { at, label, stroke } of levels) {
    const y = drawn.valToPos(at, "y", true);
    line(context, inkOf(stroke), [left, y, left + width, y]);
    context.textAlign = "right";
    context.textBaseline = y - top > 16 * devicePixelRatio ? "bottom" : "top";
    context.fillText(label, left + width - pad, y);
  }
  for (const { at, label, stroke } of moments) {
    const x = drawn.valToPos(at, "x", true);
    line(context, inkOf(stroke), [x, top, x, top + height]);
    context.textBaseline = "top";
    context.textAlign = x - left > width / 2 ? "right" : "left";
    context.fillText(label, x + (x - left > width / 2 ? -pad : pad), top + pad);
  }
  context.restore();
}

function line(
  context: CanvasRenderingContext2D,
  ink: string,
  [fromX, fromY, toX, toY]: [number, number, number, number],
): void {
  context.strokeStyle = ink;
  context.fillStyle = ink;
  context.beginPath();
  context.moveTo(fromX, fromY);
  context.lineTo(toX, toY);
  context.stroke();
}
