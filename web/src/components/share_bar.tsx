export type Tone = "neutral" | "gain" | "loss";

/** A share from 0 to 1 as a bar, full from 1 on. */
export function ShareBar({ share, tone }: { share: number; tone: Tone }) {
  return (
    <svg
      class="track"
      width="100%"
      height="8"
      preserveAspectRatio="none"
      viewBox="0 0 100 8"
      aria-hidden="true"
    >
      <rect class={`fill-${tone}`} width={100 * Math.min(share, 1)} height="8" />
    </svg>
  );
}
