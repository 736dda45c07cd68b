import type { components } from "../../api/schema";
import { Card } from "../../components/card";
import { DocumentCard } from "../../components/document_card";
import { Empty } from "../../components/empty";
import { lineageLine } from "../../components/lineage";
import { PlainTable } from "../../components/plain_table";
import { choose } from "../../state/address";
import { report } from "../../state/documents";
import { trades, whatIf } from "../../state/portfolio_documents";
import { changeCell, measureName } from "./tail_change";
import { TradesEditor } from "./trades_editor";

type WhatIf = components["schemas"]["WhatIfDocument"];

const TITLE = "What a trade would change";

/** Trades to try: VaR and Expected Shortfall before and after them. They stand in this page's address and nowhere else. */
export function WhatIfCard({ span }: { span: string }) {
  return trades.value.length === 0 ? <NothingTried span={span} /> : <Tried span={span} />;
}

function NothingTried({ span }: { span: string }) {
  return (
    <Card title={TITLE} span={span} controls={<Trades isAsked={false} />}>
      <Empty
        sentence="No trade is tried."
        how="Name a position or an asset and a quantity, such as BTC and −2; or try a hedge."
      />
    </Card>
  );
}

function Tried({ span }: { span: string }) {
  return (
    <DocumentCard
      title={TITLE}
      span={span}
      source={whatIf}
      isRefusedInControls
      isScrolling
      subtitle={(found) => `one session, ${found.base_currency}, same scenarios before and after`}
      lineage={(found) => lineageLine(found.prices_as_of, found.lineage)}
      table={whatIfTable}
      controls={<Trades isAsked />}
    >
      {(found) => (
        <>
          <PlainTable
            caption="Tail before and after the trades"
            head={CHANGE_HEAD}
            rows={changeRows(found)}
          />
          <PlainTable caption="Trades" head={tradeHead(found)} rows={tradeRows(found)} textColumns={2} />
          <p class="unit">
            Low and high: the change with its interval of 95 %, {found.changes[0]?.change.interval}. Paid from
            cash, without costs.
          </p>
        </>
      )}
    </DocumentCard>
  );
}

function Trades({ isAsked }: { isAsked: boolean }) {
  const { isAsking, refusal } = whatIf.state.value;
  const exposures = report.state.value.body?.exposures ?? [];
  const names = [...new Set(exposures.flatMap((each) => [each.position, each.asset]))];
  return (
    <TradesEditor
      trades={trades.value}
      names={names}
      submit={(wanted) => choose({ trade: wanted.length === 0 ? null : wanted.join(",") })}
      isAsking={isAsked && isAsking}
      refusal={isAsked ? refusal : null}
    />
  );
}

const CHANGE_HEAD = ["", "before", "after", "change", "low", "high"];

function changeRows(found: WhatIf) {
  return found.changes.map((each) => ({
    key: `${each.measure}${each.confidence}`,
    cells: [
      measureName(each.measure, each.confidence),
      each.before.value.text,
      each.after.value.text,
      changeCell(each),
      each.change.lower.text,
      each.change.upper.text,
    ],
  }));
}

function tradeHead(found: WhatIf): string[] {
  const levels = Object.keys(found.trades[0]?.contributions ?? {});
  return ["Trade", "", "held", "trade", "then", "paid", ...levels.slice(-2, -1).map(partTitle)];
}

function partTitle(level: string): string {
  return `part of ${measureName("expected_shortfall", Number(level))}`;
}

function tradeRows(found: WhatIf) {
  const [level = ""] = Object.keys(found.trades[0]?.contributions ?? {}).slice(-2, -1);
  return found.trades.map((each) => ({
    key: each.trade,
    cells: [
      each.trade,
      each.instrument,
      each.quantity_before.text,
      each.quantity.text,
      each.quantity_after.text,
      each.paid.text,
      each.contributions[level]?.text ?? "",
    ],
  }));
}

function whatIfTable(found: WhatIf): string[][] {
  return [
    ["measure", "confidence", "before", "after", "change", "low", "high", "currency"],
    ...found.changes.map((each) => [
      each.measure,
      String(each.confidence),
      each.before.value.text,
      each.after.value.text,
      each.change.value.text,
      each.change.lower.text,
      each.change.upper.text,
      each.change.value.unit,
    ]),
    ["trade", "instrument", "held", "trade", "then", "paid"],
    ...found.trades.map((each) => [
      each.trade,
      each.instrument,
      each.quantity_before.text,
      each.quantity.text,
      each.quantity_after.text,
      each.paid.text,
    ]),
  ];
}
