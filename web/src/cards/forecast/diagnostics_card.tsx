import type { components } from "../../api/schema";
import { DocumentCard } from "../../components/document_card";
import { PlainTable } from "../../components/plain_table";
import { shown } from "../../format/numbers";
import { forecast } from "../../state/forecast_documents";
import { seriesLineage } from "./lineage";

type Forecast = components["schemas"]["ForecastDocument"];

const RESIDUALS = ["residuals", "reading", "statistic", "df", "p"];
const STATIONARITY = ["series", "null", "statistic", "lags", "p"];
const ROOTS = ["smallest root", "reading", "modulus"];

/** Tests of what the model leaves over, of its roots, and of the series that it is fitted to, each in words. */
export function DiagnosticsCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Diagnostics"
      span={span}
      source={forecast}
      isFollowing
      subtitle={(found) => found.stationarity.verdict}
      lineage={(found) => seriesLineage(found.series)}
      table={(found) => [
        RESIDUALS,
        ...residualRows(found),
        [],
        ROOTS,
        ...rootRows(found),
        [],
        STATIONARITY,
        ...stationarityRows(found),
      ]}
    >
      {(found) => (
        <>
          <div class="columns">
            <Tests caption="Residuals of the model" head={RESIDUALS} rows={residualRows(found)} />
            {found.roots.length === 0 ? (
              <p class="unit note">No roots: the model has no lags.</p>
            ) : (
              <Tests caption="Roots; 1 is the unit circle" head={ROOTS} rows={rootRows(found)} />
            )}
            <Tests
              caption="Stationarity of what is modelled"
              head={STATIONARITY}
              rows={stationarityRows(found)}
            />
          </div>
          <p class="reading">{found.stationarity.sentence}</p>
          {found.notes.map((each) => (
            <p key={each} class="unit note">
              {each}
            </p>
          ))}
        </>
      )}
    </DocumentCard>
  );
}

function Tests({ caption, head, rows }: { caption: string; head: string[]; rows: string[][] }) {
  return (
    <PlainTable
      caption={caption}
      head={head}
      textColumns={2}
      rows={rows.map((cells) => ({ key: cells[0] ?? "", cells }))}
    />
  );
}

function residualRows(found: Forecast): string[][] {
  return found.diagnostics.map((each) => [
    each.name,
    each.verdict,
    each.statistic.text,
    String(each.degrees_of_freedom),
    each.p_value.text,
  ]);
}

function rootRows(found: Forecast): string[][] {
  return found.roots.map((each) => [each.side, each.verdict, each.modulus.text]);
}

function stationarityRows(found: Forecast): string[][] {
  return found.stationarity.tests.map((each) => [
    each.name,
    each.null,
    shown(each.statistic.text),
    `${each.lags} by ${each.lag_rule}`,
    each.p_value.text,
  ]);
}
