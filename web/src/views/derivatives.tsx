import { BookGreeksCard } from "../cards/derivatives/book_greeks_card";
import { ChainCards } from "../cards/derivatives/chain_cards";
import { ExplainCard } from "../cards/derivatives/explain_card";
import { GridCard } from "../cards/derivatives/grid_card";
import { OptionCard } from "../cards/derivatives/option_card";
import "../styles/derivatives.css";

/** What options are worth, and what moves them: one that is typed in, the book's, and a chain's. */
export default function Derivatives() {
  return (
    <main class="grid is-derivatives" aria-label="Derivatives">
      <OptionCard span="span-10" />
      <BookGreeksCard span="span-14" />
      <GridCard span="span-14" />
      <ExplainCard span="span-10" />
      <ChainCards smile="span-10 smile-card" surface="span-14 smile-card" both="span-24" />
    </main>
  );
}
