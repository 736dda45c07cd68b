import type { components } from "../../api/schema";
import { TermBars, type TermRow } from "../../charts/term_bars";
import { DocumentCard } from "../../components/document_card";
import { Editor } from "../../components/editor";
import type { FieldOfEditor } from "../../components/field";
import { lineageLine } from "../../components/lineage";
import { Notes } from "../../components/notes";
import { PlainTable } from "../../components/plain_table";
import { shown } from "../../format/numbers";
import { choose } from "../../state/address";
import { changeOf } from "../../state/choices";
import { EXPLAIN, explain, explainChoices } from "../../state/derivatives_documents";

type Found = components["schemas"]["ExplainDocument"];
type View = components["schemas"]["ExplainView"];
type Cause = components["schemas"]["CauseView"];

const DATES: FieldOfEditor[] = [
  { name: "start", label: "First close", kind: "date", also: ["--from"] },
  { name: "end", label: "Second close", kind: "date", also: ["--to", "as-of date"] },
];
const WHOLE = "Whole book";

/** What the book gained between two closes, by cause, and what no cause explains. */
export function ExplainCard({ span }: { span: string }) {
  const { body, isAsking, refusal } = explain.state.value;
  const given = explainChoices();
  const values = { start: given.start || (body?.start ?? ""), end: given.end || (body?.end ?? "") };
  return (
    <DocumentCard
      title="P&L explain"
      span={span}
      source={explain}
      isRefusedInControls
      subtitle={(found) => `${found.start} to ${found.end}, ${found.base_currency}`}
      lineage={(found) => lineageLine(found.as_of, found.lineage)}
      table={(found) => [
        ["position", "P&L", ...found.causes.map(({ title }) => title), "residual share"],
        ...viewsOf(found).map(([name, , view]) => [
          name,
          view.actual.text,
          ...found.causes.map(({ cause }) => view.terms[cause]?.text ?? ""),
          view.residual_share.text,
        ]),
      ]}
      controls={
        <Editor
          name="Dates of the explain"
          fields={DATES}
          values={values}
          submit={(dates) => choose(changeOf(EXPLAIN, dates, "explain"))}
          isAsking={isAsking}
          refusal={refusal}
          action="Explain"
        />
      }
    >
      {(found) => <Explained found={found} />}
    </DocumentCard>
  );
}

function Explained({ found }: { found: Found }) {
  const causes = found.causes.filter(({ matters, cause }) => matters || cause === "unexplained");
  return (
    <>
      <TermBars
        title={`P&L from ${found.start} to ${found.end} by position and cause, ${found.base_currency}`}
        rows={viewsOf(found).map(([name, , view]) => barsOf(name, view, causes))}
      />
      <ul class="legend">
        {causes.map(({ cause, title, meaning }) => (
          <li key={cause} title={meaning}>
            <svg width="12" height="10" aria-hidden="true">
              <rect class={`term is-${cause}`} width="12" height="10" />
            </svg>
            {title}
          </li>
        ))}
        <li title="where the causes sum to">
          <svg width="12" height="10" aria-hidden="true">
            <line x1="6" x2="6" y1="0" y2="10" class="term-sum" />
          </svg>
          P&L
        </li>
      </ul>
      <PlainTable
        caption={`P&L by position and cause, ${found.base_currency}`}
        head={["Position", "P&L", ...causes.map(({ title }) => title), "Residual share"]}
        rows={viewsOf(found).map(([name, what, view]) => ({
          key: name,
          isTotal: name === WHOLE,
          cells: [
            { text: name, title: what },
            tone(view.actual.text),
            ...causes.map(({ cause }) => tone(view.terms[cause]?.text ?? "–")),
            view.residual_share.text,
          ],
        }))}
      />
      <p class="after-tiles">
        {found.levels
          .filter(({ move }) => move.value !== 0)
          .map(({ name, kind, before, after, move }) =>
            shown(`${name} ${kind} ${before.text} → ${after.text} (${move.text})`),
          )
          .join(" · ")}
      </p>
      <Notes notes={found.notes} />
    </>
  );
}

function tone(text: string): { text: string; tone: "loss" | undefined } {
  return { text, tone: text.startsWith("-") ? "loss" : undefined };
}

function viewsOf(found: Found): [name: string, what: string, view: View][] {
  return [
    ...found.positions.map((each): [string, string, View] => [each.position, each.instrument, each.explain]),
    [WHOLE, "", found.total],
  ];
}

function barsOf(name: string, view: View, causes: Cause[]): TermRow {
  return {
    key: name,
    name,
    sum: view.actual.value ?? 0,
    terms: causes.map(({ cause, title }) => ({
      key: cause,
      title,
      value: view.terms[cause]?.value ?? 0,
      text: view.terms[cause]?.text ?? "–",
    })),
  };
}
