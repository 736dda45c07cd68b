import { useEffect } from "preact/hooks";
import { NoSeries } from "../cards/macro_card";
import { AssetViewCard } from "../cards/macro/asset_view_card";
import { CurveCard } from "../cards/macro/curve_card";
import { IndicatorCard } from "../cards/macro/indicator_card";
import { IndicatorsCard } from "../cards/macro/indicators_card";
import { RegimeCard } from "../cards/macro/regime_card";
import { RegimeHistoryCard } from "../cards/macro/regime_history_card";
import { CorrelogramCard } from "../cards/forecast/correlogram_card";
import { DiagnosticsCard } from "../cards/forecast/diagnostics_card";
import { ForecastCard } from "../cards/forecast/forecast_card";
import { OrderCard } from "../cards/forecast/order_card";
import { PickerCard } from "../cards/forecast/picker_card";
import { VerdictCard } from "../cards/forecast/verdict_card";
import { VolatilityCard } from "../cards/forecast/volatility_card";
import { DocumentCard } from "../components/document_card";
import { Tabs } from "../components/tabs";
import { choose, chosen } from "../state/address";
import { macro, seriesList } from "../state/documents";
import { isOfReturns, series } from "../state/forecast_documents";
import "../styles/macro.css";

const PANELS = [
  ["economy", "Economy"],
  ["forecast", "Forecast"],
] as const;

/** The state of the economy, and the forecast of any one series. */
export default function Macro() {
  const panel = chosen.value["panel"] === "forecast" ? "forecast" : "economy";
  return (
    <main class="is-macro" aria-label="Macro">
      <Tabs
        name="Parts of the macro view"
        tabs={PANELS}
        open={panel}
        choose={(each) => choose({ panel: each === "economy" ? null : each })}
      >
        <div class="grid">{panel === "economy" ? <Economy /> : <Forecast />}</div>
      </Tabs>
    </main>
  );
}

function Economy() {
  const { body } = macro.state.value;
  if (body === null || body.cards.length === 0)
    return (
      <>
        <DocumentCard
          title="Fed and inflation"
          span="span-24"
          source={macro}
          subtitle={(found) => `as of ${found.as_of}`}
          lineage={(found) => found.badge}
        >
          {(found) => <NoSeries found={found} />}
        </DocumentCard>
        {body?.views.map((each) => (
          <AssetViewCard key={each.asset} view={each} span="span-6" />
        ))}
      </>
    );
  return (
    <>
      {body.cards.map((each) => (
        <IndicatorCard key={each.indicator.id} card={each} span="span-4" />
      ))}
      <RegimeCard span="span-8 is-deep" />
      <RegimeHistoryCard span="span-9 is-deep" />
      <CurveCard span="span-7 is-deep" />
      {body.views.map((each) => (
        <AssetViewCard key={each.asset} view={each} span="span-6" />
      ))}
      <IndicatorsCard span="span-24" />
    </>
  );
}

function Forecast() {
  useEffect(seriesList.want, []);
  return (
    <>
      <PickerCard span="span-24" series={series.value} />
      <ForecastCard span="span-15 is-picture" />
      <VerdictCard span="span-9" />
      <CorrelogramCard span="span-8 is-shallow" />
      <OrderCard span="span-8" />
      <VolatilityCard span="span-8 is-shallow" isOfReturns={isOfReturns.value} />
      <DiagnosticsCard span="span-24" />
    </>
  );
}
