import type { components } from "../../api/schema";
import { DataTable } from "../../components/data_table";
import { DocumentCard } from "../../components/document_card";
import { Empty } from "../../components/empty";
import { lineageLine } from "../../components/lineage";
import type { DataColumn } from "../../components/table_order";
import { report } from "../../state/documents";
import { figureText } from "./texts";

type Limit = NonNullable<components["schemas"]["ReportDocument"]["limits"]>["limits"][number];

const COLUMNS: DataColumn<Limit>[] = [
  { id: "limit", title: "limit", text: (row) => row.title },
  figure("reading", "reading", (row) => row.reading),
  figure("most", "at most", (row) => row.most),
  { ...figure("used", "used", (row) => row.used), share: (row) => row.used.value, isLoss },
  { id: "verdict", title: "verdict", text: (row) => row.words, isLoss },
  { id: "interval", title: "interval", isNumber: true, text: interval, order: (row) => row.upper.value },
  { id: "basis", title: "of", isLong: true, text: (row) => row.basis },
];

/** What the book may have at most, how much of it there is, and whether that is for certain. */
export function LimitsCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Limits"
      span={span}
      source={report}
      subtitle={(found) => found.limits?.sentence ?? ""}
      lineage={(found) => lineageLine(found.as_of, found.data.lineage)}
      table={(found) => [
        COLUMNS.map((each) => each.title),
        ...(found.limits?.limits ?? []).map((row) => COLUMNS.map((each) => each.text(row))),
      ]}
    >
      {({ limits }) =>
        limits === null ? (
          <Empty
            sentence="The portfolio file gives no limits."
            how="Under limits it may say what the book is allowed: of VaR, stress, an asset, a venue, days to sell."
          />
        ) : (
          <DataTable
            name="limits"
            caption="Limits of the book"
            columns={COLUMNS}
            rows={limits.limits}
            keyOf={(row) => row.limit}
          />
        )
      }
    </DocumentCard>
  );
}

function figure(id: string, title: string, number: (row: Limit) => Limit["reading"]): DataColumn<Limit> {
  return {
    id,
    title,
    isNumber: true,
    text: (row) => figureText(number(row)),
    order: (row) => number(row).value,
  };
}

function interval({ lower, upper }: Limit): string {
  return lower.value === null ? "" : `${lower.text} to ${upper.text}`;
}

function isLoss({ verdict }: Limit): boolean {
  return verdict === "breached";
}
