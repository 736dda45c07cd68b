import { Card } from "../../components/card";
import { Editor } from "../../components/editor";
import type { FieldOfEditor } from "../../components/field";
import { Notice } from "../../components/notice";
import { choose, chosen } from "../../state/address";
import { seriesList } from "../../state/documents";
import { forecast, type Listed } from "../../state/forecast_documents";

const TRANSFORMS = [
  ["", "by the series"],
  ["log-returns", "log-returns"],
  ["returns", "returns"],
  ["log", "log"],
  ["difference", "difference"],
  ["level", "level"],
] as const;
const CRITERIA = [
  ["", "AICc"],
  ["aic", "AIC"],
  ["bic", "BIC"],
] as const;

/** What the engine calls a field, and the address. */
const ADDRESS: Record<string, string> = {
  series: "series",
  transform: "transform",
  steps: "ahead",
  period: "season",
  criterion: "criterion",
};

/** Which series is forecast, and how: any symbol of the prices and any economic series. */
export function PickerCard({ span, series }: { span: string; series: string | null }) {
  const { body, refusal: noList } = seriesList.state.value;
  const { isAsking, refusal } = forecast.state.value;
  const listed = body?.series ?? [];
  const made = forecast.state.value.body;
  const shownOf: Record<string, string> = {
    series: series ?? "",
    steps: made === null ? "" : String(made.steps.length),
    period: made === null ? "" : String(made.period),
  };
  const values = Object.fromEntries(
    Object.entries(ADDRESS).map(([field, name]) => [field, chosen.value[name] ?? shownOf[field] ?? ""]),
  );
  return (
    <Card
      title="Series"
      span={span}
      subtitle={body === null ? "" : `${listed.length} can be named`}
      lineage={
        body === null ? undefined : [body.badge, body.economy].filter((each) => each !== "").join(" · ")
      }
      notice={noList === null ? undefined : <Notice problem={noList.problem} retry={seriesList.ask} />}
    >
      <Editor
        name="Series to forecast"
        fields={fieldsOf(listed)}
        values={values}
        isAsking={isAsking}
        refusal={refusal}
        action="Forecast"
        submit={(given) =>
          choose(
            Object.fromEntries(
              Object.entries(ADDRESS).map(([field, name]) => {
                const text = (given[field] ?? "").trim();
                return [name, text === "" ? null : text];
              }),
            ),
          )
        }
      />
      <p class="unit">{about(listed.find((each) => each.name === series))}</p>
      {(body?.failures ?? []).map((each) => (
        <p key={each.where} class="unit is-old">
          {each.where}: {each.message}
        </p>
      ))}
      {(body?.notes ?? []).slice(1).map((each) => (
        <p key={each} class="unit">
          {each}
        </p>
      ))}
    </Card>
  );
}

function fieldsOf(listed: Listed[]): FieldOfEditor[] {
  const named = listed.map(
    (each) => [each.name, `${each.title}, ${each.unit}${each.obstacle === "" ? "" : ", refused"}`] as const,
  );
  return [
    {
      name: "series",
      label: "Series",
      kind: "search",
      options: named,
      also: ["no series", "no economic series", "no value for", "values of"],
    },
    { name: "transform", label: "Model its", kind: "select", options: TRANSFORMS },
    { name: "steps", label: "Steps ahead", kind: "number", hint: "1 to 60" },
    { name: "period", label: "Season", kind: "number", hint: "values in it; 1 for none" },
    { name: "criterion", label: "Order by", kind: "select", options: CRITERIA },
  ];
}

function about(found: Listed | undefined): string {
  if (found === undefined) return "";
  const facts = `${found.title}, ${found.unit}, ${found.frequency}: ${found.n_values.text} values, ${found.first} to ${found.last}`;
  return found.obstacle === "" ? `${facts}.` : `${facts}. Refused: ${found.obstacle}.`;
}
