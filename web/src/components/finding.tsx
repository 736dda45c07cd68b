import { addressOf, goTo, type Place } from "../state/places";

export interface FindingProps {
  /** The answer in a sentence. */
  text: string;
  /** Where it is explained. */
  place: Place;
}

/** What a first look should find, in a sentence that leads to the view which explains it. */
export function Finding({ text, place }: FindingProps) {
  const follow = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(place);
  };
  return (
    <p class="finding">
      <a href={addressOf(place)} onClick={follow}>
        {text}{" "}
        <span class="arrow" aria-hidden="true">
          →
        </span>
      </a>
    </p>
  );
}
