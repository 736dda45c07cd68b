import type { components } from "../api/schema";
import { RatioChart } from "../charts/ratio_chart";
import { Card } from "../components/card";
import { Waiting } from "../components/waiting";
import { DocumentCard } from "../components/document_card";
import { HiddenTable } from "../components/hidden_table";
import { ShockSlider } from "../components/shock_slider";
import { shown as minus } from "../format/numbers";
import { cascade } from "../state/documents";
import { liquidations } from "../state/liquidations";

type Cascade = components["schemas"]["CascadeDocument"];
type Tipping = Cascade["tipping_down"];

/** How far forced orders would carry a shock: in words, and by how much each forced order forces others. */
export function CascadeCard({ span }: { span: string }) {
  if (liquidations.value === null && cascade.state.value.body === null) {
    return (
      <Card
        title="Cascade"
        span={span}
        isLive
        controls={<ShockSlider isAsking={cascade.state.value.isAsking} />}
      >
        <Waiting what="Cascade" />
      </Card>
    );
  }
  return (
    <DocumentCard
      title="Cascade"
      span={span}
      source={cascade}
      isScrolling
      controls={<ShockSlider isAsking={cascade.state.value.isAsking} />}
      subtitle={(found) => `${found.symbol} at ${found.price.text} · ${found.status}`}
      lineage={(found) => [found.badge, ...found.sources, ...found.estimated].join(" · ")}
      table={cascadeTable}
    >
      {(found) => (
        <div class="with-plot">
          <p class="sentence" role="status">
            {minus(found.sentence)}
          </p>
          <RatioChart found={found} />
          <dl class="facts">
            <Fact
              name="largest R, at one price"
              text={`${found.largest_ratio.text} at ${found.largest_ratio_at.text}`}
            />
            <Fact name="tips down at" text={tippingText(found.tipping_down)} />
            <Fact name="tips up at" text={tippingText(found.tipping_up)} />
          </dl>
          <HiddenTable caption="Branching ratio along the price" rows={cascadeTable(found)} />
        </div>
      )}
    </DocumentCard>
  );
}

function Fact({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd class="figure">{minus(text)}</dd>
    </div>
  );
}

function tippingText({ shock, move_before, move_after }: Tipping): string {
  if (shock.value === null) return "no shock that was tried";
  return `${shock.text}: end from ${move_before.text} to ${move_after.text}`;
}

function cascadeTable(found: Cascade): string[][] {
  return [
    ["from", "to", `liquidations, ${found.liquidated_value.unit}`, "depth, base units", "R", "here"],
    ...found.bands.map((each) => [
      each.from_price.text,
      each.to_price.text,
      each.liquidations.text,
      each.depth.text,
      each.branching_ratio.text,
      each.marks,
    ]),
  ];
}
