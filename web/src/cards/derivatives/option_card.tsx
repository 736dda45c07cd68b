import { Refusal } from "../../api/problem";
import type { components } from "../../api/schema";
import { DocumentCard } from "../../components/document_card";
import { Editor } from "../../components/editor";
import type { FieldOfEditor } from "../../components/field";
import { Segments } from "../../components/segments";
import { Tile } from "../../components/tile";
import { significant } from "../../format/numbers";
import { choose, chosen } from "../../state/address";
import { changeOf } from "../../state/choices";
import { impliedVolatility, OPTION, optionChoices, typedOption } from "../../state/derivatives_documents";

type Found = components["schemas"]["OptionBody"];
type Implied = components["schemas"]["ImpliedVolatilityBody"];

const MODE = "option-mode";
const MODES = [
  ["greeks", "Price and Greeks"],
  ["volatility", "Implied volatility"],
] as const;

const RIGHT: FieldOfEditor = {
  name: "right",
  label: "Right",
  kind: "select",
  options: [
    ["call", "call"],
    ["put", "put"],
  ],
};
const PRICE: FieldOfEditor = { name: "price", label: "Price of the option", kind: "number" };
const VOLATILITY: FieldOfEditor = {
  name: "volatility",
  label: "Volatility",
  kind: "percent",
  unit: "% a year",
};
const OTHERS: FieldOfEditor[] = [
  { name: "spot", label: "Spot", kind: "number" },
  { name: "strike", label: "Strike", kind: "number" },
  { name: "days", label: "Time to expiry", kind: "number", unit: "days" },
  { name: "rate", label: "Rate", kind: "percent", unit: "% a year" },
  { name: "dividend", label: "Dividend yield", kind: "percent", unit: "% a year" },
];
const LINEAGE =
  "Black-Scholes-Merton, European · per unit of the underlying, in the currency of the strike · a year has 365 days";

/** One option that is typed in: its price and Greeks, or the volatility that its price implies. */
export function OptionCard({ span }: { span: string }) {
  return chosen.value[MODE] === "volatility" ? <ImpliedCard span={span} /> : <PricedCard span={span} />;
}

function PricedCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Option"
      span={span}
      source={typedOption}
      isRefusedInControls
      lineage={() => LINEAGE}
      table={(found) => [
        ["figure", "value", "unit"],
        ...tiles(found).map(({ name, text, unit }) => [name, text, unit]),
      ]}
      controls={
        <OptionEditor
          fields={[RIGHT, ...OTHERS.slice(0, 3), VOLATILITY, ...OTHERS.slice(3)]}
          isAsking={typedOption.state.value.isAsking}
          refusal={typedOption.state.value.refusal}
        />
      }
    >
      {(found) => (
        <ul class="tiles is-quadruple">
          {tiles(found).map((each) => (
            <Tile key={each.name} {...each} />
          ))}
        </ul>
      )}
    </DocumentCard>
  );
}

function ImpliedCard({ span }: { span: string }) {
  const { body, refusal, isAsking } = impliedVolatility.state.value;
  return (
    <DocumentCard
      title="Option"
      span={span}
      source={impliedVolatility}
      isRefusedInControls
      lineage={() => LINEAGE}
      table={(found) => [
        ["figure", "value", "unit"],
        ...impliedTiles(found).map(({ name, text, unit }) => [name, text, unit]),
      ]}
      controls={
        <OptionEditor
          fields={[RIGHT, PRICE, ...OTHERS]}
          isAsking={isAsking}
          refusal={refusal ?? (body === null ? null : noVolatility(body))}
        />
      }
    >
      {(found) => (
        <>
          <ul class="tiles is-triple is-low">
            {impliedTiles(found).map((each) => (
              <Tile key={each.name} {...each} />
            ))}
          </ul>
          {found.volatility === null ? null : (
            <p class="after-tiles">
              <button
                type="button"
                onClick={() =>
                  choose({
                    [MODE]: null,
                    ...changeOf(OPTION, { volatility: String(found.volatility) }, "option"),
                  })
                }
              >
                Greeks at this volatility
              </button>
            </p>
          )}
        </>
      )}
    </DocumentCard>
  );
}

interface OptionEditorProps {
  fields: FieldOfEditor[];
  isAsking: boolean;
  refusal: Refusal | null;
}

function OptionEditor({ fields, isAsking, refusal }: OptionEditorProps) {
  return (
    <>
      <Segments
        name="What is asked of the option"
        options={MODES}
        value={chosen.value[MODE] ?? "greeks"}
        choose={(mode) => choose({ [MODE]: mode === "greeks" ? null : mode })}
      />
      <Editor
        name="Option"
        fields={fields}
        values={optionChoices()}
        submit={(values) => choose(changeOf(OPTION, values, "option"))}
        isAsking={isAsking}
        refusal={refusal}
      />
    </>
  );
}

interface Figure {
  name: string;
  text: string;
  unit: string;
}

function tiles(found: Found): Figure[] {
  const text = (name: keyof Found & string): string => {
    const value = found[name];
    return typeof value === "number" ? significant(value) : (found.infinite?.[name] ?? "–");
  };
  return [
    { name: "Price", text: text("price"), unit: "per unit" },
    { name: "Δ Delta", text: text("delta"), unit: "per 1.00 of spot" },
    { name: "Γ Gamma", text: text("gamma"), unit: "delta per 1.00 of spot" },
    { name: "Θ Theta", text: text("theta_per_day"), unit: "a calendar day" },
    { name: "ν Vega", text: text("vega_per_point"), unit: "a volatility point" },
    { name: "ρ Rho", text: text("rho_per_percent"), unit: "per 1 % of rate" },
    { name: "Vanna", text: text("vanna"), unit: "delta per 1.00 of volatility" },
    { name: "Volga", text: text("volga"), unit: "vega per 1.00 of volatility" },
  ];
}

function impliedTiles(found: Implied): Figure[] {
  const { volatility, error_bound: bound } = found;
  return [
    {
      name: "Implied volatility",
      text: volatility === null ? "–" : significant(100 * volatility),
      unit: "% a year",
    },
    { name: "Lowest price with one", text: significant(found.lowest_price), unit: "above this" },
    { name: "Highest price with one", text: significant(found.highest_price), unit: "below this" },
    ...(bound === null
      ? []
      : [{ name: "Error at most", text: significant(100 * bound), unit: "% a year, for this price" }]),
  ];
}

/** The engine's own sentence, beside the price. */
function noVolatility({ volatility, message }: Implied): Refusal | null {
  if (volatility !== null) return null;
  const detail = `price: ${message.replace(/^none: /, "")}`;
  return new Refusal({
    type: "about:blank#input",
    title: "None",
    status: 200,
    detail,
    code: "input",
    trace: "",
  });
}
