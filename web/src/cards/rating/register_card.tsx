import type { components } from "../../api/schema";
import { DataTable } from "../../components/data_table";
import { DocumentCard } from "../../components/document_card";
import { lineageLine } from "../../components/lineage";
import type { DataColumn } from "../../components/table_order";
import { report } from "../../state/documents";

type Report = components["schemas"]["ReportDocument"];
type Exposure = Report["exposures"][number];
type Figure = Exposure["value"];

/** Names what was sought and how it is sorted in the address. */
const REGISTER = "register";

/** Market, credit, liquidity and operational exposure of every position; what is not known is said. */
export function RegisterCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Exposure register"
      span={span}
      source={report}
      subtitle={() => "delta: gain for +100 % of the asset's price; days to sell: at 10 % of average volume"}
      lineage={(found) => lineageLine(found.as_of, found.data.lineage)}
      table={registerTable}
    >
      {(found) => (
        <DataTable
          name={REGISTER}
          caption="Exposure register"
          noun={["position", "positions"]}
          columns={columnsOf(found)}
          rows={found.exposures}
          keyOf={(row) => row.position}
          total={totalOf(found)}
        />
      )}
    </DocumentCard>
  );
}

function words(id: string, title: string, text: (row: Exposure) => string): DataColumn<Exposure> {
  return { id, title, text };
}

function figure(id: string, title: string, number: (row: Exposure) => Figure): DataColumn<Exposure> {
  return {
    id,
    title,
    isNumber: true,
    text: (row) => number(row).text,
    order: (row) => number(row).value,
  };
}

function columnsOf({ base_currency: base }: Report): DataColumn<Exposure>[] {
  return [
    words("position", "position", (row) => row.position),
    words("instrument", "instrument", (row) => row.instrument),
    words("asset", "asset", (row) => row.asset),
    words("class", "class", (row) => row.asset_class),
    figure("quantity", "quantity", (row) => row.quantity),
    figure("value", `value ${base}`, (row) => row.value),
    figure("share", "of equity", (row) => row.share_of_equity),
    figure("delta", `delta ${base}`, (row) => row.delta),
    figure("beta", "beta", (row) => row.beta),
    words("venue", "venue", (row) => row.venue),
    words("issuer", "issuer", (row) => row.issuer),
    figure("credit", "credit loss a year", (row) => row.credit_loss_rate),
    figure("days", "days to sell", (row) => row.days_to_sell),
    { ...words("volume", "volume from", (row) => row.liquidity_basis), isLong: true },
    { ...words("unknown", "not known", (row) => row.unknown.join("; ") || "–"), isLong: true },
  ];
}

function totalOf({ exposure_total: total }: Report): Record<string, string> {
  return {
    position: "whole book",
    value: total.value.text,
    share: total.share_of_equity.text,
    delta: total.delta.text,
    credit: total.credit_loss_rate.text,
    days: total.days_to_sell.text,
  };
}

function registerTable(found: Report): string[][] {
  const columns = columnsOf(found);
  const total = totalOf(found);
  return [
    columns.map((each) => each.title),
    ...found.exposures.map((row) => columns.map((each) => each.text(row))),
    columns.map((each) => total[each.id] ?? ""),
  ];
}
