import type { components } from "../../api/schema";
import { DataTable } from "../../components/data_table";
import { DocumentCard } from "../../components/document_card";
import { lineageLine } from "../../components/lineage";
import type { DataColumn } from "../../components/table_order";
import { report } from "../../state/documents";
import { figureText, gradeText, scoreText } from "./texts";

type Rating = components["schemas"]["RatingView"];
type Factor = Rating["waterfall"][number];
type Step = NonNullable<Rating["better"]>;
type Figure = Factor["reading"];

/** Each factor from its reading to its points, and what it alone would have to read for the next grade. */
export function FactorsCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Factors"
      span={span}
      source={report}
      subtitle={() =>
        "a score is linear between the readings that score 0 and 10; points are score times weight"
      }
      lineage={(found) => lineageLine(found.as_of, found.data.lineage)}
      table={({ rating }) => [
        columnsOf(rating).map((each) => each.title),
        ...rating.waterfall.map((row) => columnsOf(rating).map((each) => each.text(row))),
      ]}
    >
      {({ rating }) => (
        <DataTable
          name="factors"
          caption="Factors of the rating"
          columns={columnsOf(rating)}
          rows={rating.waterfall}
          keyOf={(row) => row.factor}
          total={{
            factor: `composite: ${gradeText(rating)}`,
            points: scoreText(rating),
          }}
        />
      )}
    </DocumentCard>
  );
}

function columnsOf(rating: Rating): DataColumn<Factor>[] {
  return [
    { id: "factor", title: "factor", text: (row) => row.title },
    figure("reading", "reading", (row) => row.reading),
    figure("low", "scores 0 at", (row) => row.low),
    figure("high", "scores 10 at", (row) => row.high),
    figure("score", "score", (row) => row.score),
    figure("weight", "weight", (row) => row.weight),
    figure("points", "points", (row) => row.contribution),
    ...moves(rating.better, "below"),
    ...moves(rating.worse, "from"),
    { id: "meaning", title: "what is read", isLong: true, text: (row) => row.meaning },
    { id: "basis", title: "basis", isLong: true, text: (row) => row.basis },
  ];
}

function figure(id: string, title: string, number: (row: Factor) => Figure): DataColumn<Factor> {
  return {
    id,
    title,
    isNumber: true,
    text: (row) => figureText(number(row)),
    order: (row) => number(row).value,
  };
}

/** What each factor alone would have to read for a grade; no column where there is no such grade. */
function moves(step: Step | null, word: string): DataColumn<Factor>[] {
  if (step === null) return [];
  const needed = (row: Factor): Figure | undefined =>
    step.moves.find((move) => move.factor === row.factor)?.needed_reading;
  return [
    {
      id: `for-${step.grade.toLowerCase()}`,
      title: `alone for ${step.grade}: ${word}`,
      isNumber: true,
      text: (row) => {
        const found = needed(row);
        return found === undefined || found.value === null ? "not alone" : figureText(found);
      },
      order: (row) => needed(row)?.value ?? null,
    },
  ];
}
