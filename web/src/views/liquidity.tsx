import { BookCard } from "../cards/book_card";
import { DensityCard } from "../cards/density_card";

export function Liquidity() {
  return (
    <main class="grid" aria-label="Liquidity">
      <DensityCard span="span-14 tall" />
      <BookCard span="span-10 tall" levels={50} />
    </main>
  );
}
