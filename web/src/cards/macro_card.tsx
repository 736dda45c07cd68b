import { getDocument } from "../api/client";
import { DocumentCard } from "../components/document_card";
import { shown } from "../format/numbers";

/** The Fed's indicators and the four assets that the founding page watches. */
export function MacroCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Macro and Fed"
      span={span}
      fetching={(abort) => getDocument("/api/v1/macro", undefined, abort)}
      subtitle={(found) => `as of ${found.as_of}`}
      lineage={(found) => `${found.badge} · as of ${found.as_of} · ${found.data} · vintage ${found.vintage}`}
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
        <ul class="tiles">
          {found.views.map((view) => (
            <li key={view.asset}>
              <div class="unit">{view.title}</div>
              {view.level === null || view.level === undefined ? (
                <div class="unit">{view.level_reason}</div>
              ) : (
                <>
                  <div class="figure">{view.level.close.text}</div>
                  <div class="unit">
                    {shown(view.level.day_change.text)} · {view.level.date}
                  </div>
                </>
              )}
            </li>
          ))}
          {found.cards.map(({ indicator, trend }) => (
            <li key={indicator.id} title={`${indicator.source}, known ${indicator.known_on}`}>
              <div class="unit">{indicator.title}</div>
              <div class="figure">{shown(indicator.value.text)}</div>
              <div class="unit">
                {trend} · {indicator.word}
              </div>
              <div class="unit">
                {indicator.period}
                {indicator.stale === "" ? "" : ` · ${indicator.stale}`}
              </div>
            </li>
          ))}
        </ul>
      )}
    </DocumentCard>
  );
}
