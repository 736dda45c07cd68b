/** Where the names of points may stand without covering one another. */

import type { Size } from "./size";

export interface NamedPlace {
  x: number;
  y: number;
  label: string;
}

/** Room that labels keep free. */
export interface Frame extends Size {
  left: number;
  bottom: number;
}

const LABEL_HEIGHT = 12;
/** Of a capital: symbols are written in them. */
const LETTER_WIDTH = 7.3;

/** Where a label may stand beside its point, the best place first: its start and its height, by its length. */
const PLACES: ((length: number) => [number, number])[] = [
  () => [8, 4],
  (length) => [-8 - length, 4],
  (length) => [-length / 2, -8],
  (length) => [-length / 2, 16],
  () => [8, -9],
  () => [8, 17],
  (length) => [-8 - length, -9],
  (length) => [-8 - length, 17],
];

/** Labels beside their points, each at the first place where it covers neither a label nor a point. */
export function placeLabels(points: NamedPlace[], frame: Frame): { x: number; y: number }[] {
  const taken = points.map(({ x, y }) => ({ left: x - 4, right: x + 4, top: y - 4, bottom: y + 4 }));
  return points.map(({ x, y, label }) => {
    if (label === "") return { x, y };
    const length = label.length * LETTER_WIDTH;
    const boxes = PLACES.map((place) => {
      const [right, down] = place(length);
      return { left: x + right, right: x + right + length, top: y + down - LABEL_HEIGHT, bottom: y + down };
    });
    const isFree = (box: (typeof boxes)[number]): boolean =>
      box.left > frame.left &&
      box.right < frame.width &&
      box.top > 0 &&
      box.bottom < frame.height - frame.bottom &&
      taken.every(
        (each) =>
          each.right < box.left || box.right < each.left || each.bottom < box.top || box.bottom < each.top,
      );
    const found = boxes.find(isFree) ?? boxes[0];
    if (found === undefined) return { x, y };
    taken.push(found);
    return { x: found.left, y: found.bottom - 2 };
  });
}
