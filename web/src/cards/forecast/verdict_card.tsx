import type { components } from "../../api/schema";
import { DocumentCard } from "../../components/document_card";
import { PlainTable } from "../../components/plain_table";
import { shown } from "../../format/numbers";
import { forecast } from "../../state/forecast_documents";
import { seriesLineage } from "./lineage";

type Forecast = components["schemas"]["ForecastDocument"];

const COMPARED = ["steps, against", "RMSE", "its RMSE", "ratio", "DM", "p", "beaten"];
const COVERED = ["steps, promised", "held", "95 % from", "to", "inside", "promise"];

/** Whether the model beats forecasts that need none, and whether its intervals held what they promised. */
export function VerdictCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Better than no model?"
      span={span}
      source={forecast}
      isFollowing
      subtitle={(found) => `ARIMA ${found.evaluation_order}, ${found.schedule.origins} past origins`}
      lineage={(found) => seriesLineage(found.series)}
      table={(found) => [COMPARED, ...comparedRows(found), [], COVERED, ...coveredRows(found)]}
    >
      {(found) => (
        <>
          {found.verdicts.map((each) => (
            <p key={each} class="verdict">
              {each}
            </p>
          ))}
          <PlainTable
            caption="Against forecasts without a model"
            head={COMPARED}
            rows={comparedRows(found).map((cells, place) => ({ key: String(place), cells }))}
          />
          <PlainTable
            caption="Coverage of the intervals"
            head={COVERED}
            rows={coveredRows(found).map((cells, place) => ({ key: String(place), cells }))}
          />
          <p class="unit note">{found.schedule.sentence}</p>
        </>
      )}
    </DocumentCard>
  );
}

function comparedRows(found: Forecast): string[][] {
  return found.comparisons.map((each) => [
    `${each.horizon}, ${each.naive}`,
    each.rmse.text,
    each.naive_rmse.text,
    each.rmse_ratio.text,
    shown(each.diebold_mariano.text),
    each.p_value.text,
    each.is_beaten ? "yes" : "no",
  ]);
}

function coveredRows(found: Forecast): string[][] {
  return found.coverages.map((each) => [
    `${each.horizon}, ${each.nominal.text}`,
    each.share.text,
    each.lower.text,
    each.upper.text,
    `${each.inside} of ${each.n}`,
    each.holds
      ? "not rejected"
      : (each.upper.value ?? 0) < (each.nominal.value ?? 0)
        ? "too narrow"
        : "too wide",
  ]);
}
