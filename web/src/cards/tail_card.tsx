import type { components } from "../api/schema";
import { DocumentCard } from "../components/document_card";
import { lineageLine } from "../components/lineage";
import { Tile } from "../components/tile";
import { show } from "../state/address";
import { report } from "../state/documents";

type Report = components["schemas"]["ReportDocument"];

const NAMES: Record<string, string> = {
  value_at_risk: "Value at Risk",
  expected_shortfall: "Expected Shortfall",
};
const LEVELS_SHOWN = 2;

/** One-session VaR and ES with their intervals, and who makes the tail. */
export function TailCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Tail of the book"
      span={span}
      source={report}
      subtitle={(found) => `${found.base_currency}, one session, loss > 0`}
      lineage={(found) => lineageLine(found.as_of, found.figures[0]?.lineage ?? found.data.lineage)}
      table={(found) => [
        ["measure", "confidence", "sessions", "loss", "low", "high", "currency"],
        ...found.figures.map((each) => [
          each.measure,
          String(each.confidence),
          String(each.horizon_sessions),
          each.value.text,
          each.lower.text,
          each.upper.text,
          each.value.unit,
        ]),
      ]}
    >
      {(found) => (
        <>
          <Largest found={found} />
          <ul class="tiles is-pair">
            {outermost(found).map((each) => (
              <Tile
                key={`${each.measure}${each.confidence}`}
                name={`${NAMES[each.measure] ?? each.measure} ${percent(each.confidence)}`}
                text={each.value.text}
                unit={each.value.unit}
                isInline
                title={`interval by ${each.interval}, coverage ${each.coverage.text}`}
              >
                <div class="unit">
                  {each.lower.text} to {each.upper.text}
                </div>
              </Tile>
            ))}
          </ul>
        </>
      )}
    </DocumentCard>
  );
}

/** Figures of one session at the highest levels of confidence, the lower of them first. */
function outermost(found: Report): Report["figures"] {
  const figures = found.figures.filter((each) => each.horizon_sessions === 1);
  const levels = [...new Set(figures.map((each) => each.confidence))].sort((one, other) => one - other);
  return figures.filter((each) => levels.slice(-LEVELS_SHOWN).includes(each.confidence));
}

/** Of the lower of the levels shown, as the view of the portfolio has it. */
function Largest({ found }: { found: Report }) {
  const level = outermost(found)[0]?.confidence;
  const at = String(level);
  const largest = [...found.contributions].sort(
    (one, other) => (other.amounts[at]?.value ?? 0) - (one.amounts[at]?.value ?? 0),
  )[0];
  if (level === undefined || largest?.shares[at] === undefined) return null;
  return (
    <p class="largest">
      Largest contributor:{" "}
      <button type="button" class="link" onClick={() => show({ view: "portfolio" })}>
        {largest.position}
      </button>
      , {largest.shares[at].text} of ES {percent(level)}
    </p>
  );
}

function percent(confidence: number): string {
  return `${Number((100 * confidence).toFixed(1))} %`;
}
