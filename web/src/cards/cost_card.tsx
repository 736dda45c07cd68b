import { Card } from "../components/card";
import { Export } from "../components/export";
import { book } from "../state/book";

/** What an order of a size would pay beyond the middle, walking the book as it is. */
export function CostCard({ span }: { span: string }) {
  const found = book.value;
  const rows = [
    ["size", "buy", "sell"],
    ...(found?.costs ?? []).map(({ size, buy, sell }) => [size, buy, sell]),
  ];
  return (
    <Card
      title="Cost to trade"
      span={span}
      isLive
      subtitle="against the middle, at once"
      lineage={found?.lineage}
      tools={<Export name="Cost to trade" json={found?.costs} table={rows} />}
    >
      {found === null ? (
        <div class="skeleton" role="status" aria-label="Cost to trade: waiting for the stream" />
      ) : (
        <table class="plain">
          <thead>
            <tr>
              {rows[0]?.map((cell) => (
                <th key={cell} scope="col">
                  {cell}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(1).map(([size, buy, sell]) => (
              <tr key={size}>
                <th scope="row" class="figure">
                  {size}
                </th>
                <td class="figure">{buy}</td>
                <td class="figure">{sell}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
