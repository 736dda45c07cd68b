import { FactorsCard } from "../cards/rating/factors_card";
import { GradeCard } from "../cards/rating/grade_card";
import { LimitsCard } from "../cards/rating/limits_card";
import { NotesCard } from "../cards/rating/notes_card";
import { PricesCard } from "../cards/rating/prices_card";
import { RegisterCard } from "../cards/rating/register_card";
import { VenuesCard } from "../cards/rating/venues_card";
import { WaterfallCard } from "../cards/rating/waterfall_card";
import "../styles/rating.css";

/** The grade of the book with its working, and the register of what it is exposed to. */
export default function Rating() {
  return (
    <main class="grid is-rating" aria-label="Rating">
      <GradeCard span="span-8 at-top" />
      <WaterfallCard span="span-16 at-top" />
      <LimitsCard span="span-24" />
      <FactorsCard span="span-24" />
      <RegisterCard span="span-24" />
      <div class="span-14 stack">
        <PricesCard span="" />
        <VenuesCard span="is-growing" />
      </div>
      <NotesCard span="span-10" />
    </main>
  );
}
