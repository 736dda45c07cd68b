import { useEffect, useState } from "preact/hooks";
import { postDocument } from "../../api/client";
import { Refusal } from "../../api/problem";
import { Tornado } from "../../charts/tornado";
import { Card } from "../../components/card";
import { DocumentCard } from "../../components/document_card";
import { HiddenTable } from "../../components/hidden_table";
import { lineageLine } from "../../components/lineage";
import { PlainTable } from "../../components/plain_table";
import { ShockSlider } from "../../components/shock_slider";
import { Waiting } from "../../components/waiting";
import { save } from "../../export/save";
import { shown as minus } from "../../format/numbers";
import { choose } from "../../state/address";
import { liquidations } from "../../state/liquidations";
import { draftOf } from "../../state/scenario_draft";
import {
  assets,
  cascadeStress,
  factors,
  hitAsset,
  runTyped,
  type CascadeStress,
  type Scenario,
} from "../../state/stress_documents";
import { fileName } from "./scenario_file";
import "../../styles/stress.css";

const TITLE = "Cascade on the book";

/** What a shock to the market as it is now costs the book, before and after the orders that it forces. */
export function CascadeStressCard({ span }: { span: string }) {
  useEffect(factors.want, []);
  const controls = <Controls />;
  if (liquidations.value === null && cascadeStress.state.value.body === null) {
    return (
      <Card title={TITLE} span={span} isLive controls={controls}>
        <Waiting what={TITLE} />
      </Card>
    );
  }
  return (
    <DocumentCard
      title={TITLE}
      span={span}
      source={cascadeStress}
      controls={controls}
      subtitle={({ scenarios: { cascade } }) =>
        `${cascade.symbol} at ${cascade.price.text} · ${cascade.status}`
      }
      lineage={lineageOf}
      table={cells}
    >
      {(found) => <Result found={found} />}
    </DocumentCard>
  );
}

function Controls() {
  const { isAsking, body } = cascadeStress.state.value;
  const names = assets.value.includes(hitAsset.value) ? assets.value : [hitAsset.value, ...assets.value];
  return (
    <div class="cascade-controls">
      <ShockSlider isAsking={isAsking} />
      <label>
        <span class="unit">it hits</span>{" "}
        <select value={hitAsset.value} onChange={(event) => choose({ hit: event.currentTarget.value })}>
          {names.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button type="button" disabled={body === null} onClick={cascadeStress.ask}>
        On the market as it is now
      </button>
    </div>
  );
}

function Result({ found }: { found: CascadeStress }) {
  const { scenarios, section } = found;
  const { alone, whole } = both(found);
  if (alone === undefined || whole === undefined) return <Failed found={found} />;
  const closes = section.stress.forced_closes.filter(({ scenario }) => scenario === whole.id);
  return (
    <div class="cascade-result">
      <p class="sentence" role="status">
        {scenarios.cascade.simulated ? <span class="tag">SIMULATED</span> : null}{" "}
        {minus(scenarios.cascade.sentence)}
      </p>
      <Tornado
        label="Profit and loss of the book by the shock alone and with the cascade"
        rows={[
          {
            key: alone.id,
            name: "shock alone",
            value: alone.pnl.value ?? 0,
            text: alone.pnl.text,
            note: alone.share_of_equity.text,
          },
          {
            key: whole.id,
            name: "with the cascade",
            value: whole.pnl.value ?? 0,
            text: whole.pnl.text,
            note: whole.share_of_equity.text,
          },
        ]}
      />
      <HiddenTable caption="Profit and loss before and after the cascade" rows={cells(found)} />
      <PlainTable
        caption={`Profit and loss by position, ${section.base_currency}`}
        head={["position", "shock alone", "with the cascade"]}
        rows={Object.entries(whole.by_position).map(([position, pnl]) => ({
          key: position,
          cells: [position, alone.by_position[position]?.text ?? "", pnl.text],
        }))}
      />
      <p class="unit">
        {closes.length === 0
          ? "No position with a margin of its own is closed by force."
          : `Closed by force: ${closes.map((each) => `${each.position} at ${each.liquidation_price.text}`).join(", ")}.`}
        {whole.not_in_book.some((name) => name.startsWith("assets."))
          ? ` ${scenarios.asset} is not in this book.`
          : ""}
      </p>
      <Takeaways scenarios={scenarios} />
    </div>
  );
}

/** Both scenarios to take along: as files, and into the editor. */
function Takeaways({ scenarios }: Pick<CascadeStress, "scenarios">) {
  const [refusal, setRefusal] = useState<string | null>(null);
  return (
    <>
      <div class="buttons">
        <button type="button" onClick={() => keep(scenarios.with_cascade)}>
          As a scenario file
        </button>
        <button type="button" onClick={() => keep(scenarios.shock_alone)}>
          The shock alone
        </button>
        <button type="button" onClick={() => void put(scenarios.with_cascade.text).then(setRefusal)}>
          Into the editor
        </button>
      </div>
      {refusal === null ? null : (
        <p class="refusal" role="alert">
          {refusal}
        </p>
      )}
    </>
  );
}

/** Why a scenario could not be valued. */
function Failed({ found: { section } }: { found: CascadeStress }) {
  return (
    <p class="refusal" role="alert">
      {section.failures.map(({ message }) => message).join("; ")}
    </p>
  );
}

function both({ scenarios, section }: CascadeStress): { alone?: Scenario; whole?: Scenario } {
  const find = (wanted: string): Scenario | undefined =>
    section.stress.scenarios.find(({ id }) => id === wanted);
  const [alone, whole] = [find(scenarios.shock_alone.id), find(scenarios.with_cascade.id)];
  return { ...(alone === undefined ? {} : { alone }), ...(whole === undefined ? {} : { whole }) };
}

function keep({ id, text }: CascadeStress["scenarios"]["with_cascade"]): void {
  save(fileName(id), new Blob([text], { type: "application/yaml" }));
}

/** Why it was not read, although the engine wrote it: null where it was. */
async function put(text: string): Promise<string | null> {
  try {
    runTyped(draftOf(await postDocument("/api/v1/scenario", { text })));
    return null;
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    return cause.problem.detail;
  }
}

function lineageOf({ scenarios: { cascade }, section }: CascadeStress): string {
  return [
    cascade.badge,
    ...cascade.sources,
    ...cascade.estimated,
    `book: ${lineageLine(section.as_of, section.data.lineage)}`,
  ].join(" · ");
}

function cells(found: CascadeStress): string[][] {
  const { alone, whole } = both(found);
  const base = found.section.base_currency;
  const row = (name: string, one?: { text: string }, other?: { text: string }): string[] => [
    name,
    one?.text ?? "",
    other?.text ?? "",
  ];
  return [
    ["figure", `shock alone, ${base}`, `with the cascade, ${base}`],
    row("whole book", alone?.pnl, whole?.pnl),
    row("share of equity", alone?.share_of_equity, whole?.share_of_equity),
    ...Object.entries(whole?.by_position ?? {}).map(([position, pnl]) =>
      row(position, alone?.by_position[position], pnl),
    ),
  ];
}
