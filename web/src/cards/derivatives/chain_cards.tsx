import { useEffect } from "preact/hooks";
import type { components } from "../../api/schema";
import { SmileChart } from "../../charts/smile_chart";
import { Card } from "../../components/card";
import { DocumentCard } from "../../components/document_card";
import { Empty } from "../../components/empty";
import { HiddenTable } from "../../components/hidden_table";
import { Segments } from "../../components/segments";
import { choose, chosen } from "../../state/address";
import { chain } from "../../state/derivatives_documents";
import { SurfaceTable } from "./surface_table";

type Found = components["schemas"]["ChainDocument"];
type Expiry = components["schemas"]["ExpiryView"];

const EXPIRY = "smile-expiry";
const SHOWN = "surface-shows";
const WAYS = [
  ["volatility", "Volatility"],
  ["variance", "Total variance"],
] as const;

/** The smile of one expiry and the surface of all; without a chain, how to give one. */
export function ChainCards({ smile, surface, both }: { smile: string; surface: string; both: string }) {
  useEffect(chain.want, []);
  const { body, refusal } = chain.state.value;
  if (body === null && refusal?.problem.code === "source")
    return (
      <Card title="Smile and surface" span={both}>
        <Empty
          sentence={capital(refusal.problem.detail)}
          how="It takes a table of option quotes as Deribit or CBOE writes them; seawall option chain FILE fits the same surface in a terminal."
        />
      </Card>
    );
  return (
    <>
      <SmileCard span={smile} />
      <SurfaceCard span={surface} />
    </>
  );
}

function SmileCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Smile"
      span={span}
      source={chain}
      subtitle={(found) =>
        `${found.underlying} · ${dayOf(expiryOf(found).expiry)}, ${expiryOf(found).days.text} days`
      }
      lineage={lineageOf}
      table={(found) => bandTable(expiryOf(found))}
    >
      {(found) => {
        const expiry = expiryOf(found);
        return (
          <div class="with-plot">
            <div class="chooser">
              <label>
                <span class="unit">Expiry</span>{" "}
                <select
                  aria-label="Expiry of the smile"
                  value={expiry.expiry}
                  onChange={(event) => choose({ [EXPIRY]: event.currentTarget.value })}
                >
                  {found.expiries.map((each) => (
                    <option key={each.expiry} value={each.expiry}>
                      {dayOf(each.expiry)} · {each.used} quotes
                    </option>
                  ))}
                </select>
              </label>
              <Keys />
            </div>
            <SmileChart
              title={`Smile of ${found.underlying} at ${dayOf(expiry.expiry)}: bid and ask volatilities of ${expiry.bands.strikes.length} quotes out of the money, and the fit`}
              forward={expiry.forward.value ?? 0}
              line={expiry.curve.strikes.map((strike, place) => ({
                strike,
                volatility: expiry.curve.volatilities[place] ?? 0,
              }))}
              bands={expiry.bands.strikes.map((strike, place) => ({
                strike,
                isCall: expiry.bands.is_call[place] ?? false,
                bid: expiry.bands.bid_volatilities[place] ?? 0,
                ask: expiry.bands.ask_volatilities[place] ?? 0,
              }))}
            />
            <dl class="facts">
              {factsOf(expiry).map(([name, text]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd class="figure">{text}</dd>
                </div>
              ))}
            </dl>
            <HiddenTable caption="Quotes of the smile" rows={bandTable(expiry)} />
          </div>
        );
      }}
    </DocumentCard>
  );
}

