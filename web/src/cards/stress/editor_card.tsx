import { useEffect, useState } from "preact/hooks";
import { isOfInput } from "../../api/problem";
import { DocumentCard } from "../../components/document_card";
import { Field, type FieldOfEditor } from "../../components/field";
import { lineageLine } from "../../components/lineage";
import { scenarioName } from "../../format/scenario_name";
import { fixed, shown } from "../../format/numbers";
import { placeOfRefusal } from "../../state/draft_refusal";
import { BLANK, compactOf, draftOf, fileOf, TYPED_IN, type ScenarioDraft } from "../../state/scenario_draft";
import {
  dropTyped,
  factors,
  LONGEST_DRAFT,
  runTyped,
  tried,
  typed,
  type Factors,
} from "../../state/stress_documents";
import { byLoss } from "./scenario_rows";
import { ScenarioFileText } from "./scenario_file";
import { ShockRows } from "./shock_rows";
import "../../styles/stress.css";

/** A scenario of one's own: stated, run through the same engine as the library, and kept in the address alone. */
export function ScenarioEditorCard({ span }: { span: string }) {
  return (
    <DocumentCard
      title="Scenario editor"
      span={span}
      source={factors}
      subtitle={() => "a scenario of your own beside the library; it stays in this page's address"}
      lineage={(found) => lineageLine(found.as_of, found.lineage)}
      table={factorCells}
    >
      {(found) => <ScenarioForm found={found} />}
    </DocumentCard>
  );
}

const HEAD: readonly (FieldOfEditor & { name: "id" | "title" | "source" | "from" | "to" })[] = [
  { name: "id", label: "identifier", kind: "text" },
  { name: "title", label: "title", kind: "text" },
  { name: "source", label: "source", kind: "text" },
  { name: "from", label: "replay from", kind: "date" },
  { name: "to", label: "to", kind: "date" },
];

function ScenarioForm({ found }: { found: Factors }) {
  const [draft, setDraft] = useState<ScenarioDraft>(() => typed.value ?? begun(found));
  const [isTooLong, setTooLong] = useState(false);
  const inAddress = typed.value === null ? "" : compactOf(typed.value);
  useEffect(() => {
    if (typed.value !== null) setDraft(typed.value);
  }, [inAddress]);
  const file = fileOf(draft);
  const sentence = refusalOf(draft);
  const place = sentence === null ? null : placeOfRefusal(sentence, draft, file);
  const field = place !== null && "field" in place ? place.field : null;
  return (
    <form
      class="editor scenario-editor"
      aria-label="Scenario"
      aria-busy={tried.state.value.isAsking}
      onSubmit={(event) => {
        event.preventDefault();
        setTooLong(!runTyped(draft));
      }}
    >
      <div class="editor-fields">
        <StartFrom found={found} take={setDraft} />
        {HEAD.map((each) => (
          <div key={each.name} class={`is-${each.name}`}>
            <Field
              field={each}
              id={`scenario-${each.name}`}
              value={draft[each.name]}
              refusal={field === each.name ? sentence : null}
              change={(value) => setDraft({ ...draft, [each.name]: value })}
            />
          </div>
        ))}
      </div>
      <ShockRows
        found={found}
        shocks={draft.shocks}
        refused={sentence !== null && place !== null && "row" in place ? { row: place.row, sentence } : null}
        change={(shocks) => setDraft({ ...draft, shocks })}
      />
      <div class="buttons">
        <button type="submit" class="is-main">
          Run the scenario
        </button>
        <button
          type="button"
          disabled={typed.value === null}
          onClick={() => {
            dropTyped();
            setDraft(begun(found));
          }}
        >
          Take it away
        </button>
        <Outcome />
      </div>
      {isTooLong ? (
        <p class="refusal" role="alert">
          An address holds {fixed(LONGEST_DRAFT, 0)} letters, and this scenario is longer: download it and run
          it with seawall stress --scenario.
        </p>
      ) : null}
      {sentence === null || place !== null ? null : (
        <p class="refusal" role="alert">
          {sentence}
        </p>
      )}
      <ScenarioFileText id={draft.id} text={file.text} take={setDraft} />
    </form>
  );
}

/** Why the engine refused what was run, as long as it is still what stands in the rows. */
function refusalOf(draft: ScenarioDraft): string | null {
  const { refusal } = tried.state.value;
  if (refusal === null || typed.value === null) return null;
  const isSame = compactOf(draft) === compactOf(typed.value);
  return isSame || !isOfInput(refusal) ? refusal.problem.detail : null;
}

/** What the run came to, in one line: where the scenario stands in the tornado, or why it could not be valued. */
function Outcome() {
  const { body, refusal, isAsking } = tried.state.value;
  const draft = typed.value;
  if (isAsking)
    return (
      <span class="unit" role="status">
        being computed
      </span>
    );
  if (draft === null || body === null || refusal !== null || !tried.isCurrent.value)
    return <span class="unit" role="status" />;
  const failure = body.failures.find(({ where }) => where === `stress ${draft.id}`);
  if (failure !== undefined) {
    return (
      <span class="refusal" role="alert">
        {failure.message}
      </span>
    );
  }
  const sorted = byLoss(body);
  const place = sorted.findIndex(({ id }) => id === draft.id);
  const scenario = sorted[place];
  if (scenario === undefined) return null;
  const { pnl, share_of_equity } = scenario;
  return (
    <span role="status">
      <span class={`figure ${(pnl.value ?? 0) < 0 ? "loss" : "gain"}`}>{shown(pnl.text)}</span> {pnl.unit},{" "}
      {shown(share_of_equity.text)} of equity: number {place + 1} of {sorted.length}, the worst first
    </span>
  );
}

function StartFrom({ found, take }: { found: Factors; take: (draft: ScenarioDraft) => void }) {
  return (
    <div class="field">
      <label class="unit" for="scenario-start">
        start from
      </label>
      <select
        id="scenario-start"
        value=""
        onChange={(event) => {
          const chosenId = event.currentTarget.value;
          event.currentTarget.value = "";
          const stated = found.library.find(({ id }) => id === chosenId);
          take(stated === undefined ? begun(found) : own(draftOf(stated)));
        }}
      >
        <option value="" disabled>
          choose
        </option>
        <option value="blank">blank</option>
        {found.library.map(({ id }) => (
          <option key={id} value={id}>
            {scenarioName(id)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A blank scenario with one shock to begin with. */
function begun(found: Factors): ScenarioDraft {
  const [first] = found.shocks;
  if (first === undefined) return BLANK;
  return {
    ...BLANK,
    shocks: [{ name: `${first.table}.${first.key}`, size: "", unit: "%", basis: TYPED_IN }],
  };
}

/** A scenario of the library under a name of its own. */
function own(draft: ScenarioDraft): ScenarioDraft {
  return {
    ...draft,
    id: `MY_${draft.id}`,
    title: `After ${draft.id}: ${draft.title}`,
    source: `Changed on the dashboard. ${draft.source}`,
  };
}

function factorCells(found: Factors): string[][] {
  return [
    ["table", "name", "moves", "today", "shock", "positions"],
    ...found.shocks.map((each) => [
      each.table,
      each.key,
      each.meaning,
      each.levels.map(({ factor, level }) => `${factor} ${level.text} ${level.unit}`).join("; "),
      each.is_absolute ? "added" : "relative",
      each.positions.join(", "),
    ]),
  ];
}
