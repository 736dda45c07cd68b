/** A table of coloured cells as it stands on the page: all of it, also where the page scrolls and shows a part. */
export function tableImage(table: HTMLTableElement, scale: number): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const box = table.getBoundingClientRect();
  canvas.width = Math.round(box.width * scale);
  canvas.height = Math.round(box.height * scale);
  const context = canvas.getContext("2d");
  if (context === null) return canvas;
  context.scale(scale, scale);
  context.translate(-box.left, -box.top);
  context.textBaseline = "middle";
  for (const cell of table.querySelectorAll<HTMLElement>("th, td")) drawCell(context, cell);
  return canvas;
}

function drawCell(context: CanvasRenderingContext2D, cell: HTMLElement): void {
  const { left, top, width, height } = cell.getBoundingClientRect();
  const style = getComputedStyle(cell);
  context.fillStyle = style.backgroundColor;
  context.fillRect(left, top, width, height);
  context.fillStyle = style.color;
  context.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  while (texts.nextNode() !== null) drawWords(context, texts.currentNode as Text);
}

/** Each word where the page has put it, since a text may take several lines. */
function drawWords(context: CanvasRenderingContext2D, text: Text): void {
  const range = document.createRange();
  for (const word of text.data.matchAll(/\S+/g)) {
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    const { left, top, height } = range.getBoundingClientRect();
    context.fillText(word[0], left, top + height / 2);
  }
}
