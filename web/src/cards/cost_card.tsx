import { Card } from "../components/card";
import { Export } from "../components/export";
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
      tools={<Export name="Cost to trade" json={found?.costs} table={[head, ...rows]} />}
    >
      {found === null ? (
        <Waiting what="Cost to trade" />
      ) : (
        <table class="plain">
          <thead>
            <tr>
              {head.map((cell) => (
                <th key={cell} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([size = "", ...cells]) => (
              <tr key={size}>
                <th scope="row" class="figure">
                  {size}
                </th>
                {cells.map((cell, place) => (
                  <td key={place} class="figure">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
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
