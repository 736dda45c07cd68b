import type { components } from "../../api/schema";
import { DocumentCard } from "../../components/document_card";
import { lineageLine } from "../../components/lineage";
import { PlainTable } from "../../components/plain_table";
import { report } from "../../state/documents";

type Report = components["schemas"]["ReportDocument"];

/** What lies where, and by whose promise. */
export function VenuesCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Venues and custody"
      span={span}
      source={report}
      lineage={(found) => lineageLine(found.as_of, found.data.lineage)}
      table={(found) => [head(found), ...rows(found).map((each) => each.cells)]}
    >
      {(found) => (
        <PlainTable caption="Venues and custody" head={head(found)} rows={rows(found)} textColumns={2} />
      )}
    </DocumentCard>
  );
}

function head(found: Report): string[] {
  return ["venue", "custody", `claim ${found.base_currency}`, "share"];
}

function rows(found: Report): { key: string; cells: string[] }[] {
  return found.venues.map((each) => ({
    key: each.venue,
    cells: [each.venue, each.custody, each.claim.text, each.share.text],
  }));
}
