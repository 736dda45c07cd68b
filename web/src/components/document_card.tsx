import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { nowMs } from "../state/feed";
import type { DocumentState } from "../state/document";
import { Card } from "./card";
import { Export } from "./export";
import { Notice } from "./notice";

export interface DocumentCardProps<Body> {
  title: string;
  span: string;
  source: DocumentState<Body>;
  subtitle?: (body: Body) => string;
  lineage: (body: Body) => string;
  table?: (body: Body) => string[][];
  /** What is there before the document, and stays whatever becomes of it. */
  controls?: ComponentChildren;
  isScrolling?: boolean;
  children: (body: Body) => ComponentChildren;
}

/** A card of one document: a skeleton while it is made, its figures, or why there are none and what to do. */
export function DocumentCard<Body>(props: DocumentCardProps<Body>) {
  const { state, ask, want } = props.source;
  useEffect(want, [want]);
  const { body, refusal, sinceMs } = state.value;
  if (body === null) {
    return (
      <Card title={props.title} span={props.span}>
        {props.controls}
        {refusal === null ? (
          <div class="skeleton" role="status" aria-label={`${props.title}: being computed`} />
        ) : (
          <Notice problem={refusal.problem} retry={ask} />
        )}
      </Card>
    );
  }
  return (
    <Card
      title={props.title}
      span={props.span}
      subtitle={props.subtitle?.(body)}
      lineage={props.lineage(body)}
      isScrolling={props.isScrolling}
      failedSeconds={refusal === null ? null : (nowMs.value - sinceMs) / 1_000}
      notice={refusal === null ? null : <Notice problem={refusal.problem} retry={ask} />}
      tools={<Export name={props.title} json={body} table={props.table?.(body)} />}
    >
      {props.controls}
      {props.children(body)}
    </Card>
  );
}
