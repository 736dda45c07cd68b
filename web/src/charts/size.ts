import { useEffect, useRef, useState } from "preact/hooks";

export interface Size {
  width: number;
  height: number;
}

/** The place that a drawing has, and what to hand to the element that holds it. */
export function useSize(least: Size) {
  const host = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(least);
  useEffect(() => {
    const node = host.current;
    if (node === null) return;
    node.style.minHeight = `${least.height}px`;
    const observer = new ResizeObserver(() =>
      setSize({
        width: Math.max(node.clientWidth, least.width),
        height: Math.max(node.clientHeight, least.height),
      }),
    );
    observer.observe(node);
    return () => observer.disconnect();
  }, []);
  return { host, ...size };
}
