import { expect, test } from "vitest";
import { legendOf } from "../src/export/picture";

test("names of a legend keep the colour that the style sheet gives their line or area", () => {
  document.head.innerHTML =
    "<style>.sum { stroke: rgb(1, 2, 3) } .area { fill: rgb(4, 5, 6) } .area { stroke: rgb(9, 9, 9) }</style>";
  document.body.innerHTML = `
    <section><div class="body"><ul class="legend">
      <li><svg><line class="sum"></line></svg>P&amp;L</li>
      <li><svg><rect class="area"></rect></svg> delta </li>
    </ul></div></section>`;
  const [card] = document.body.children;
  if (card === undefined) throw new Error("the card is not there");
  expect(legendOf(card)).toEqual([
    { text: "P&L", colour: "rgb(1, 2, 3)" },
    { text: "delta", colour: "rgb(4, 5, 6)" },
  ]);
});
