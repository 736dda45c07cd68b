import type { ComponentChildren } from "preact";
import { PlainTable } from "../../components/plain_table";
import { scenarioName } from "../../format/scenario_name";
import { TYPED_IN } from "../../state/scenario_draft";
import type { Scenario, StressSection } from "../../state/stress_documents";
import { datesOf } from "./scenario_rows";

interface DetailProps {
  found: StressSection;
  scenario: Scenario;
  isTyped: boolean;
}

/** One scenario: what was shocked and why, who is liquidated, and what each position gains or loses. */
export function ScenarioDetail({ found, scenario, isTyped }: DetailProps) {
  const closes = found.stress.forced_closes.filter((each) => each.scenario === scenario.id);
  return (
    <section class="detail" aria-label="Chosen scenario">
      <h3>
        {isTyped ? scenario.id : scenarioName(scenario.id)}{" "}
        {isTyped ? <span class="tag">{TYPED_IN}</span> : null}
        <span class="unit"> {datesOf(scenario)}</span>
      </h3>
      <p>{scenario.title}</p>
      <p class="unit">{scenario.source}</p>
      <div class="detail-tables">
        <Part title="Shock to each factor">
          <PlainTable
            caption="Shock to each factor, and how it was found"
            head={["factor", "found", "basis", "shock"]}
            textColumns={3}
            rows={scenario.shocks.map(({ factor, origin, basis, shock, positions }) => ({
              key: factor,
              cells: [
                { text: factor, title: positions.join(", ") },
                { text: origin, tone: origin === "unshocked" ? "state" : undefined },
                basis,
                shock.text,
              ],
            }))}
          />
        </Part>
        <Part title={`P&L by position, ${found.base_currency}`}>
          <PlainTable
            caption="Profit and loss by position"
            head={["position", found.base_currency]}
            rows={[
              ...Object.entries(scenario.by_position).map(([position, pnl]) => ({
                key: `of ${position}`,
                cells: [position, { text: pnl.text, tone: toneOf(pnl.value) }],
              })),
              {
                key: "whole book",
                isChosen: true,
                cells: ["whole book", { text: scenario.pnl.text, tone: toneOf(scenario.pnl.value) }],
              },
            ]}
          />
        </Part>
      </div>
      {closes.length === 0 ? null : (
        <Part title={`Closed by force, P&L in ${found.base_currency}`}>
          <PlainTable
            caption="Positions that the scenario liquidates"
            head={["position", "price there", "liquidated at", "margin gone at", "P&L", "if it were held"]}
            rows={closes.map((each) => ({
              key: each.position,
              cells: [
                each.position,
                each.price.text,
                each.liquidation_price.text,
                each.bankruptcy_price.text,
                { text: each.pnl.text, tone: toneOf(each.pnl.value) },
                each.pnl_if_held.text,
              ],
            }))}
          />
        </Part>
      )}
      <Named title="By proxy" names={scenario.proxied} />
      <Named title="No shock and no proxy" names={scenario.unshocked} />
      <Named title="Stated, but not in this book" names={scenario.not_in_book} />
    </section>
  );
}

function Part({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <div>
      <h4>{title}</h4>
      {children}
    </div>
  );
}

function Named({ title, names }: { title: string; names: string[] }) {
  if (names.length === 0) return null;
  return (
    <p class="unit">
      {title}: {names.join(", ")}.
    </p>
  );
}

function toneOf(value: number | null): "gain" | "loss" | undefined {
  return value === null || value === 0 ? undefined : value < 0 ? "loss" : "gain";
}
