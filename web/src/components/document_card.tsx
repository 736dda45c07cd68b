import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { isOfInput } from "../api/problem";
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
  /** Whether the controls say themselves why what was put in was refused, as an editor does. */
  isRefusedInControls?: boolean;
  /** Whether another card of the same document says why it was refused. */
  isRefusedElsewhere?: boolean;
  isScrolling?: boolean;
  children: (body: Body) => ComponentChildren;
}

/** A card of one document: a skeleton while it is made, its figures, or why there are none and what to do. */
export function DocumentCard<Body>(props: DocumentCardProps<Body>) {
  const { title, span, controls, source } = props;
  useEffect(source.want, [source.want]);
  const { body, refusal, sinceMs } = source.state.value;
  const isElsewhere = props.isRefusedElsewhere === true;
  const isSaid =
    isElsewhere || (props.isRefusedInControls === true && refusal !== null && isOfInput(refusal));
  const notice =
    refusal === null || isSaid ? undefined : <Notice problem={refusal.problem} retry={source.ask} />;
  if (body === null) {
    if (isElsewhere && refusal !== null) return null;
    return (
      <Card title={title} span={span} controls={controls}>
        {refusal === null ? (
          <div class="skeleton" role="status" aria-label={`${title}: being computed`} />
        ) : (
          notice
        )}
      </Card>
    );
  }
  const subtitle = props.subtitle?.(body);
  const lineage = props.lineage(body);
  return (
    <Card
      title={title}
      span={span}
      subtitle={subtitle}
      lineage={lineage}
      isScrolling={props.isScrolling}
      failedSeconds={refusal === null ? null : (nowMs.value - sinceMs) / 1_000}
      notice={notice}
      tools={
        <Export name={title} subtitle={subtitle} lineage={lineage} json={body} table={props.table?.(body)} />
      }
      controls={controls}
    >
      {props.children(body)}
    </Card>
  );
}
