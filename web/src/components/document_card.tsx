import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import { isOfInput } from "../api/problem";
import { nowMs } from "../state/feed";
import type { DocumentState } from "../state/document";
import { Card } from "./card";
import { Export } from "./export";
import { Notice } from "./notice";
import { WorkBar } from "./work_bar";

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
  /** Whether another card of the same document says how far it is, and why it was refused. */
  isFollowing?: boolean;
  isScrolling?: boolean;
  children: (body: Body) => ComponentChildren;
}

/** A card of one document: a skeleton while it is made, its figures, or why there are none and what to do. */
export function DocumentCard<Body>(props: DocumentCardProps<Body>) {
  const { title, span, controls, source } = props;
  useEffect(source.want, [source.want]);
  const { body, refusal, isCancelled, sinceMs } = source.state.value;
  const isFollowing = props.isFollowing === true;
  const isSaid =
    isFollowing || (props.isRefusedInControls === true && refusal !== null && isOfInput(refusal));
  const notice =
    refusal === null || isSaid ? undefined : <Notice problem={refusal.problem} retry={source.ask} />;
  const work = isFollowing ? null : <WorkBar name={title} source={source} />;
  if (body === null) {
    if (isFollowing && (refusal !== null || isCancelled)) return null;
    return (
      <Card title={title} span={span} notice={work} controls={controls}>
        {isCancelled ? null : refusal === null ? (
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
      notice={
        <>
          {notice}
          {work}
        </>
      }
      tools={
        <Export name={title} subtitle={subtitle} lineage={lineage} json={body} table={props.table?.(body)} />
      }
      controls={controls}
    >
      {props.children(body)}
    </Card>
  );
}
