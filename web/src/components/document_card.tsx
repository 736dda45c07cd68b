import type { ComponentChildren } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { nowMs } from "../state/feed";
import { documentState } from "../state/document";
import { Card } from "./card";
import { Export } from "./export";
import { Notice } from "./notice";

export interface DocumentCardProps<Body> {
  title: string;
  span: string;
  fetching: (abort: AbortSignal) => Promise<Body>;
  /** Asked for again when this changes. */
  asked?: string;
  subtitle?: (body: Body) => string;
  lineage: (body: Body) => string;
  table?: (body: Body) => string[][];
  children: (body: Body) => ComponentChildren;
}

/** A card of one document: a skeleton while it is made, its figures, or why there are none and what to do. */
export function DocumentCard<Body>(props: DocumentCardProps<Body>) {
  const { state, ask } = useMemo(() => documentState(props.fetching), [props.asked]);
  useEffect(ask, [ask]);
  const { body, refusal, sinceMs } = state.value;
  if (body === null) {
    return (
      <Card title={props.title} span={props.span}>
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
      failedSeconds={refusal === null ? null : (nowMs.value - sinceMs) / 1_000}
      tools={<Export name={props.title} json={body} table={props.table?.(body)} />}
    >
      {refusal === null ? null : <Notice problem={refusal.problem} retry={ask} />}
      {props.children(body)}
    </Card>
  );
}
