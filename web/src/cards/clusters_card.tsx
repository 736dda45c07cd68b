import { Card } from "../components/card";
import { Export } from "../components/export";
import { Waiting } from "../components/waiting";
import { fixed, shortUsd, shown, wholeUsd } from "../format/numbers";
import { clusterName, liquidations, type ClusterPanel } from "../state/liquidations";

/** Where estimated liquidations crowd, how far that is, how likely it is touched, and what it would mean. */
export function ClustersCard({ span }: { span: string }) {
  const found = liquidations.value;
  return (
    <Card
      title="Clusters, estimated"
      span={span}
      isLive
      isScrolling
      subtitle="touch: a Brownian motion without drift at the last day's volatility"
      lineage={found?.lineage}
      tools={
        <Export
          name="Clusters"
          lineage={found?.lineage}
          json={found?.clusters}
          table={tableOf(found?.clusters ?? [])}
        />
      }
    >
      {found === null ? (
        <Waiting what="Clusters" />
      ) : (
        <>
          {found.sentences.map((each) => (
            <p key={each} class="sentence">
              {shown(each)}
            </p>
          ))}
          <ul class="clusters">
            {found.clusters.map((each) => (
              <Row key={`${each.side}${each.price}`} cluster={each} />
            ))}
          </ul>
          {found.clusters.length === 0 ? <p class="unit">No cluster stands out of the map now.</p> : null}
        </>
      )}
    </Card>
  );
}

function Row({ cluster }: { cluster: ClusterPanel }) {
  const { side, price, usd, sentence } = cluster;
  return (
    <li>
      <div class="cluster-head">
        <strong class={side === "long" ? "gain" : "loss"}>{clusterName(cluster)}</strong>
        <span class="figure">{fixed(price, 0)}</span>
        <span class="figure" title={`estimated ${wholeUsd(usd)}`}>
          est. {shortUsd(usd)}
        </span>
        <span class="unit">
          touch 1 h {cluster.touch_1h}, 4 h {cluster.touch_4h}, 24 h {cluster.touch_24h}
        </span>
      </div>
      <p class="unit">{shown(sentence)}</p>
    </li>
  );
}

function tableOf(clusters: ClusterPanel[]): string[][] {
  return [
    ["cluster", "side", "price", "low", "high", "estimated USD", "distance", "touch 24 h"],
    ...clusters.map((each) => [
      clusterName(each),
      each.side,
      fixed(each.price, 0),
      fixed(each.low, 0),
      fixed(each.high, 0),
      fixed(each.usd, 0),
      each.distance,
      each.touch_24h,
    ]),
  ];
}
