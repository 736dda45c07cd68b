import type { components } from "../api/schema";
import { DocumentCard } from "../components/document_card";
import { Finding } from "../components/finding";
import { lineageLine } from "../components/lineage";
import { shown } from "../format/numbers";
import { levelText } from "../format/percent";
import { report } from "../state/documents";

type Report = components["schemas"]["ReportDocument"];

const NAMES: Record<string, { short: string; title: string }> = {
  value_at_risk: { short: "VaR", title: "Value at Risk" },
  expected_shortfall: { short: "ES", title: "Expected Shortfall" },
};
const LEVELS_SHOWN = 2;

/** One-session VaR and ES with their intervals, and who makes the tail. */
export function TailCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Tail of the book"
      span={span}
      source={report}
      isScrolling
      subtitle={(found) => `${found.base_currency}, one session, a loss is positive`}
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
          <Matrix figures={outermost(found)} />
        </>
      )}
    </DocumentCard>
  );
}

/** Measures by level of confidence, each with its interval. */
function Matrix({ figures }: { figures: Report["figures"] }) {
  const levels = [...new Set(figures.map((each) => each.confidence))];
  const measures = [...new Set(figures.map((each) => each.measure))];
  return (
    <table class="tail">
      <caption class="visually-hidden">Value at Risk and Expected Shortfall with their intervals</caption>
      <thead>
        <tr>
          <td />
          {levels.map((level) => (
            <th key={level} scope="col" class="unit">
              {levelText(level)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {measures.map((measure) => (
          <tr key={measure}>
            <th scope="row" class="unit">
              <abbr title={NAMES[measure]?.title}>{NAMES[measure]?.short ?? measure}</abbr>
            </th>
            {figures
              .filter((each) => each.measure === measure)
              .map((each) => (
                <td
                  key={each.confidence}
                  title={`interval by ${each.interval}, coverage ${each.coverage.text}`}
                >
                  <div class="figure">{each.value.text}</div>
                  <div class="unit">
                    {each.lower.text} to {each.upper.text}
                  </div>
                </td>
              ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Figures of one session at the highest levels of confidence, the lower of them first. */
function outermost(found: Report): Report["figures"] {
  const figures = found.figures.filter((each) => each.horizon_sessions === 1);
  const levels = [...new Set(figures.map((each) => each.confidence))].sort((one, other) => one - other);
  return figures.filter((each) => levels.slice(-LEVELS_SHOWN).includes(each.confidence));
}

/** Who makes most of the tail at the lower of the levels shown. */
function Largest({ found }: { found: Report }) {
  const level = outermost(found)[0]?.confidence;
  const at = String(level);
  const largest = [...found.contributions].sort(
    (one, other) => (other.amounts[at]?.value ?? 0) - (one.amounts[at]?.value ?? 0),
  )[0];
  const share = largest?.shares[at];
  if (level === undefined || largest === undefined || share === undefined) return null;
  const text = `Largest contributor: ${largest.position}, ${shown(share.text)} of the ${levelText(level)} shortfall`;
  return <Finding text={text} place={{ view: "portfolio" }} />;
}
