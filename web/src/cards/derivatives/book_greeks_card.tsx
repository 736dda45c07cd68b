import type { components } from "../../api/schema";
import { DocumentCard } from "../../components/document_card";
import { lineageLine } from "../../components/lineage";
import { PlainTable, type PlainRow } from "../../components/plain_table";
import { Segments } from "../../components/segments";
import { choose, chosen } from "../../state/address";
import { bookGreeks } from "../../state/derivatives_documents";

type Found = components["schemas"]["GreeksDocument"];
type Greeks = components["schemas"]["GreeksView"];

const BY = "greeks-by";
const WAYS = [
  ["position", "By position"],
  ["underlying", "By underlying"],
] as const;
const COLUMNS: [keyof Greeks, string][] = [
  ["value", "Value today"],
  ["delta_exposure", "Delta, +100 % of spot"],
  ["delta", "Delta, +1.00 of spot"],
  ["gamma", "Gamma, +1.00 of spot"],
  ["gamma_per_percent", "Gamma, +1 % of spot"],
  ["vega_per_point", "Vega, +1 vol point"],
  ["theta_per_day", "Theta, 1 day"],
  ["rho_per_percent", "Rho, +1 % of rate"],
  ["vanna_per_point", "Vanna, +1 vol point"],
  ["volga_per_point", "Volga, +1 vol point"],
];

/** Greeks of the book: per position or per underlying, and in total. */
export function BookGreeksCard({ span }: { span: string }) {
  const by = chosen.value[BY] ?? "position";
  return (
    <DocumentCard
      title="Greeks of the book"
      span={span}
      source={bookGreeks}
      subtitle={(found) => `${found.portfolio} · ${found.base_currency}, gains above zero`}
      lineage={(found) => lineageLine(found.as_of, found.lineage)}
      table={(found) => [
        ["row", ...COLUMNS.map(([name]) => `${name} (${found.total[name].unit})`)],
        ...rowsOf(found, by).map(([name, , greeks]) => [name, ...COLUMNS.map(([each]) => greeks[each].text)]),
      ]}
      controls={
        <Segments
          name="Rows of the Greeks"
          options={WAYS}
          value={by}
          choose={(way) => choose({ [BY]: way === "position" ? null : way })}
        />
      }
    >
      {(found) => (
        <>
          <PlainTable
            caption={`Greeks of the book by ${by}, ${found.base_currency}`}
            head={[by === "position" ? "Position" : "Underlying", ...COLUMNS.map(([, title]) => title)]}
            rows={rowsOf(found, by).map(plainRow)}
          />
          {found.underlyings.some((each) => each.greeks.vega_per_point.value !== 0) ? null : (
            <p class="unit after-tiles">No option in this book: all of it is linear in its prices.</p>
          )}
        </>
      )}
    </DocumentCard>
  );
}

type Row = [name: string, what: string, greeks: Greeks];

function rowsOf(found: Found, by: string): Row[] {
  const rows: Row[] =
    by === "underlying"
      ? found.underlyings.map((each) => [each.underlying, "", each.greeks])
      : found.positions.map((each) => [
          each.position,
          `${each.quantity.text} of ${each.instrument}`,
          each.greeks,
        ]);
  return [...rows, ["Whole book", "", found.total]];
}

function plainRow([name, what, greeks]: Row): PlainRow {
  return {
    key: name,
    isTotal: name === "Whole book",
    cells: [
      { text: name, title: what },
      ...COLUMNS.map(([each]) => {
        const { text, unit, value } = greeks[each];
        return {
          text,
          title: unit,
          tone: each !== "value" && (value ?? 0) < 0 ? ("loss" as const) : undefined,
        };
      }),
    ],
  };
}
