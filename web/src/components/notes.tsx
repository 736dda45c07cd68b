import { shown } from "../format/numbers";

/** What there is to know of the figures above, folded away until it is asked for. */
export function Notes({ notes }: { notes: readonly string[] }) {
  return (
    <details class="notes">
      <summary>What these figures are and are not</summary>
      <ul>
        {notes.map((each) => (
          <li key={each}>{shown(each)}</li>
        ))}
      </ul>
    </details>
  );
}
