import { Card } from "../components/card";
import { Export } from "../components/export";
import { PlainTable } from "../components/plain_table";
import { Waiting } from "../components/waiting";
import { shown } from "../format/numbers";
import { book, type CostOfSize } from "../state/book";
import { units } from "../state/feed";

/** What an order of a size would pay beyond the middle, walking the book as it is. */
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
  return (
    <Card
      title="Cost to trade"
      span={span}
      isLive
      isScrolling
      subtitle={unitOf(found?.costs ?? [])}
      lineage={found?.lineage}
      tools={
        <Export name="Cost to trade" lineage={found?.lineage} json={found?.costs} table={[head, ...rows]} />
      }
    >
      {found === null ? (
        <Waiting what="Cost to trade" />
      ) : (
        <PlainTable
          caption="Cost to trade by size"
          head={head}
          rows={rows.map(([size = "", ...cells]) => ({ key: size, cells: [size, ...cells] }))}
          textColumns={0}
        />
      )}
    </Card>
  );
}

function costText(text: string, value: number | null): string {
  return value === null ? "not in the book" : shown(text);
}

function unitOf(costs: CostOfSize[]): string {
  return costs[0]?.unit ?? "";
}
