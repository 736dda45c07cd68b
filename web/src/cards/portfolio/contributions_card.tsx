import type { components } from "../../api/schema";
import { BarList } from "../../components/bar_list";
import { DocumentCard } from "../../components/document_card";
import { lineageLine } from "../../components/lineage";
import { levelText } from "../../format/percent";
import { choose, chosen } from "../../state/address";
import { report } from "../../state/documents";

type Report = components["schemas"]["ReportDocument"];

/** Which positions make the tail: parts of Expected Shortfall that add up to it. */
export function ContributionsCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Who makes the tail"
      span={span}
      source={report}
      isScrolling
      subtitle={(found) => `parts of one-session ES, ${found.base_currency}`}
      lineage={(found) => lineageLine(found.as_of, found.figures[0]?.lineage ?? found.data.lineage)}
      table={contributionTable}
    >
      {(found) => <Contributions found={found} />}
    </DocumentCard>
  );
}

function Contributions({ found }: { found: Report }) {
  const levels = levelsOf(found);
  const wanted = chosen.value["level"];
  const level = levels.find((each) => each === wanted) ?? levels.at(-2) ?? levels[0];
  if (level === undefined) return null;
  const whole = found.figures.find(
    (each) =>
      each.measure === "expected_shortfall" &&
      each.horizon_sessions === 1 &&
      String(each.confidence) === level,
  );
  const parts = [...found.contributions].sort(
    (one, other) => (other.amounts[level]?.value ?? 0) - (one.amounts[level]?.value ?? 0),
  );
  return (
    <>
      <label class="inline unit">
        confidence{" "}
        <select value={level} onChange={(event) => choose({ level: event.currentTarget.value })}>
          {levels.map((each) => (
            <option key={each} value={each}>
              {levelText(Number(each))}
            </option>
          ))}
        </select>
      </label>
      <BarList
        bars={parts.map((each) => ({
          key: each.position,
          name: each.position,
          title: `${each.position}: part of the ${levelText(Number(level))} Expected Shortfall`,
          value: each.amounts[level]?.value ?? 0,
          text: each.amounts[level]?.text ?? "",
          note: each.shares[level]?.text ?? "",
          tone: toneOf(each.amounts[level]?.value ?? 0),
        }))}
      />
      {whole === undefined ? null : (
        <p class="total">
          <span>Sum: Expected Shortfall {levelText(Number(level))}</span>{" "}
          <strong class="figure">
            {whole.value.text} {whole.value.unit}
          </strong>
        </p>
      )}
      <p class="unit">A part below zero hedges the others.</p>
    </>
  );
}

function toneOf(part: number): "gain" | "loss" | "neutral" {
  return part === 0 ? "neutral" : part < 0 ? "gain" : "loss";
}

function levelsOf(found: Report): string[] {
  return Object.keys(found.contributions[0]?.amounts ?? {}).sort((one, other) => Number(one) - Number(other));
}

function contributionTable(found: Report): string[][] {
  const levels = levelsOf(found);
  return [
    [
      "position",
      ...levels.flatMap((each) => [
        `part of ES ${levelText(Number(each))}`,
        `share ${levelText(Number(each))}`,
      ]),
    ],
    ...found.contributions.map((each) => [
      each.position,
      ...levels.flatMap((level) => [each.amounts[level]?.text ?? "", each.shares[level]?.text ?? ""]),
    ]),
  ];
}
