import type { ComponentChildren } from "preact";
import { age } from "../format/numbers";
import { feedState, hasStreamed, isFrozen } from "../state/feed";

export interface CardProps {
  title: string;
  subtitle?: string | undefined;
  /** As-of, source, model and seed of what is shown, in one line. */
  lineage?: string | undefined;
  span: string;
  isBare?: boolean;
  /** Whether its body may be longer than the card: then it can be reached and scrolled with keys. */
  isScrolling?: boolean | undefined;
  /** Whether it shows what the stream says: then it dims when the stream is silent. */
  isLive?: boolean;
  /** Seconds since its figures failed to be made anew; it then dims and keeps the last good ones. */
  failedSeconds?: number | null;
  /** Why they failed; it does not dim. */
  notice?: ComponentChildren;
  tools?: ComponentChildren;
  /** Above the figures, and never dimmed with them. */
  controls?: ComponentChildren;
  children: ComponentChildren;
}

export function Card(props: CardProps) {
  const isSilent =
    props.isLive === true && hasStreamed.value && ["stale", "disconnected"].includes(feedState.value);
  const hasFailed = props.failedSeconds !== undefined && props.failedSeconds !== null;
  return (
    <section
      class={`card ${props.span} ${isSilent || hasFailed ? "is-dimmed" : ""}`}
      aria-label={props.title}
    >
      <header>
        <h2>{props.title}</h2>
        {props.subtitle === undefined ? null : <span class="subtitle">{props.subtitle}</span>}
        <span class="tools">
          {isSilent ? <span class="tag">STALE</span> : null}
          {props.isLive === true && isFrozen.value ? <span class="tag">FROZEN</span> : null}
          {hasFailed ? <span class="tag">{age(props.failedSeconds ?? 0)} old</span> : null}
          {props.tools}
        </span>
      </header>
      {props.notice}
      {props.controls === undefined ? null : <div class="controls">{props.controls}</div>}
      <div
        class={`body ${props.isBare === true ? "is-bare" : ""}`}
        {...(props.isScrolling === true ? { tabIndex: 0, role: "group", "aria-label": props.title } : {})}
      >
        {props.children}
      </div>
      {props.lineage === undefined ? null : <footer>{props.lineage}</footer>}
    </section>
  );
}
