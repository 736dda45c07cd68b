/** A frontier as a picture: which points it has, and how each is called. */

import type { components } from "../../api/schema";
import type { ScatterPoint } from "../../charts/scatter";

export type Frontier = components["schemas"]["FrontierDocument"];
type Allocation = components["schemas"]["AllocationView"];

export interface NamedAllocation {
  /** In the address. */
  name: string;
  title: string;
  allocation: Allocation;
  kind: ScatterPoint["kind"];
}

/** Portfolios that can be looked at: those with a name, the book, and the turning points from the highest return down. */
export function namedAllocations(found: Frontier): NamedAllocation[] {
  const best = found.max_sharpe ?? null;
  const book = found.book ?? null;
  return [
    ...(best === null
      ? []
      : [{ name: "max-sharpe", title: "max Sharpe", allocation: best, kind: "chosen" as const }]),
    {
      name: "min-volatility",
      title: "min volatility",
      allocation: found.minimum_volatility,
      kind: "chosen" as const,
    },
    ...(book === null
      ? []
      : [{ name: "book", title: book.portfolio, allocation: book.allocation, kind: "book" as const }]),
    ...found.turning_points.map((allocation, place) => ({
      name: String(place + 1),
      title: `turning point ${place + 1}`,
      allocation,
      kind: "turning" as const,
    })),
  ];
}

export function frontierLine(found: Frontier): { x: number; y: number }[] {
  return found.points.map(place);
}

/** Points of the picture; those of portfolios can be chosen where it is asked for. */
export function frontierPoints(found: Frontier, canBeChosen: boolean): ScatterPoint[] {
  const portfolios = namedAllocations(found)
    .filter(({ kind }) => canBeChosen || kind !== "turning")
    .map(({ name, title, allocation, kind }) => ({
      ...place(allocation),
      label: kind === "turning" ? "" : title,
      kind,
      name: canBeChosen ? name : undefined,
      title: `${title}: return ${allocation.expected_return_annual.text}, volatility ${allocation.volatility_annual.text}`,
    }));
  const assets = found.assets.map((each) => ({ ...place(each), label: each.asset, kind: "asset" as const }));
  return [...portfolios, ...assets];
}

export function frontierTable(found: Frontier): string[][] {
  return [
    [
      "portfolio",
      "volatility a year",
      "return a year",
      "Sharpe",
      ...Object.keys(found.minimum_volatility.weights),
    ],
    ...namedAllocations(found).map(({ title, allocation }) => [
      title,
      allocation.volatility_annual.text,
      allocation.expected_return_annual.text,
      allocation.sharpe_ratio.text,
      ...Object.values(allocation.weights).map((weight) => weight.text),
    ]),
  ];
}

type Placed = Pick<Allocation, "expected_return_annual" | "volatility_annual">;

function place({ volatility_annual, expected_return_annual }: Placed): { x: number; y: number } {
  return { x: volatility_annual.value ?? 0, y: expected_return_annual.value ?? 0 };
}
