import type { components } from "../../api/schema";
import { DocumentCard } from "../../components/document_card";
import { Empty } from "../../components/empty";
import { PlainTable } from "../../components/plain_table";
import { shown, withUnit } from "../../format/numbers";
import { macro } from "../../state/documents";

type Macro = components["schemas"]["MacroDocument"];
type Regime = NonNullable<Macro["regime"]>;

/** The score of the economy's regime now, part by part, and how likely a recession is a year ahead. */
export function RegimeCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Macro regime"
      span={span}
      source={macro}
      subtitle={(found) => (found.regime === null ? "" : `as of ${found.regime.as_of}`)}
      lineage={({ regime, data }) =>
        regime === null
          ? data
          : [regime.policy, regime.source, `data ${regime.data_hash}`]
              .filter((each) => each !== "")
              .join(" · ")
      }
      table={tableOf}
    >
      {({ regime, recession }) =>
        regime === null ? (
          <Empty sentence="No indicator of the macro regime is known." />
        ) : (
          <>
            <p class="grade">
              <strong>{regime.word ?? "open"}</strong>
              <span>
                <span class="figure key">{regime.score.text}</span>{" "}
                <span class="unit">{regime.score.unit}, 0 is calm</span>
              </span>
            </p>
            <p class="reading">{shown(regime.word_basis)}</p>
            <Parts regime={regime} />
            {recession === null ? null : <Recession found={recession} />}
          </>
        )
      }
    </DocumentCard>
  );
}

function Parts({ regime }: { regime: Regime }) {
  return (
    <PlainTable
      caption="Parts of the score"
      head={["part and indicator", "reading", "score", "points"]}
      rows={[
        ...regime.parts.flatMap((part) => [
          {
            key: part.part,
            cells: [
              { text: part.title, title: `weight ${part.weight.text}` },
              "",
              part.score.text,
              part.contribution.text,
            ],
            isChosen: true,
          },
          ...part.indicators.map((each) => ({
            key: each.indicator,
            cells: [
              {
                text: each.title,
                title: `weight ${each.weight.text}; ${each.series} ${each.period ?? ""}; ${each.reason}`,
              },
              each.reading.value === null ? "–" : withUnit(each.reading),
              each.score.text,
              each.contribution.text,
            ],
          })),
        ]),
        {
          key: "whole",
          cells: ["Whole", "", regime.score.text, regime.score.text],
          isChosen: true,
        },
      ]}
    />
  );
}

function Recession({ found }: { found: NonNullable<Macro["recession"]> }) {
  return (
    <p class="reading">
      Recession in {found.target_month}: <span class="figure">{found.probability.text}</span>,{" "}
      {found.coverage.text} interval {found.lower.text} to {found.upper.text}; from a spread of{" "}
      {shown(found.spread.text)} {found.spread.unit} in {found.spread_month}.
    </p>
  );
}

function tableOf({ regime, recession }: Macro): string[][] {
  return [
    ["part", "indicator", "reading", "unit", "score", "weight", "points", "series", "period"],
    ...(regime?.parts ?? []).flatMap((part) => [
      [part.title, "", "", "", part.score.text, part.weight.text, part.contribution.text, "", ""],
      ...part.indicators.map((each) => [
        part.title,
        each.title,
        each.reading.text,
        each.reading.unit,
        each.score.text,
        each.weight.text,
        each.contribution.text,
        each.series,
        each.period ?? "",
      ]),
    ]),
    ...(recession === null
      ? []
      : [["recession", recession.target_month, recession.probability.text, "", "", "", "", "", ""]]),
  ];
}
