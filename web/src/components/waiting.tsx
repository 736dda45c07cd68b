import { feedState, status } from "../state/feed";

/** In place of what the stream has not brought yet: what is missing, where it is known. */
export function Waiting({ what, kind = "" }: { what: string; kind?: string }) {
  const { problem = null, note = null } = status.value ?? {};
  const said = problem ?? note ?? (feedState.value === "disconnected" ? "the server is not reached" : null);
  return (
    <div class={`skeleton ${kind}`} role="status" aria-label={`${what}: waiting for the stream`}>
      {said === null ? null : <p class="unit">{said}</p>}
    </div>
  );
}
