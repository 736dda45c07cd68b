/** A grade and a score, or the range of them that an open factor leaves; and a reading with its unit. */

import type { components } from "../../api/schema";

type Rating = components["schemas"]["RatingView"];
type Figure = components["schemas"]["Number"];

export function gradeText({ grade, possible_grades: possible }: Rating): string {
  const [first, last] = [possible[0] ?? "", possible.at(-1) ?? ""];
  return grade ?? (first === last ? first : `${first} to ${last}`);
}

export function scoreText({ score, best, worst }: Rating): string {
  return score.value === null ? `${best.text} to ${worst.text}` : score.text;
}

/** A percent sign is part of the text already, and an index has no unit that says more than its name. */
export function figureText({ text, unit, value }: Figure): string {
  return unit === "days" && value !== null ? `${text} ${unit}` : text;
}
