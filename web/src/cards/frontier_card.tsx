import { Scatter } from "../charts/scatter";
import { DocumentCard } from "../components/document_card";
import { HiddenTable } from "../components/hidden_table";
import { lineageLine } from "../components/lineage";
import { frontier } from "../state/documents";
import { frontierLine, frontierPoints, frontierTable } from "./portfolio/frontier_points";

/** Every efficient portfolio within bounds, the assets alone, the book, and the two portfolios with a name. */
export function FrontierCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Efficient frontier"
      span={span}
      source={frontier}
      subtitle={(found) =>
        `${found.covariance_method} · weights ${found.lower_bound.text} to ${found.upper_bound.text} · rf ${found.risk_free_annual.text} a year`
      }
      lineage={(found) => lineageLine(found.prices_as_of, found.lineage)}
      table={frontierTable}
    >
      {(found) => (
        <div class="with-plot">
          <Scatter
            title="Efficient frontier: return and volatility a year"
            xTitle="volatility a year"
            yTitle="return a year"
            line={frontierLine(found)}
            points={frontierPoints(found, false)}
          />
          {found.max_sharpe === null || found.max_sharpe === undefined ? null : (
            <p class="unit">
              Max Sharpe {found.max_sharpe.sharpe_ratio.text}: return{" "}
              {found.max_sharpe.expected_return_annual.text}, volatility{" "}
              {found.max_sharpe.volatility_annual.text} a year
            </p>
          )}
          <HiddenTable caption="Efficient portfolios, a year" rows={frontierTable(found)} />
        </div>
      )}
    </DocumentCard>
  );
}
