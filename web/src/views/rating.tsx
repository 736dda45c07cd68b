import { RatingCard } from "../cards/rating_card";

/** The grade of the book, and what makes it. */
export default function Rating() {
  return (
    <main class="grid is-rating" aria-label="Rating">
      <RatingCard span="span-24" />
    </main>
  );
}
