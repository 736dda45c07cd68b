import type { components } from "../../api/schema";
import { Card } from "../../components/card";
import { Export } from "../../components/export";
import { PlainTable } from "../../components/plain_table";
import { shown, withUnit } from "../../format/numbers";

type View = components["schemas"]["MacroDocument"]["views"][number];
type Driver = View["drivers"][number];

/** What a sentence says of its asset: that it is for it, against it, or neither. */
const MARKS: Record<string, string> = { supports: "▲", weighs: "▼", neither: "►" };
const TONES: Record<string, string> = { supports: "gain", weighs: "loss" };

/** One asset: its level and day, what drives it with values and dates, and what all that says. */
export function AssetViewCard({ view, span }: { view: View; span: string }) {
  const sources = [view.level?.lineage, ...view.drivers.map((each) => each.lineage)]
    .flatMap((each) => (each === null || each === undefined ? [] : each.source.split("; ")))
    .map((each) => each.split("/").at(-1) ?? each);
  const lineage = [
    view.simulated ? "SIMULATED" : "",
    `as of ${view.as_of}`,
    [...new Set(sources)].join(", ") || "no source",
  ]
    .filter((each) => each !== "")
    .join(" · ");
  const there = view.drivers.filter((each) => each.value.value !== null);
  const missing = view.drivers.filter((each) => each.value.value === null);
  const silent = view.reading.find((each) => each.rule_id.endsWith("-missing"));
  return (
    <Card
      title={view.title}
      span={span}
      subtitle={view.level?.label ?? ""}
      lineage={lineage}
      tools={<Export name={view.title} lineage={lineage} json={view} table={tableOf(view)} />}
    >
      <Level view={view} />
      {there.length === 0 ? null : (
        <PlainTable
          caption={`${view.title}: drivers`}
          head={["driver", "figure", "date"]}
          rows={there.map(rowOf)}
        />
      )}
      {view.reading
        .filter((each) => each !== silent)
        .map((each) => (
          <p key={each.rule_id} class="reading">
            <span class={TONES[each.leaning] ?? ""} title={each.leaning}>
              {MARKS[each.leaning] ?? "·"}
            </span>{" "}
            {shown(each.text)}
          </p>
        ))}
      {missing.length === 0 ? null : (
        <details class="missing">
          <summary class="unit">{silent?.text ?? `${missing.length} not supplied`}</summary>
          <ul>
            {missing.map((each) => (
              <li key={each.driver_id} class="unit">
                {each.title}: {each.reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  );
}

function Level({ view: { level, level_reason } }: { view: View }) {
  if (level === null || level === undefined)
    return <p class="key-figure unit is-old">No level: {level_reason}</p>;
  const change = level.day_change.value ?? 0;
  return (
    <>
      <p class="key-figure">
        <span class="figure">{shown(level.close.text)}</span> <span class="unit">{level.close.unit}</span>
        <span class={`figure day ${change > 0 ? "gain" : change < 0 ? "loss" : ""}`}>
          {change > 0 ? "▲" : change < 0 ? "▼" : "►"} {shown(level.day_change.text)}
        </span>
      </p>
      <p class={level.is_stale ? "unit is-old" : "unit"}>
        {level.date}, from {level.previous_close.text} on {level.previous_date}
        {level.is_stale ? `; stale: ${level_reason}` : ""}
      </p>
    </>
  );
}

function rowOf(each: Driver) {
  const interval = each.interval === "" ? "" : `${each.interval}: ${each.lower.text} to ${each.upper.text}`;
  const title = [each.status, interval, each.note].filter((word) => word !== "").join("; ");
  return {
    key: each.driver_id,
    cells: [each.title, { text: withUnit(each.value), title }, each.date ?? ""],
  };
}

function tableOf(view: View): string[][] {
  return [
    ["driver", "figure", "unit", "from", "to", "date", "status", "why not"],
    ...view.drivers.map((each) => [
      each.title,
      each.value.text,
      each.value.unit,
      each.lower.text,
      each.upper.text,
      each.date ?? "",
      each.status,
      each.reason,
    ]),
  ];
}
