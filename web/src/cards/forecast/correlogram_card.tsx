import type { components } from "../../api/schema";
import { Correlogram } from "../../charts/correlogram";
import { DocumentCard } from "../../components/document_card";
import { HiddenTable } from "../../components/hidden_table";
import { correlogram } from "../../state/forecast_documents";
import { seriesLineage } from "./lineage";

type Acf = components["schemas"]["AcfDocument"];

const HEAD = [
  "lag",
  "ACF",
  "robust band",
  "Bartlett band",
  "beyond the robust band",
  "PACF",
  "ACF of squares",
];
const HEADROOM = 1.12;

/** Autocorrelations with the bands that chance may fill, partial ones, and those of the squares. */
export function CorrelogramCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Autocorrelation"
      span={span}
      source={correlogram}
      subtitle={(found) => `${found.series.name}, ${found.series.transform}, ${found.lags.length} lags`}
      lineage={(found) => seriesLineage(found.series)}
      table={tableOf}
    >
      {(found) => <Pictures found={found} />}
    </DocumentCard>
  );
}

function tableOf(found: Acf): string[][] {
  return [
    HEAD,
    ...found.lags.map((each) => [
      String(each.lag),
      each.acf.text,
      each.robust_band.text,
      each.bartlett_band.text,
      each.is_signal ? "yes" : "no",
      each.pacf.text,
      each.acf_of_squares.text,
    ]),
  ];
}

function Pictures({ found }: { found: Acf }) {
  const { lags, white_noise_band: white } = found;
  const of = (pick: (each: Acf["lags"][number]) => { value: number | null }): number[] =>
    lags.map((each) => pick(each).value ?? 0);
  const [acf, pacf, squares] = [
    of((each) => each.acf),
    of((each) => each.pacf),
    of((each) => each.acf_of_squares),
  ];
  const [robust, bartlett] = [of((each) => each.robust_band), of((each) => each.bartlett_band)];
  const whites = lags.map(() => white.value ?? 0);
  const most = Math.min(1, HEADROOM * Math.max(...[...acf, ...pacf, ...robust].map(Math.abs)));
  const mostOfSquares = Math.min(1, HEADROOM * Math.max(...[...squares, ...whites].map(Math.abs)));
  const stems = (values: number[], bands: number[]) =>
    values.map((value, place) => ({
      lag: place + 1,
      value,
      isSignal: Math.abs(value) > (bands[place] ?? 0),
    }));
  const noise = { name: "white noise", widths: whites };
  return (
    <div class="with-plot">
      <Correlogram
        title="Autocorrelation by lag with the robust, Bartlett and white-noise bands; a table follows"
        name="ACF, robust band"
        stems={lags.map((each) => ({ lag: each.lag, value: each.acf.value ?? 0, isSignal: each.is_signal }))}
        bands={[{ name: "robust", widths: robust }, noise, { name: "Bartlett", widths: bartlett }]}
        most={most}
      />
      <Correlogram
        title="Partial autocorrelation by lag with the white-noise band; a table follows"
        name="PACF, white-noise band"
        stems={stems(pacf, whites)}
        bands={[noise]}
        most={most}
      />
      <Correlogram
        title="Autocorrelation of the squares by lag with the white-noise band; a table follows"
        name="ACF of the squares, white-noise band"
        stems={stems(squares, whites)}
        bands={[noise]}
        most={mostOfSquares}
      />
      <p class="unit">Amber: beyond the filled band. Dashed: white noise; dotted: Bartlett.</p>
      <p class="reading">{found.verdict}</p>
      <HiddenTable caption={`${found.series.name}: autocorrelations`} rows={tableOf(found)} />
    </div>
  );
}
