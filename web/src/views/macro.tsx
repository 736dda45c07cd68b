import { MacroCard } from "../cards/macro_card";

/** The state of the economy. */
export default function Macro() {
  return (
    <main class="grid is-macro" aria-label="Macro">
      <MacroCard span="span-24" />
    </main>
  );
}
