import { useMemo } from "preact/hooks";
import type { components } from "../../api/schema";
import { LineChart } from "../../charts/line_chart";
import { Card } from "../../components/card";
import { DocumentCard } from "../../components/document_card";
import { Empty } from "../../components/empty";
import { PlainTable } from "../../components/plain_table";
import { volatility } from "../../state/forecast_documents";
import { seriesLineage } from "./lineage";

type Volatility = components["schemas"]["VolatilityDocument"];
type Model = Volatility["models"][number];

const STROKES = ["--accent", "--state"];
const FILLS = ["rgba(108,182,255,0.16)", "rgba(242,193,78,0.12)"];

/** How far the price may scatter over the coming sessions, by two recursions, and which of them did better. */
export function VolatilityCard({ span, isOfReturns }: { span: string; isOfReturns: boolean }) {
  if (!isOfReturns)
    return (
      <Card title="Volatility" span={span}>
        <Empty
          sentence="Volatility is of returns, and this is no price."
          how="Choose a symbol of the prices."
        />
      </Card>
    );
  return (
    <DocumentCard
      title="Volatility"
      span={span}
      source={volatility}
      subtitle={(found) => `${found.series.name}, annual, of the sum of the first h returns`}
      lineage={(found) => seriesLineage(found.series)}
      table={(found) => [HEAD, ...found.models.flatMap(rowsOf)]}
    >
      {(found) => (
        <div class="with-plot">
          <TermStructure found={found} />
          <PlainTable
            caption="Volatility by horizon"
            head={HEAD}
            textColumns={1}
            rows={found.models.flatMap((model) =>
              endsOf(model).map((cells) => ({ key: `${cells[0]} ${cells[1]}`, cells })),
            )}
          />
          <PlainTable
            caption="Models"
            head={["model", "persistence", "half-life", "long run", "QLIKE", "less best", "p"]}
            rows={found.models.map((model) => modelRow(found, model))}
          />
          <p class="verdict">{found.verdict}</p>
          <p class="unit note">{found.schedule.sentence}</p>
        </div>
      )}
    </DocumentCard>
  );
}

const HEAD = ["model", "session", "average", "from", "to", "of the session"];

function rowsOf(model: Model): string[][] {
  return model.horizons.map((each) => [
    model.model,
    String(each.session),
    each.average_volatility.text,
    each.lower.text,
    each.upper.text,
    each.session_volatility.text,
  ]);
}

/** The first session and the last. */
function endsOf(model: Model): string[][] {
  const rows = rowsOf(model);
  return rows.filter((_, place) => place === 0 || place === rows.length - 1);
}

function modelRow(found: Volatility, model: Model) {
  const score = found.scores.find((each) => each.model === model.model);
  return {
    key: model.model,
    cells: [
      model.model,
      model.persistence.text,
      `${model.half_life.text} ${model.half_life.unit}`,
      model.long_run_volatility.text,
      score?.mean_score.text ?? "",
      score?.less_best.text ?? "",
      score?.p_value.text ?? "",
    ],
  };
}

function TermStructure({ found }: { found: Volatility }) {
  const chart = useMemo(() => {
    const sides = found.models.flatMap(({ horizons, model }, place) => [
      { label: "", values: horizons.map((each) => each.upper.value ?? null), stroke: "rgba(0,0,0,0)" },
      { label: "", values: horizons.map((each) => each.lower.value ?? null), stroke: "rgba(0,0,0,0)" },
      {
        label: model,
        values: horizons.map((each) => each.average_volatility.value ?? null),
        stroke: STROKES[place] ?? "--text",
        width: 1.8,
      },
    ]);
    return {
      x: found.models[0]?.horizons.map((each) => each.session) ?? [],
      lines: sides,
      bands: found.models.map((_, place) => ({
        upper: 3 * place,
        lower: 3 * place + 1,
        fill: FILLS[place] ?? "",
      })),
      named: found.models.map((_, place) => 3 * place + 2),
    };
  }, [found]);
  return (
    <LineChart
      {...chart}
      title="Volatility by horizon with the error of the parameters; a table follows"
      xAxis={(session) => (Number.isInteger(session) ? String(session) : "")}
      yAxis={(value) => `${(100 * value).toFixed(1)}%`}
    />
  );
}
