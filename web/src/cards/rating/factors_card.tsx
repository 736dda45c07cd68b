import type { components } from "../../api/schema";
import { DocumentCard } from "../../components/document_card";
import { lineageLine } from "../../components/lineage";
import { PlainTable } from "../../components/plain_table";
import { report } from "../../state/documents";

type Rating = components["schemas"]["RatingView"];
type Step = Rating["better"];

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
      table={({ rating }) => [head(rating), ...rows(rating).map((each) => each.cells)]}
    >
      {({ rating }) => (
        <PlainTable caption="Factors of the rating" head={head(rating)} rows={rows(rating)} textColumns={3} />
      )}
    </DocumentCard>
  );
}

function head(rating: Rating): string[] {
  return [
    "factor",
    "what is read",
    "from",
    "reading",
    "scores 0 at",
    "scores 10 at",
    "score",
    "weight",
    "points",
    ...(rating.better ? [`alone for ${rating.better.grade}, below`] : []),
    ...(rating.worse ? [`alone for ${rating.worse.grade}, from`] : []),
  ];
}

function rows(rating: Rating): { key: string; cells: string[] }[] {
  const steps = [rating.better, rating.worse].filter((each): each is NonNullable<Step> => !!each);
  return rating.waterfall.map((each) => ({
    key: each.factor,
    cells: [
      each.title,
      each.meaning,
      each.basis,
      withUnit(each.reading),
      withUnit(each.low),
      withUnit(each.high),
      each.score.text,
      each.weight.text,
      each.contribution.text,
      ...steps.map((step) => {
        const needed = step.moves.find((move) => move.factor === each.factor)?.needed_reading;
        return needed === undefined || needed.value === null ? "not alone" : withUnit(needed);
      }),
    ],
  }));
}

/** The percent sign is part of the text already, and an index has no unit that says more than its name. */
function withUnit({ text, unit, value }: { text: string; unit: string; value: number | null }): string {
  return unit === "days" && value !== null ? `${text} ${unit}` : text;
}
