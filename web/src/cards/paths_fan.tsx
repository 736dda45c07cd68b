import { useMemo, useState } from "preact/hooks";
import type { components } from "../api/schema";
import { LineChart } from "../charts/line_chart";
import { HiddenTable } from "../components/hidden_table";
import { fixed } from "../format/numbers";

export type Simulation = components["schemas"]["SimulationDocument"];

/** Quantiles from the highest to the lowest; each of the first makes a band with its counterpart. */
const LEVELS = ["0.99", "0.95", "0.75", "0.5", "0.25", "0.05", "0.01"];
const MEDIAN = "0.5";
const BLUES = ["rgba(76,155,232,0.16)", "rgba(76,155,232,0.26)", "rgba(76,155,232,0.4)"];

/** What made the paths, in a line. */
export function pathsLine(found: Simulation): string {
  return `GBM · ${fixed(found.paths, 0)} paths · μ ${found.drift_annual.text} · σ ${found.volatility_annual.text} a year`;
}

export function fanTable(found: Simulation): string[][] {
  return [
    ["day", ...LEVELS],
    ...found.fan.map((each) => [each.day.text, ...LEVELS.map((level) => each.levels[level]?.text ?? "")]),
  ];
}

/** Fan of simulated prices with the line of the loss that few paths exceed, and the day under the pointer in words. */
export function PathsFan({ found }: { found: Simulation }) {
  const [day, setDay] = useState<number | null>(null);
  const chart = useMemo(() => chartOf(found), [found]);
  const at = found.fan[day ?? found.fan.length - 1];
  return (
    <>
      <LineChart
        {...chart}
        title={`Simulated prices over ${found.days.text} days, quantiles by day; a table follows`}
        xAxis={(day) => `D${day}`}
        yAxis={(price) => price.toLocaleString("en-US")}
        named={[]}
        onPlace={setDay}
      />
      <p class="unit">
        D{at?.day.text}: median {at?.levels[MEDIAN]?.text}, 5 to 95 % {at?.levels["0.05"]?.text} to{" "}
        {at?.levels["0.95"]?.text}
      </p>
      <HiddenTable caption={`Quantiles of the simulated price, ${found.spot.unit}`} rows={fanTable(found)} />
    </>
  );
}

function chartOf(found: Simulation) {
  const level = (found.spot.value ?? 0) - (found.tail[0]?.simulated.value ?? 0);
  const lines = LEVELS.map((name) => ({
    label: name,
    values: found.fan.map((each) => each.levels[name]?.value ?? null),
    stroke: name === MEDIAN ? "#ffffff" : "rgba(76,155,232,0.5)",
    width: name === MEDIAN ? 1.6 : 0.6,
  }));
  const levels = [{ at: level, label: found.tail[0]?.name ?? "", stroke: "--loss" }];
  const bands = BLUES.map((fill, place) => ({ upper: place, lower: LEVELS.length - 1 - place, fill }));
  return { x: found.fan.map((each) => each.day.value ?? 0), lines, bands, levels };
}
