import { useMemo, useState } from "preact/hooks";
import type { components } from "../../api/schema";
import { LineChart } from "../../charts/line_chart";
import { DocumentCard } from "../../components/document_card";
import { HiddenTable } from "../../components/hidden_table";
import { lineageLine } from "../../components/lineage";
import { macroHistory } from "../../state/macro_documents";

type History = components["schemas"]["MacroHistoryDocument"];
type Month = History["months"][number];

const MOST_SCORE = 10;
const SHADE = "rgba(125,138,153,0.22)";
const NOTHING = "rgba(0,0,0,0)";

/** The regime month by month, each with what was known then, and how likely a recession was. */
export function RegimeHistoryCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Regime over time"
      span={span}
      source={macroHistory}
      subtitle={(found) =>
        `first days of ${found.months.length} months, each with what was known then; grey: NBER recessions`
      }
      lineage={(found) => lineageLine(found.as_of, found.lineage)}
      table={tableOf}
    >
      {(found) => <Charts found={found} />}
    </DocumentCard>
  );
}

function tableOf(found: History): string[][] {
  return [
    ["first day", "score, 0 to 10", "regime", "recession", "in", "base rate"],
    ...found.months.map((each) => [
      each.day,
      each.score.text,
      each.word ?? "open",
      each.probability.text,
      each.target_month,
      each.base_rate.text,
    ]),
  ];
}

function Charts({ found }: { found: History }) {
  const [place, setPlace] = useState<number | null>(null);
  const { x, score, probability } = useMemo(() => chartsOf(found), [found]);
  const at = found.months[place ?? found.months.length - 1];
  return (
    <div class="with-plot">
      <LineChart
        {...score}
        x={x}
        title="Score of the macro regime by month, 0 calm to 10, with the range left open by what was missing; a table follows"
        xAxis="time"
        yAxis={(value) => String(value)}
        named={[4, 2]}
        onPlace={setPlace}
      />
      <LineChart
        {...probability}
        x={x}
        title="Probability of a recession twelve months ahead, by month; a table follows"
        xAxis="time"
        yAxis={(value) => `${(100 * value).toFixed(0)}%`}
        named={[2, 3]}
        onPlace={setPlace}
      />
      {at === undefined ? null : <p class="unit">{monthWords(at)}</p>}
      {found.skill === null ? null : <p class="reading">{found.skill.sentence}</p>}
      <HiddenTable caption="Macro regime by month" rows={tableOf(found)} />
    </div>
  );
}

function monthWords(each: Month): string {
  const recession =
    each.probability.value === null
      ? "no probability could be fitted"
      : `recession in ${each.target_month} ${each.probability.text}, base rate ${each.base_rate.text}`;
  return `${each.day}: score ${each.score.text}, ${each.word ?? "word open"}; ${recession}`;
}

function chartsOf(found: History) {
  const { months, recessions } = found;
  const inRecession = months.map(({ day }) =>
    recessions.some(({ first, after }) => first <= day && day < after),
  );
  const shade = (top: number) => [
    { label: "recession", values: inRecession.map((each) => (each ? top : null)), stroke: NOTHING },
    { label: "", values: inRecession.map((each) => (each ? 0 : null)), stroke: NOTHING },
  ];
  const shading = { upper: 0, lower: 1, fill: SHADE };
  const numbers = (of: (each: Month) => number | null | undefined) => months.map((each) => of(each) ?? null);
  const highest = Math.max(...months.map((each) => each.probability.value ?? 0));
  return {
    x: months.map(({ day }) => Date.parse(day) / 1_000),
    score: {
      lines: [
        ...shade(MOST_SCORE),
        {
          label: "range left open by what was missing",
          values: numbers((each) => each.worst.value),
          stroke: SOFT,
          width: 0.6,
        },
        { label: "lowest possible", values: numbers((each) => each.best.value), stroke: SOFT, width: 0.6 },
        { label: "score", values: numbers((each) => each.score.value), stroke: "--text", width: 1.8 },
      ],
      bands: [shading, { upper: 2, lower: 3, fill: RANGE }],
    },
    probability: {
      lines: [
        ...shade(Math.max(highest, 0)),
        {
          label: "recession 12 months ahead",
          values: numbers((each) => each.probability.value),
          stroke: "--loss",
        },
        {
          label: "share of recession months until then",
          values: numbers((each) => each.base_rate.value),
          stroke: "--text-second",
          dash: [4, 4],
        },
      ],
      bands: [shading],
    },
  };
}

const SOFT = "rgba(108,182,255,0.5)";
const RANGE = "rgba(108,182,255,0.2)";