function SurfaceCard({ span }: { span: string }) {
  const shows = chosen.value[SHOWN] ?? "volatility";
  return (
    <DocumentCard
      title="Volatility surface"
      span={span}
      source={chain}
      isScrolling
      subtitle={(found) =>
        `${found.underlying} · ${found.expiries.length} expiries by strike over forward · ${shows === "volatility" ? "% a year" : "volatility² × years"}`
      }
      lineage={lineageOf}
      table={(found) => [
        ["expiry", ...found.moneyness.map(({ text }) => text), "butterflies", "calendars"],
        ...found.expiries.map((each) => [
          each.expiry,
          ...(shows === "volatility" ? each.moneyness_volatilities : each.moneyness_variances).map(
            ({ text }) => text,
          ),
          String(each.butterflies),
          String(each.calendars),
        ]),
      ]}
      controls={
        <Segments
          name="What the surface shows"
          options={WAYS}
          value={shows}
          choose={(way) => choose({ [SHOWN]: way === "volatility" ? null : way })}
        />
      }
    >
      {(found) => (
        <>
          <p class="sentence">{verdict(found)}</p>
          <SurfaceTable
            found={found}
            isVariance={shows === "variance"}
            chosen={expiryOf(found).expiry}
            choose={(expiry) => choose({ [EXPIRY]: expiry })}
          />
          <p class="unit after-tiles">
            –: beyond the strikes that were quoted. {found.used} of {found.quotes} quotes used; inside bid and
            ask: {found.share_inside.text} of the two-sided ones.
          </p>
          {found.failures.map((each) => (
            <p key={each.where} class="unit">
              {each.where}: {each.message}
            </p>
          ))}
        </>
      )}
    </DocumentCard>
  );
}

function Keys() {
  return (
    <ul class="legend">
      {(
        [
          ["band is-put", "puts, bid to ask"],
          ["band is-call", "calls, bid to ask"],
          ["smile-line", "fitted"],
        ] as const
      ).map(([look, text]) => (
        <li key={text}>
          <svg width="14" height="10" aria-hidden="true">
            {look === "smile-line" ? (
              <line x1="0" x2="14" y1="5" y2="5" class={look} />
            ) : (
              <line x1="7" x2="7" y1="0" y2="10" stroke-width="3" class={look} />
            )}
          </svg>
          {text}
        </li>
      ))}
    </ul>
  );
}

/** The expiry of the address, else the one with the most quotes. */
function expiryOf(found: Found): Expiry {
  const wanted = found.expiries.find(({ expiry }) => expiry === chosen.value[EXPIRY]);
  const most = [...found.expiries].sort((one, other) => other.used - one.used)[0];
  const expiry = wanted ?? most;
  if (expiry === undefined) throw new Error("a surface has an expiry");
  return expiry;
}

function factsOf(expiry: Expiry): [string, string][] {
  return [
    ["At the money", expiry.money_volatility.text],
    ["Forward", `${expiry.forward.text}, by ${expiry.forward_source}`],
    ["Quotes used, left out", `${expiry.used}, ${expiry.quotes - expiry.used}`],
    ["Inside bid and ask", expiry.share_inside.text],
    ["Distance from the middle", `${expiry.rmse.text} points`],
    ["Arbitrage", expiry.violations === 0 ? "none found" : `${expiry.violations} ranges of strikes`],
  ];
}

function verdict({ violations, expiries }: Found): string {
  if (violations.length === 0)
    return `No butterfly and no calendar spread has a negative price on the ${expiries.length} fitted expiries.`;
  return `${violations.length} ranges of strikes have a spread with a negative price: ${violations[0]?.text ?? ""}`;
}

function bandTable({ bands }: Expiry): string[][] {
  return [
    ["strike", "right", "bid volatility", "ask volatility"],
    ...bands.strikes.map((strike, place) => [
      String(strike),
      bands.is_call[place] === true ? "call" : "put",
      String(bands.bid_volatilities[place] ?? ""),
      String(bands.ask_volatilities[place] ?? ""),
    ]),
  ];
}

function lineageOf(found: Found): string {
  const file = found.source.split("/").at(-1) ?? found.source;
  return `as of ${found.as_of.slice(0, 16).replace("T", " ")} UTC · ${file}, data ${found.data_hash.slice(0, 12)} · quotes in ${found.price_unit} · fit between bid and ask`;
}

function dayOf(expiry: string): string {
  return expiry.slice(0, 10);
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
