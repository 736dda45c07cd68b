import { DocumentCard } from "../../components/document_card";
import { lineageLine } from "../../components/lineage";
import { report } from "../../state/documents";

/** What could not be computed, and how the figures are to be read. */
export function NotesCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Failures and notes"
      span={span}
      source={report}
      lineage={(found) => lineageLine(found.as_of, found.data.lineage)}
      table={(found) => [
        ["kind", "where", "what"],
        ...found.failures.map((each) => ["failure", each.where, `${each.message} (${each.reason})`]),
        ...found.notes.map((each) => ["note", "", each]),
      ]}
    >
      {(found) => (
        <>
          {found.failures.length === 0 ? (
            <p class="sentence">Failures: none.</p>
          ) : (
            <ul class="failures" aria-label="Failures">
              {found.failures.map((each) => (
                <li key={`${each.where}${each.message}`}>
                  {each.where}: {each.message} ({each.reason})
                </li>
              ))}
            </ul>
          )}
          <ul class="notes" aria-label="Notes">
            {found.notes.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </>
      )}
    </DocumentCard>
  );
}
