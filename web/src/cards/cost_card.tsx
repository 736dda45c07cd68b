import { CostCurveChart, type CostSide } from "../charts/cost_curve";
import { Card } from "../components/card";
import { Export } from "../components/export";
import { PlainTable } from "../components/plain_table";
import { Waiting } from "../components/waiting";
import { shown } from "../format/numbers";
import { book, type CostCurve, type CostOfSize } from "../state/book";
import { units } from "../state/feed";

const NOT_IN_THE_BOOK = "–";

/** What an order of a size would pay beyond the middle, walking the book as it is: as a curve, and for some sizes. */
export function CostCard({ span }: { span: string }) {
  const found = book.value;
  const { base, quote } = units.value;
  const head = [`size ${base}`, `worth ${quote}`, "buy", "sell"];
  const rows = (found?.costs ?? []).map((each) => [
    each.size,
    each.notional,
    costText(each.buy, each.buy_value),
    costText(each.sell, each.sell_value),
  ]);
  const subtitle = subtitleOf(found?.costs ?? []);
  return (
    <Card
      title="Cost to trade"
      span={span}
      isLive
      isScrolling
      subtitle={subtitle}
      lineage={found?.lineage}
      tools={
        <Export
          name="Cost to trade"
          subtitle={subtitle}
          lineage={found?.lineage}
          json={{ costs: found?.costs, curve: found?.curve }}
          table={[head, ...rows]}
        />
      }
    >
      {found === null ? (
        <Waiting what="Cost to trade" />
      ) : (
        <div class="beside">
          <PlainTable
            caption="Cost to trade by size"
            head={head}
            rows={rows.map(([size = "", ...cells]) => ({ key: size, cells: [size, ...cells] }))}
            textColumns={0}
          />
          {found.curve === null ? null : (
            <CostCurveChart sides={sidesOf(found.curve)} base={base} unit="bp" />
          )}
        </div>
      )}
    </Card>
  );
}

function sidesOf(curve: CostCurve): CostSide[] {
  return [
    { name: "buy", points: curve.buy, knownSize: curve.buy_known_size },
    { name: "sell", points: curve.sell, knownSize: curve.sell_known_size },
  ];
}

function costText(text: string, value: number | null): string {
  return value === null ? NOT_IN_THE_BOOK : shown(text);
}

function subtitleOf(costs: CostOfSize[]): string {
  const isBeyond = costs.some((each) => each.buy_value === null || each.sell_value === null);
  return `${costs[0]?.unit ?? ""}${isBeyond ? `; ${NOT_IN_THE_BOOK}: the book holds less` : ""}`;
}
