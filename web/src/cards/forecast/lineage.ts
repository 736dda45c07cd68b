import type { components } from "../../api/schema";
import { lineageLine } from "../../components/lineage";

type Series = components["schemas"]["ForecastDocument"]["series"];

/** Which series a card is of, how much of it, and where it comes from. */
export function seriesLineage(series: Series): string {
  const { lineage } = series;
  const window = `${series.n_values.toLocaleString("en-US")} values, ${lineage.window_start ?? ""} to ${lineage.window_end ?? ""}`;
  return `${lineageLine(series.last_date, lineage)} · ${window} · data ${lineage.data_hash}`;
}

export function seriesTitle(series: Series): string {
  return series.title === series.name ? series.name : `${series.name}, ${series.title}`;
}
