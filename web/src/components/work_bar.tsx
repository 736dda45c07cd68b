import type { DocumentState } from "../state/document";

export interface WorkBarProps<Body> {
  name: string;
  source: DocumentState<Body>;
}

/** How far a document is that takes longer than a second, with the way out of it; then that it was cancelled. */
export function WorkBar<Body>({ name, source }: WorkBarProps<Body>) {
  const progress = source.progress.value;
  if (source.state.value.isCancelled) {
    return (
      <div class="work-bar" role="status">
        <span>cancelled</span>
        <button type="button" aria-label={`Retry ${name}`} onClick={source.ask}>
          Retry
        </button>
      </div>
    );
  }
  if (progress === null) return null;
  const { step, done, total, seconds } = progress;
  return (
    <div class="work-bar">
      <span>{step}</span>
      <progress aria-label={`${name}: ${step}`} {...(total > 0 ? { value: done, max: total } : {})} />
      <span class="figure">{total > 0 ? `${Math.floor((100 * done) / total)} %` : ""}</span>
      <span class="figure">{seconds.toFixed(0)} s</span>
      <button type="button" aria-label={`Cancel ${name}`} onClick={source.cancel}>
        Cancel
      </button>
    </div>
  );
}
