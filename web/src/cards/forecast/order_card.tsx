import type { components } from "../../api/schema";
import { DocumentCard } from "../../components/document_card";
import { PlainTable } from "../../components/plain_table";
import { forecast } from "../../state/forecast_documents";
import { seriesLineage } from "./lineage";

type Forecast = components["schemas"]["ForecastDocument"];

const HEAD = ["order", "AIC", "AICc", "BIC", "less the best's", "refused for"];

/** The order that was chosen, those it was chosen from, and its parameters. */
export function OrderCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Order"
      span={span}
      source={forecast}
      isFollowing
      subtitle={(found) =>
        `ARIMA ${found.order}, the best of ${found.candidates_tried} by ${found.criterion.toUpperCase().replace("AICC", "AICc")}`
      }
      lineage={(found) => seriesLineage(found.series)}
      table={(found) => [HEAD, ...rowsOf(found)]}
    >
      {(found) => (
        <>
          <PlainTable
            caption="Candidates"
            head={HEAD}
            rows={rowsOf(found).map((cells) => ({
              key: cells[0] ?? "",
              cells,
              isChosen: cells[0] === found.order,
            }))}
          />
          <PlainTable
            caption="Parameters"
            head={["parameter", "estimate", "standard error"]}
            rows={found.parameters.map((each) => ({
              key: each.name,
              cells: [each.name, each.estimate.text, each.standard_error.text],
            }))}
          />
        </>
      )}
    </DocumentCard>
  );
}

function rowsOf(found: Forecast): string[][] {
  return found.candidates.map((each) => [
    each.order,
    each.aic.text,
    each.aicc.text,
    each.bic.text,
    each.against_best.text,
    each.refused,
  ]);
}
