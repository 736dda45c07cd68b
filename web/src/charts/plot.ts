/** What all plots of series share. */

import type uPlot from "uplot";

export const AXIS = {
  stroke: "#9aa7b5",
  font: "11px system-ui, sans-serif",
  grid: { stroke: "rgba(125,138,153,0.16)", width: 1 },
  ticks: { show: false },
};

const LEAST_WIDTH = 160;
const LEAST_HEIGHT = 60;

/** A plot as large as the place that holds it. */
export const fitted = {
  size(node: HTMLElement): { width: number; height: number } {
    return {
      width: Math.max(node.clientWidth, LEAST_WIDTH),
      height: Math.max(node.clientHeight, LEAST_HEIGHT),
    };
  },
  keep(node: HTMLElement, plot: uPlot): () => void {
    const observer = new ResizeObserver(() => plot.setSize(fitted.size(node)));
    observer.observe(node);
    return () => observer.disconnect();
  },
};
