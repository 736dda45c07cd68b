import { Card } from "../components/card";
import { Export } from "../components/export";
import { Waiting } from "../components/waiting";
import { Tile } from "../components/tile";
import { liquidations } from "../state/liquidations";

/** Average leverage by both of its means, and what of it is not known. */
export function LeverageCard({ span }: { span: string }) {
  const found = liquidations.value;
  return (
    <Card
      title="Estimated leverage"
      span={span}
      isLive
      isScrolling
      lineage={found?.lineage}
      tools={
        <Export
          name="Estimated leverage"
          lineage={found?.lineage}
          json={found?.average_leverage}
          table={[
            ["mean", "leverage", "note"],
            ...(found?.average_leverage ?? []).map((each) => Object.values(each)),
          ]}
        />
      }
    >
      {found === null ? (
        <Waiting what="Estimated leverage" />
      ) : (
        <>
          <ul class="tiles is-pair">
            {found.average_leverage.map((each) => (
              <Tile key={each.name} name={`${each.name} mean`} text={each.text} unit={each.note} />
            ))}
          </ul>
          <p class="unit">{found.unidentified}</p>
          <dl class="facts">
            {found.facts.map(([name, text]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd class="figure">{text}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Card>
  );
}
