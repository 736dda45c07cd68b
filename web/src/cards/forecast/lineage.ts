import type { components } from "../../api/schema";
import { lineageLine } from "../../components/lineage";
import { fixed } from "../../format/numbers";

type Series = components["schemas"]["ForecastDocument"]["series"];

/** Which series a card is of, how much of it, and where it comes from. */
export function seriesLineage(series: Series): string {
  const { lineage } = series;
  const window = `${fixed(series.n_values, 0)} values, ${lineage.window_start ?? ""} to ${lineage.window_end ?? ""}`;
  return `${lineageLine(series.last_date, lineage)} · ${window} · data ${lineage.data_hash}`;
}

export function seriesTitle(series: Series): string {
  return series.title === series.name ? series.name : `${series.name}, ${series.title}`;
}
