import type { Problem } from "../api/problem";

const WHAT_TO_DO: Record<string, string> = {
  source: "The sentence names what is missing and the command that supplies it.",
  data: "The data do not allow this figure.",
  unreachable: "The page tries again by itself; the figures below are the last that came.",
  token: "Open the address that seawall serve printed when it started.",
};

/** Why a card is empty, in the engine's own sentence, with what names this refusal in the log. */
export function Notice({ problem, retry }: { problem: Problem; retry: () => void }) {
  return (
    <div class="notice" role="alert">
      <code>{problem.detail}</code>
      <span>{WHAT_TO_DO[problem.code] ?? ""}</span>
      <span class="unit">
        {problem.code}
        {problem.trace === "" ? "" : ` · trace ${problem.trace}`}
      </span>
      <button type="button" onClick={retry}>
        Retry
      </button>
    </div>
  );
}
