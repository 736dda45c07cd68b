import type { components } from "../../api/schema";
import { DEEPEST } from "../../charts/heat_table";
import { Scrolling } from "../../components/scrolling";

type Found = components["schemas"]["ChainDocument"];

export interface SurfaceTableProps {
  found: Found;
  isVariance: boolean;
  chosen: string;
  choose: (expiry: string) => void;
}

/** Fitted volatilities of each expiry by moneyness, deeper where they are higher, with what arbitrage was found. */
export function SurfaceTable({ found, isVariance, chosen, choose }: SurfaceTableProps) {
  const columnsOf = (each: Found["expiries"][number]) =>
    isVariance ? each.moneyness_variances : each.moneyness_volatilities;
  const known = found.expiries.flatMap((each) => columnsOf(each).flatMap(({ value }) => value ?? []));
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const caption = `Fitted ${isVariance ? "total variance" : "volatility a year"} by expiry and strike over forward`;
  return (
    <Scrolling name={caption}>
      <table class="plain heat">
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            <th scope="col" class="is-text">
              Expiry
            </th>
            <th scope="col">Days</th>
            {found.moneyness.map(({ text }) => (
              <th key={text} scope="col">
                {text}
              </th>
            ))}
            <th scope="col">Butterflies, calendars</th>
          </tr>
        </thead>
        <tbody>
          {found.expiries.map((each) => (
            <tr key={each.expiry} class={each.expiry === chosen ? "is-chosen" : ""}>
              <th scope="row" class="is-text">
                <button
                  type="button"
                  class="link"
                  aria-current={each.expiry === chosen ? "true" : undefined}
                  onClick={() => choose(each.expiry)}
                >
                  {each.expiry.slice(0, 10)}
                </button>
              </th>
              <td class="figure is-plain">{each.days.text}</td>
              {columnsOf(each).map(({ value, text }, place) => (
                <td
                  key={place}
                  class={`figure ${value === null ? "" : "is-level"}`}
                  style={{ "--depth": `${(DEEPEST * share(value, low, high)).toFixed(1)}%` }}
                >
                  {text}
                </td>
              ))}
              <td class={`figure is-plain ${each.violations > 0 ? "state" : ""}`}>
                {each.violations === 0 ? "none" : `${each.butterflies}, ${each.calendars}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

function share(value: number | null, low: number, high: number): number {
  return value === null || high === low ? 0 : (value - low) / (high - low);
}
