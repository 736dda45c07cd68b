import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** What may be wider than its place: it then scrolls there, and can be reached with keys. */
export function Scrolling({ name, children }: { name: string; children: ComponentChildren }) {
  const host = useRef<HTMLDivElement>(null);
  const [isWider, setWider] = useState(false);
  useEffect(() => {
    const node = host.current;
    if (node === null) return;
    const observer = new ResizeObserver(() => setWider(node.scrollWidth > node.clientWidth + 1));
    for (const each of [node, ...node.children]) observer.observe(each);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={host}
      class="scrolling"
      {...(isWider ? { tabIndex: 0, role: "group", "aria-label": `${name}, scrolls sideways` } : {})}
    >
      {children}
    </div>
  );
}
