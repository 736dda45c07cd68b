import { DocumentCard } from "../components/document_card";
import { lineageLine } from "../components/lineage";
import { simulation } from "../state/documents";
import { fanTable, pathsLine, PathsFan, type Simulation } from "./paths_fan";

/** Fan of simulated prices, of the founding page's parameters. */
export function PathsCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Price paths"
      span={span}
      source={simulation}
      subtitle={pathsLine}
      lineage={(found) => lineageLine("", found.lineage)}
      table={fanTable}
    >
      {(found) => (
        <div class="with-plot">
          <PathsFan found={found} />
          <Tail found={found} />
        </div>
      )}
    </DocumentCard>
  );
}

function Tail({ found }: { found: Simulation }) {
  const [tail, shortfall] = found.tail;
  return (
    <p class="unit loss">
      {tail?.name}, {found.days.text} {found.days.unit}: {tail?.simulated.text} ± {tail?.standard_error.text};
      ES {shortfall?.simulated.text} ± {shortfall?.standard_error.text}
    </p>
  );
}
