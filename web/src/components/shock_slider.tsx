import { signed } from "../format/numbers";
import { LARGEST_SHOCK, show, shown } from "../state/address";

const SHOCK_STEP = 0.005;

/** The shock that begins a cascade: one for all cards, kept in the address. */
export function ShockSlider({ isAsking }: { isAsking: boolean }) {
  const { shock } = shown.value;
  const text = `${signed(100 * shock, 1)} %`;
  return (
    <label class="slider">
      <span class="unit">shock to the price</span>
      <input
        type="range"
        min={-LARGEST_SHOCK}
        max={LARGEST_SHOCK}
        step={SHOCK_STEP}
        value={shock}
        aria-valuetext={text}
        onInput={(event) => show({ shock: Number(event.currentTarget.value) })}
      />
      <output class="figure">{text}</output>
      <span class="unit">{isAsking ? "being computed" : ""}</span>
    </label>
  );
}
