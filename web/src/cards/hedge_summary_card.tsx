import { DocumentCard } from "../components/document_card";
import { Finding } from "../components/finding";
import { lineageLine } from "../components/lineage";
import { shown } from "../format/numbers";
import { hedges } from "../state/documents";

/** As many as are read at a glance. */
const MOST_SHOWN = 2;

/** The best hedges in a sentence each; each leads to where it is tried. */
export function HedgeSummaryCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="What a hedge would change"
      span={span}
      source={hedges}
      isScrolling
      lineage={(found) => lineageLine(found.prices_as_of, found.lineage)}
      table={(found) => [["trade", "in words"], ...found.hedges.map((each) => [each.order, each.sentence])]}
    >
      {(found) =>
        found.hedges.length === 0 ? (
          <p>No single trade lowers the Expected Shortfall of this book.</p>
        ) : (
          <ol class="hedge-sentences">
            {found.hedges.slice(0, MOST_SHOWN).map((each) => (
              <li key={each.order}>
                <Finding
                  text={shown(each.sentence)}
                  place={{ view: "portfolio", choices: { trade: each.order } }}
                />
              </li>
            ))}
          </ol>
        )
      }
    </DocumentCard>
  );
}
