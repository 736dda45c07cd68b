import type { components } from "../../api/schema";
import { DataTable } from "../../components/data_table";
import { DocumentCard } from "../../components/document_card";
import { lineageLine } from "../../components/lineage";
import type { DataColumn } from "../../components/table_order";
import { fixed } from "../../format/numbers";
import { report } from "../../state/documents";

type Series = components["schemas"]["ReportDocument"]["data"]["series"][number];

const COLUMNS: DataColumn<Series>[] = [
  { id: "symbol", title: "symbol", text: (row) => row.symbol },
  { id: "column", title: "column", text: (row) => row.column },
  { id: "first", title: "first", isNumber: true, text: (row) => row.first },
  { id: "last", title: "last", isNumber: true, text: (row) => row.last },
  count("closes", "closes in window", (row) => row.closes_in_window),
  count("left-out", "not common", (row) => row.not_common),
  count("blank", "blank rows", (row) => row.blank_rows),
  { id: "source", title: "source", isLong: true, text: (row) => row.source },
];

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
      table={({ data }) => [
        COLUMNS.map((each) => each.title),
        ...data.series.map((row) => COLUMNS.map((each) => each.text(row))),
      ]}
    >
      {({ data }) => (
        <DataTable
          name="prices"
          caption="Prices behind the report"
          columns={COLUMNS}
          rows={data.series}
          keyOf={(row) => row.symbol}
        />
      )}
    </DocumentCard>
  );
}

function count(id: string, title: string, number: (row: Series) => number): DataColumn<Series> {
  return { id, title, isNumber: true, text: (row) => fixed(number(row), 0), order: number };
}
