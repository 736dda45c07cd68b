import { getDocument } from "../api/client";
import { DocumentCard } from "../components/document_card";
import { lineageLine } from "../components/lineage";

const NAMES: Record<string, string> = {
  value_at_risk: "Value at Risk",
  expected_shortfall: "Expected Shortfall",
};

/** One-session VaR and ES with their intervals, and who makes the tail. */
export function TailCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Tail of the book"
      span={span}
      fetching={(abort) => getDocument("/api/v1/report", undefined, abort)}
      subtitle={() => "one session, a loss is positive"}
      lineage={(report) => lineageLine(report.as_of, report.data.lineage)}
      table={(report) => [
        ["measure", "confidence", "sessions", "loss", "low", "high", "currency"],
        ...report.figures.map((each) => [
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
      {(report) => {
        const largest = [...report.contributions].sort(
          (one, other) => (other.amounts["0.99"]?.value ?? 0) - (one.amounts["0.99"]?.value ?? 0),
        )[0];
        return (
          <>
            <ul class="tiles">
              {report.figures
                .filter((each) => each.horizon_sessions === 1 && each.confidence >= 0.975)
                .map((each) => (
                  <li key={`${each.measure}${each.confidence}`}>
                    <div class="unit">
                      {NAMES[each.measure] ?? each.measure} {(100 * each.confidence).toFixed(1)} %
                    </div>
                    <div class="figure">{each.value.text}</div>
                    <div class="unit">
                      {each.value.unit} · {each.lower.text} to {each.upper.text}
                    </div>
                  </li>
                ))}
            </ul>
            {largest === undefined ? null : (
              <p class="unit">
                Largest contributor to the 99 % shortfall: {largest.position}, {largest.shares["0.99"]?.text}
              </p>
            )}
          </>
        );
      }}
    </DocumentCard>
  );
}
