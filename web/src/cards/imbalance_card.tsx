import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { AXIS, fitted } from "../charts/plot";
import { Card } from "../components/card";
import { Export } from "../components/export";
import { HiddenTable } from "../components/hidden_table";
import { clockUtc, signed } from "../format/numbers";
import { book, imbalances } from "../state/book";
import { spokenBeat } from "../state/feed";

/** Of the axis: a little beyond all asks and all bids, so that their names stand free. */
const LIMIT = 1.3;
const SUBTITLE = "−1 asks only, +1 bids only; last ten minutes";

/** How bids and asks balanced over the last minutes. */
export function ImbalanceCard({ span }: { span: string }) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  useEffect(() => {
    const node = host.current;
    if (node === null) return;
    const drawn = new uPlot(optionsOf(node), dataOf(), node);
    plot.current = drawn;
    const leave = fitted.keep(node, drawn);
    return () => {
      leave();
      drawn.destroy();
      plot.current = null;
    };
  }, []);
  useEffect(() => imbalances.subscribe(() => plot.current?.setData(dataOf())), []);
  void spokenBeat.value;
  const { times, values } = imbalances.peek();
  const rows = [
    ["time, UTC", "imbalance"],
    ...times.map((each, place) => [clockUtc(1_000 * each), signed(values[place] ?? 0, 3)]),
  ];
  return (
    <Card
      title="Imbalance"
      span={span}
      isLive
      subtitle={SUBTITLE}
      lineage={book.value?.lineage}
      tools={
        <Export
          name="Imbalance"
          subtitle={SUBTITLE}
          lineage={book.value?.lineage}
          json={{ times, values }}
          table={rows}
        />
      }
    >
      <div class="with-plot">
        <div
          ref={host}
          class="plot"
          role="img"
          aria-label="Imbalance of bids and asks over time; a table follows"
        />
        <HiddenTable
          caption="Imbalance of bids and asks"
          rows={[rows[0] ?? [], ...rows.slice(1).slice(-10)]}
        />
      </div>
    </Card>
  );
}

function dataOf(): uPlot.AlignedData {
  const { times, values } = imbalances.peek();
  return [times, values];
}

function optionsOf(node: HTMLElement): uPlot.Options {
  return {
    ...fitted.size(node),
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: [-LIMIT, LIMIT] } },
    axes: [
      { ...AXIS, size: 22, gap: 2, values: (_, all) => all.map((seconds) => clockUtc(1_000 * seconds)) },
      {
        ...AXIS,
        size: 40,
        splits: () => [-1, 0, 1],
        values: (_, all) => all.map((value) => signed(value, 1)),
      },
    ],
    series: [
      { label: "time" },
      { label: "imbalance", stroke: "#6cb6ff", width: 1.4, points: { show: false } },
    ],
  };
}
