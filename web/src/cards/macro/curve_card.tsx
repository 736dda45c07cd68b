import { useMemo } from "preact/hooks";
import type { components } from "../../api/schema";
import { LineChart } from "../../charts/line_chart";
import { DocumentCard } from "../../components/document_card";
import { Empty } from "../../components/empty";
import { PlainTable } from "../../components/plain_table";
import { shown } from "../../format/numbers";
import { macro } from "../../state/documents";

type Curve = components["schemas"]["MacroDocument"]["curves"][number];

const STROKES = ["--text", "--accent", "--text-second"];
const DASHES = [undefined, [6, 3], [2, 3]];

/** Treasury yields by maturity, on the newest day that has them, a month before and a year before. */
export function CurveCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Treasury curve"
      span={span}
      source={macro}
      subtitle={({ curves }) => (curves[0] === undefined ? "" : `${curves[0].date}, % a year`)}
      lineage={({ curves, data }) =>
        [...new Set(curves.flatMap((each) => each.points.map((point) => point.series)))]
          .concat(data)
          .join(" · ")
      }
      table={({ curves }) => tableOf(curves)}
    >
      {({ curves }) =>
        curves.length === 0 ? (
          <Empty
            sentence="No day has yields of half of the maturities."
            how="DGS3MO, DGS2, DGS10 and others"
          />
        ) : (
          <Curves curves={curves} />
        )
      }
    </DocumentCard>
  );
}

function maturitiesOf(curves: Curve[]): string[] {
  const years = new Map(curves.flatMap((each) => each.points.map((point) => [point.maturity, point.years])));
  return [...years].sort(([, one], [, other]) => one - other).map(([maturity]) => maturity);
}

function rowsOf(curves: Curve[]): string[][] {
  return maturitiesOf(curves).map((maturity) => [
    maturity,
    ...curves.map(({ points }) => points.find((each) => each.maturity === maturity)?.rate.text ?? "–"),
  ]);
}

function tableOf(curves: Curve[]): string[][] {
  return [["maturity", ...curves.map((each) => `${each.date}, ${each.day}`)], ...rowsOf(curves)];
}

function Curves({ curves }: { curves: Curve[] }) {
  const maturities = maturitiesOf(curves);
  const chart = useMemo(
    () => ({
      x: maturities.map((_, place) => place),
      lines: curves.map((each, place) => ({
        label: `${each.date}, ${each.day}`,
        values: maturities.map(
          (maturity) => each.points.find((point) => point.maturity === maturity)?.rate.value ?? null,
        ),
        stroke: STROKES[place] ?? "--text",
        ...(DASHES[place] === undefined ? {} : { dash: DASHES[place] }),
        width: place === 0 ? 2 : 1.4,
      })),
    }),
    [curves],
  );
  const missing = curves[0]?.missing ?? [];
  return (
    <div class="with-plot">
      <LineChart
        {...chart}
        title="Treasury yields by maturity; a table follows"
        xAxis={(place) => short(maturities[place] ?? "")}
        yAxis={(value) => `${value.toFixed(1)}%`}
      />
      <PlainTable
        caption="Treasury yields by maturity, % a year"
        head={["maturity", ...curves.map((each) => each.date)]}
        rows={rowsOf(curves).map((cells) => ({ key: cells[0] ?? "", cells }))}
      />
      {missing.length === 0 ? null : (
        <p class="unit">
          {curves[0]?.date} is without{" "}
          {missing.map((each) => `${each.maturity} (${shown(each.reason)})`).join("; ")}.
        </p>
      )}
    </div>
  );
}

/** A maturity for an axis: 3m, 10y. */
function short(maturity: string): string {
  return maturity.replace(/ (month|year)s?$/, (_, unit: string) => unit.charAt(0));
}
