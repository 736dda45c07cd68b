import type { components } from "../../api/schema";
import { Waterfall } from "../../charts/waterfall";
import { DocumentCard } from "../../components/document_card";
import { HiddenTable } from "../../components/hidden_table";
import { lineageLine } from "../../components/lineage";
import { report } from "../../state/documents";

type Rating = components["schemas"]["RatingView"];

/** Points of each factor, one after another, up to the composite. */
export function WaterfallCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Waterfall"
      span={span}
      source={report}
      subtitle={() => "points that each factor adds, over the ladder of grades"}
      lineage={(found) => lineageLine(found.as_of, found.data.lineage)}
      table={({ rating }) => pointsTable(rating)}
    >
      {({ rating }) => (
        <div class="with-plot">
          <Waterfall rating={rating} title="Waterfall of the composite rating" />
          <HiddenTable caption="Points of each factor" rows={pointsTable(rating)} />
          <p class="unit">{sum(rating)}</p>
        </div>
      )}
    </DocumentCard>
  );
}

function pointsTable(rating: Rating): string[][] {
  return [
    ["factor", "points", "at best", "at worst"],
    ...rating.waterfall.map((each) => [
      each.title,
      each.contribution.text,
      each.contribution_best.text,
      each.contribution_worst.text,
    ]),
    ["composite", rating.score.text, rating.best.text, rating.worst.text],
  ];
}

/** The addition, as it stands before rounding. */
function sum(rating: Rating): string {
  const parts = (["contribution_best", "contribution_worst"] as const).map((end) =>
    rating.waterfall.map((each) => each[end].text).join(" + "),
  );
  if (rating.score.value !== null) return `${parts[0]} = ${rating.score.text} before rounding`;
  return `At best ${parts[0]} = ${rating.best.text}, at worst ${parts[1]} = ${rating.worst.text}, before rounding`;
}
