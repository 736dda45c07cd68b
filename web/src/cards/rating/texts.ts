/** A grade and a score, or the range of them that an open factor leaves. */

import type { components } from "../../api/schema";

type Rating = components["schemas"]["RatingView"];

export function gradeText({ grade, possible_grades: possible }: Rating): string {
  const [first, last] = [possible[0] ?? "", possible.at(-1) ?? ""];
  return grade ?? (first === last ? first : `${first} to ${last}`);
}

export function scoreText({ score, best, worst }: Rating): string {
  return score.value === null ? `${best.text} to ${worst.text}` : score.text;
}
