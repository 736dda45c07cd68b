import { useMemo } from "preact/hooks";
import { getDocument } from "../api/client";
import type { components } from "../api/schema";
import { FanChart } from "../charts/fan_chart";
import { DocumentCard } from "../components/document_card";
import { lineageLine } from "../components/lineage";

type Simulation = components["schemas"]["SimulationDocument"];

const LEVELS = ["0.99", "0.95", "0.75", "0.5", "0.25", "0.05", "0.01"];
const BLUES = ["rgba(76,155,232,0.16)", "rgba(76,155,232,0.26)", "rgba(76,155,232,0.4)"];

/** Fan of simulated prices with the line of the loss that is exceeded in one path of a hundred. */
export function PathsCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Price paths"
      span={span}
      fetching={(abort) => getDocument("/api/v1/simulation", undefined, abort)}
      subtitle={(found) =>
        `GBM · ${found.paths.toLocaleString("en-US")} paths · μ ${found.drift_annual.text} · σ ${found.volatility_annual.text} a year · seed ${found.seed}`
      }
      lineage={(found) => lineageLine("", found.lineage)}
      table={(found) => [
        ["day", ...LEVELS],
        ...found.fan.map((each) => [each.day.text, ...LEVELS.map((level) => each.levels[level]?.text ?? "")]),
      ]}
    >
      {(found) => <Fan found={found} />}
    </DocumentCard>
  );
}

function Fan({ found }: { found: Simulation }) {
  const tail = found.tail[0];
  const shortfall = found.tail[1];
  const chart = useMemo(() => {
    const spot = found.spot.value ?? 0;
    const level = spot - (tail?.simulated.value ?? 0);
    const lines = [
      ...LEVELS.map((name) => ({
        label: name === "0.5" ? "median" : `${Math.round(100 * Number(name))} %`,
        values: found.fan.map((each) => each.levels[name]?.value ?? NaN),
        stroke: name === "0.5" ? "#ffffff" : "rgba(76,155,232,0.5)",
        width: name === "0.5" ? 1.6 : 0.6,
      })),
      {
        label: "VaR 99 %",
        values: found.fan.map(() => level),
        stroke: "#ff6f59",
        width: 1,
        dash: [5, 4],
      },
    ];
    const bands = [0, 1, 2].map((place) => ({
      upper: place,
      lower: LEVELS.length - 1 - place,
      fill: BLUES[place] ?? "",
    }));
    return { days: found.fan.map((each) => each.day.value ?? 0), lines, bands };
  }, [found, tail]);
  return (
    <>
      <FanChart {...chart} title={`Simulated prices over ${found.days.text} days, quantiles by day`} />
      <p class="unit">
        {tail?.name}: loss of {tail?.simulated.text} ± {tail?.standard_error.text} {tail?.simulated.unit};{" "}
        {shortfall?.name} {shortfall?.simulated.text} ± {shortfall?.standard_error.text}; {found.days.text}{" "}
        days
      </p>
    </>
  );
}
