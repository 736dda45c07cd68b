import { GreeksCard } from "../cards/greeks_card";

/** What options are worth, and what moves them. */
export default function Derivatives() {
  return (
    <main class="grid is-derivatives" aria-label="Derivatives">
      <GreeksCard span="span-24 middle" />
    </main>
  );
}
