import type { components } from "../../api/schema";
import { DocumentCard } from "../../components/document_card";
import { lineageLine } from "../../components/lineage";
import { PlainTable } from "../../components/plain_table";
import { fixed } from "../../format/numbers";
import { report } from "../../state/documents";

type Report = components["schemas"]["ReportDocument"];

const HEAD = ["symbol", "source", "column", "first", "last", "closes in window", "not common", "blank rows"];

/** The prices behind every figure, and what the join of their calendars left out. */
export function PricesCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Data and lineage"
      span={span}
      source={report}
      subtitle={({ data }) =>
        `${fixed(data.common_closes, 0)} common closes, ${data.window_start} to ${data.window_end}`
      }
      lineage={({ data, as_of: asOf }) =>
        `${lineageLine(asOf, data.lineage)} · data ${data.lineage.data_hash} · Seawall ${data.lineage.version}`
      }
      table={(found) => [HEAD, ...rows(found).map((each) => each.cells)]}
    >
      {(found) => (
        <PlainTable caption="Prices behind the report" head={HEAD} rows={rows(found)} textColumns={3} />
      )}
    </DocumentCard>
  );
}

function rows({ data }: Report): { key: string; cells: string[] }[] {
  return data.series.map((each) => ({
    key: each.symbol,
    cells: [
      each.symbol,
      each.source,
      each.column,
      each.first,
      each.last,
      fixed(each.closes_in_window, 0),
      fixed(each.not_common, 0),
      fixed(each.blank_rows, 0),
    ],
  }));
}
