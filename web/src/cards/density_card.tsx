import { useEffect, useRef, useState } from "preact/hooks";
import { colourTable, COLOUR_MAPS, type ColourMap, type DensityScale } from "../canvas/colour_maps";
import { Heatmap, type Crosshair } from "../canvas/heatmap";
import { Card } from "../components/card";
import { Export } from "../components/export";
import { Waiting } from "../components/waiting";
import { HiddenTable } from "../components/hidden_table";
import { clockUtc, fixed, shortUsd, wholeUsd } from "../format/numbers";
import { show, shown } from "../state/address";
import { onMap, status } from "../state/feed";
import { clustersOf, liquidations } from "../state/liquidations";

/** Estimated density of liquidations over 24 hours and price. */
export function DensityCard({ span, hasControls = false }: { span: string; hasControls?: boolean }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const heatmap = useRef<Heatmap | null>(null);
  const [crosshair, setCrosshair] = useState<Crosshair | null>(null);
  const [scale, setScale] = useState<DensityScale | null>(null);
  const colours = COLOUR_MAPS.find((each) => each === shown.value.colours) ?? "inferno";
  const found = liquidations.value;
  const clusters = clustersOf(found);
  const subtitle = `${status.value?.symbol ?? ""} perpetual · longs below the price, shorts above`;

  useEffect(() => {
    if (canvas.current === null) return;
    const drawn = new Heatmap(canvas.current, setCrosshair, setScale);
    heatmap.current = drawn;
    const leave = onMap((picture) => drawn.show(picture));
    return () => {
      leave();
      drawn.close();
    };
  }, []);
  useEffect(() => {
    heatmap.current?.style(colours, shown.value.cutOff, clusters);
  }, [colours, shown.value.cutOff, found]);

  return (
    <Card
      title="Estimated liquidation density"
      span={span}
      isBare
      isLive
      subtitle={subtitle}
      lineage={found?.lineage}
      tools={
        <>
          {scale === null ? null : <Legend colours={colours} scale={scale} />}
          {hasControls ? <CutOff /> : null}
          {hasControls ? <ColourChoice colours={colours} /> : null}
          <Export
            name="Liquidation density"
            json={found}
            table={clusterTable(clusters)}
            subtitle={subtitle}
            lineage={found?.lineage}
          />
        </>
      }
    >
      <canvas
        ref={canvas}
        class="heatmap"
        tabIndex={0}
        role="img"
        aria-label="Estimated USD of liquidations by price over the last 24 hours, with the mark price; arrow keys move a crosshair"
      />
      {crosshair === null ? null : (
        <div class="crosshair" role="status">
          {clockUtc(crosshair.instantMs)} UTC · {fixed(crosshair.price, 0)} · {wholeUsd(crosshair.usd)} est.{" "}
          {crosshair.isLong ? "long" : "short"} liquidations
        </div>
      )}
      {found === null ? <Waiting what="Map" kind="is-cover" /> : null}
      <HiddenTable caption="Clusters of estimated liquidations" rows={clusterTable(clusters)} />
    </Card>
  );
}

function clusterTable(clusters: ReturnType<typeof clustersOf>): string[][] {
  return [
    ["cluster", "price", "estimated USD"],
    ...clusters.map((each) => [each.label, fixed(each.price, 0), fixed(each.usd, 0)]),
  ];
}

function Legend({ colours, scale }: { colours: ColourMap; scale: DensityScale }) {
  const bar = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = bar.current?.getContext("2d");
    if (context === null || context === undefined) return;
    const image = context.createImageData(256, 1);
    new Uint32Array(image.data.buffer).set(colourTable(colours));
    context.putImageData(image, 0, 0);
  }, [colours]);
  return (
    <span
      class="heatmap-legend"
      title={`gamma ${scale.gamma}; the top is the 99.7th percentile of cells, ${wholeUsd(scale.topUsd)}`}
    >
      $0 <canvas ref={bar} width={256} height={1} aria-hidden="true" /> {shortUsd(scale.topUsd)} a cell
    </span>
  );
}

function CutOff() {
  return (
    <label class="unit">
      cut-off
      <input
        type="range"
        aria-valuetext={`${Math.round(100 * shown.value.cutOff)} % of the top`}
        min="0"
        max="0.6"
        step="0.01"
        value={shown.value.cutOff}
        onInput={(event) => show({ cutOff: Number(event.currentTarget.value) })}
      />
    </label>
  );
}

function ColourChoice({ colours }: { colours: ColourMap }) {
  return (
    <select
      aria-label="Colour map"
      value={colours}
      onChange={(event) => show({ colours: event.currentTarget.value })}
    >
      {COLOUR_MAPS.map((each) => (
        <option key={each} value={each}>
          {each}
        </option>
      ))}
    </select>
  );
}
