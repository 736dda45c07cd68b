import { shown } from "../format/numbers";
import { ShareBar, type Tone } from "./share_bar";

export interface Bar {
  key: string;
  name: string;
  /** What the name stands for. */
  title: string;
  value: number;
  text: string;
  note: string;
  tone: Tone;
}

/** Names with a bar each, on one scale, in the order that they come in. */
export function BarList({ bars, most }: { bars: Bar[]; most?: number }) {
  const longest = most ?? Math.max(...bars.map((each) => Math.abs(each.value)), 0);
  return (
    <ul class="bars">
      {bars.map((bar) => (
        <li key={bar.key} title={bar.title}>
          <span class="name">{bar.name}</span>
          <ShareBar share={longest > 0 ? Math.abs(bar.value) / longest : 0} tone={bar.tone} />
          <span class={`figure ${bar.tone === "neutral" ? "" : bar.tone}`}>{shown(bar.text)}</span>
          <span class="figure note">{shown(bar.note)}</span>
        </li>
      ))}
    </ul>
  );
}
