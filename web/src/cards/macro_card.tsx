import type { components } from "../api/schema";
import { DocumentCard } from "../components/document_card";
import { Empty } from "../components/empty";
import { Tile } from "../components/tile";
import { shown } from "../format/numbers";
import { macro } from "../state/documents";

type Macro = components["schemas"]["MacroDocument"];

const ARROWS: Record<string, string> = { rising: "▲", falling: "▼", steady: "►" };

/** The Fed's indicators and the four assets that people watch beside them. */
export function MacroCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Macro and Fed"
      span={span}
      source={macro}
      subtitle={(found) => `as of ${found.as_of}`}
      lineage={(found) =>
        [
          found.badge,
          `as of ${found.as_of}`,
          found.data,
          found.vintage === "" ? "" : `vintage ${found.vintage}`,
        ]
          .filter((each) => each !== "")
          .join(" · ")
      }
      table={(found) => [
        ["figure", "value", "unit", "period", "word", "source"],
        ...found.cards.map(({ indicator }) => [
          indicator.title,
          indicator.value.text,
          indicator.value.unit,
          indicator.period,
          indicator.word,
          indicator.source,
        ]),
      ]}
    >
      {(found) => (
        <ul class="tiles is-strip">
          {found.views.map((each) => (
            <AssetTile key={each.asset} view={each} />
          ))}
          {found.cards.map((each) => (
            <IndicatorTile key={each.indicator.id} card={each} />
          ))}
          {found.cards.length > 0 ? null : (
            <li class="is-rest">
              <NoSeries found={found} />
            </li>
          )}
        </ul>
      )}
    </DocumentCard>
  );
}

/** In place of the indicators: which input is missing, and the command that supplies it. */
export function NoSeries({ found }: { found: Macro }) {
  const why = found.failures.find((each) => each.where === "economic series")?.message;
  return (
    <Empty
      sentence={`No indicators: ${why ?? "there is no economic series"}.`}
      how="Or name a folder of series: seawall serve --macro FOLDER"
    />
  );
}

function AssetTile({ view }: { view: Macro["views"][number] }) {
  const { level, title } = view;
  if (level === null || level === undefined)
    return (
      <Tile
        name={title}
        text="–"
        unit={view.level_reason.split(": ").at(-1) ?? ""}
        title={view.level_reason}
      />
    );
  const change = level.day_change.value ?? 0;
  const tone = change > 0 ? "gain" : change < 0 ? "loss" : "";
  return (
    <Tile
      name={title}
      text={level.close.text}
      unit={level.close.unit}
      isInline
      title={[level.label, view.level_reason].filter((each) => each !== "").join("; ")}
    >
      <div class={`unit figure-line ${tone}`}>
        {change > 0 ? "▲" : change < 0 ? "▼" : "►"} {shown(level.day_change.text)} on the day
      </div>
      <div class={level.is_stale ? "unit is-old" : "unit"}>
        {level.date}
        {level.is_stale ? ", stale" : ""}
      </div>
    </Tile>
  );
}

function IndicatorTile({ card }: { card: Macro["cards"][number] }) {
  const { indicator, trend, sentence } = card;
  return (
    <Tile
      name={indicator.title}
      text={shown(indicator.value.text)}
      unit={indicator.value.unit}
      isInline
      title={[sentence, indicator.stale].filter((each) => each !== "").join(" Stale: ")}
    >
      <div class="unit">
        {ARROWS[trend] ?? `${trend},`} {indicator.word}
      </div>
      <div class={indicator.stale === "" ? "unit" : "unit is-old"}>
        {indicator.period}
        {indicator.stale === "" ? "" : ", stale"}
      </div>
    </Tile>
  );
}
