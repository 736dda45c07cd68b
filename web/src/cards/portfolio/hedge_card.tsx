import type { components } from "../../api/schema";
import { DocumentCard } from "../../components/document_card";
import { Empty } from "../../components/empty";
import { lineageLine } from "../../components/lineage";
import { Scrolling } from "../../components/scrolling";
import { shown } from "../../format/numbers";
import { choose, chosen } from "../../state/address";
import { hedges } from "../../state/documents";
import { changeAt, changeCell, measureName } from "./tail_change";

type Hedges = components["schemas"]["HedgeDocument"];
type SingleTrade = components["schemas"]["SingleTradeView"];

const CLOSED = "closed";

/** The trade in each instrument that takes the most out of the tail, and each position closed; each can be tried. */
export function HedgeCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="What a hedge would change"
      span={span}
      source={hedges}
      isScrolling
      subtitle={(found) => `the one trade that makes ${measureName(found.measure, found.confidence)} least`}
      lineage={(found) => lineageLine(found.prices_as_of, found.lineage)}
      table={hedgeTable}
      controls={<Which />}
    >
      {(found) => {
        const isClosed = chosen.value["hedges"] === CLOSED;
        const trades = isClosed ? found.removals : found.hedges;
        const [best] = found.hedges;
        return (
          <>
            {isClosed || best === undefined ? null : <p class="sentence">{shown(best.sentence)}</p>}
            {trades.length === 0 ? (
              <Empty sentence="No single trade lowers the Expected Shortfall of this book." />
            ) : (
              <Trades found={found} trades={trades} />
            )}
            <LeftOut found={found} />
          </>
        );
      }}
    </DocumentCard>
  );
}

function Which() {
  return (
    <label class="inline unit">
      trades{" "}
      <select
        value={chosen.value["hedges"] === CLOSED ? CLOSED : "best"}
        onChange={(event) => choose({ hedges: event.currentTarget.value === CLOSED ? CLOSED : null })}
      >
        <option value="best">best hedge by instrument</option>
        <option value={CLOSED}>each position closed</option>
      </select>
    </label>
  );
}

function Trades({ found, trades }: { found: Hedges; trades: readonly SingleTrade[] }) {
  const before = changeAt(trades[0]?.changes ?? [], found.measure, found.confidence)?.before.value;
  return (
    <Scrolling name="Trades alone">
      <table class="plain hedges">
        <caption class="visually-hidden">
          Trades alone, and what each makes of {measureName(found.measure, found.confidence)} of{" "}
          {before?.text} {before?.unit}
        </caption>
        <thead>
          <tr>
            <th scope="col" class="is-text">
              Trade
            </th>
            <th scope="col">held</th>
            <th scope="col">ES after</th>
            <th scope="col">of ES</th>
            <th scope="col">change, 95 % interval</th>
          </tr>
        </thead>
        <tbody>
          {trades.map((each) => (
            <TradeRow key={each.order} each={each} found={found} />
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}

function TradeRow({ each, found }: { each: SingleTrade; found: Hedges }) {
  const shortfall = changeAt(each.changes, found.measure, found.confidence);
  if (shortfall === undefined) return null;
  const { text, tone = "" } = changeCell(shortfall);
  const { lower, upper } = shortfall.change;
  return (
    <tr>
      <th scope="row" class="is-text" title={each.trade.instrument}>
        {each.trade.trade} <span class="figure">{shown(each.trade.quantity.text)}</span>{" "}
        <button
          type="button"
          class="link"
          aria-label={`Try ${each.order}`}
          onClick={() => choose({ trade: each.order })}
        >
          try it
        </button>
      </th>
      <td class="figure">{shown(each.trade.quantity_before.text)}</td>
      <td class="figure">{shown(shortfall.after.value.text)}</td>
      <td class={`figure ${tone}`}>{shown(each.relative_change.text)}</td>
      <td class="figure">
        <span class={tone}>{shown(text)}</span>
        <br />
        <span class="unit">
          {shown(lower.text)} to {shown(upper.text)}
        </span>
      </td>
    </tr>
  );
}

function LeftOut({ found }: { found: Hedges }) {
  return (
    <p class="unit">
      Found on the scenarios that measure it: the best that this sample allows.
      {found.left_out.length === 0
        ? ""
        : ` Without a hedge: ${found.left_out.map((each) => `${each.name} (${each.reason})`).join("; ")}.`}
    </p>
  );
}

function hedgeTable(found: Hedges): string[][] {
  const rows = (kind: string, trades: readonly SingleTrade[]): string[][] =>
    trades.flatMap((trade) =>
      trade.changes.map((each) => [
        kind,
        trade.trade.trade,
        String(trade.trade.quantity.value),
        each.measure,
        String(each.confidence),
        each.before.value.text,
        each.after.value.text,
        each.change.value.text,
        each.change.lower.text,
        each.change.upper.text,
        each.change.value.unit,
      ]),
    );
  return [
    [
      "kind",
      "trade in",
      "units",
      "measure",
      "confidence",
      "before",
      "after",
      "change",
      "low",
      "high",
      "currency",
    ],
    ...rows("hedge", found.hedges),
    ...rows("closed", found.removals),
  ];
}
