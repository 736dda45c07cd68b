import type { components } from "../../api/schema";
import { Sparkline } from "../../charts/sparkline";
import { Card } from "../../components/card";
import { Export } from "../../components/export";
import { HiddenTable } from "../../components/hidden_table";
import { shown } from "../../format/numbers";

type CardView = components["schemas"]["MacroDocument"]["cards"][number];
type Point = CardView["recent"][number];

const ARROWS: Record<string, string> = { rising: "▲", falling: "▼", steady: "►", sticky: "►" };

/** One figure of the economy: what it is, where it stands, where it comes from, and what it says. */
export function IndicatorCard({ card, span }: { card: CardView; span: string }) {
  const { indicator, trend } = card;
  const table = [
    ["period", indicator.title, "unit"],
    ...card.recent.map(({ period, value }) => [period, value.text, value.unit]),
  ];
  const words = [`${ARROWS[trend] ?? ""} ${trend}`.trim(), indicator.word].filter((each) => each !== "");
  const lineage = [
    indicator.series_id,
    indicator.known_on === "" ? "" : `known on ${indicator.known_on}`,
    indicator.vintage === "" ? "" : `vintage ${indicator.vintage}`,
    indicator.source.split("/").at(-1) ?? "",
  ];
  return (
    <Card
      title={indicator.title}
      span={span}
      lineage={lineage.filter((each) => each !== "").join(" · ")}
      tools={
        <Export
          name={indicator.title}
          subtitle={`${indicator.value.text} ${indicator.value.unit}, ${indicator.period}`}
          lineage={[...lineage, indicator.source].join(" · ")}
          json={card}
          table={table}
        />
      }
    >
      <p class="unit">{card.what}</p>
      <p class="key-figure">
        <span class="figure">{shown(indicator.value.text)}</span>{" "}
        <span class="unit">
          {indicator.value.unit} · {indicator.period}
        </span>
      </p>
      <p class="words">{words.join(" · ")}</p>
      {indicator.stale === "" ? null : <p class="unit is-old">stale: {indicator.stale}</p>}
      {card.recent.length < 2 ? null : <Recent card={card} table={table} />}
      <p class="reading">{shown(card.sentence)}</p>
    </Card>
  );
}

function Recent({ card: { indicator, recent }, table }: { card: CardView; table: string[][] }) {
  const known = recent.filter((each) => each.value.value !== null);
  const extreme = (sign: number): Point | undefined =>
    known.reduce<Point | undefined>(
      (best, each) =>
        best === undefined || sign * (each.value.value ?? 0) > sign * (best.value.value ?? 0) ? each : best,
      undefined,
    );
  const [high, low] = [extreme(1), extreme(-1)];
  const words = `${recent[0]?.period} to ${recent.at(-1)?.period}`;
  return (
    <>
      <Sparkline
        title={`${indicator.title}, ${words}; a table follows`}
        values={recent.map(({ value }) => value.value ?? null)}
      />
      <p class="unit">
        {words}: from {shown(low?.value.text ?? "")} ({low?.period}) to {shown(high?.value.text ?? "")} (
        {high?.period})
      </p>
      <HiddenTable caption={`${indicator.title} by period`} rows={table} />
    </>
  );
}
