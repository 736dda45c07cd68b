import type { ComponentChildren } from "preact";
import { age } from "../format/numbers";
import { feedState } from "../state/feed";

export interface CardProps {
  title: string;
  subtitle?: string | undefined;
  /** As-of, source, model and seed of what is shown, in one line. */
  lineage?: string | undefined;
  span: string;
  isBare?: boolean;
  /** Whether it shows what the stream says: then it dims when the stream is silent. */
  isLive?: boolean;
  /** Seconds since its figures failed to be made anew; it then dims and keeps the last good ones. */
  failedSeconds?: number | null;
  tools?: ComponentChildren;
  children: ComponentChildren;
}

export function Card(props: CardProps) {
  const isSilent = props.isLive === true && ["stale", "disconnected"].includes(feedState.value);
  const hasFailed = props.failedSeconds !== undefined && props.failedSeconds !== null;
  const tag = isSilent ? "STALE" : hasFailed ? `as of ${age(props.failedSeconds ?? 0)} ago` : null;
  return (
    <section
      class={`card ${props.span} ${isSilent || hasFailed ? "is-dimmed" : ""}`}
      aria-label={props.title}
    >
      <header>
        <h2>{props.title}</h2>
        {props.subtitle === undefined ? null : <span class="subtitle">{props.subtitle}</span>}
        {tag === null ? null : <span class="tag">{tag}</span>}
        <span class="tools">{props.tools}</span>
      </header>
      <div class={`body ${props.isBare === true ? "is-bare" : ""}`}>{props.children}</div>
      {props.lineage === undefined ? null : <footer title={props.lineage}>{props.lineage}</footer>}
    </section>
  );
}
