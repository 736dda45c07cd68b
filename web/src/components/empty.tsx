/** In place of figures that there are none of, and rightly so: a sentence, and how there would be some. */
export function Empty({ sentence, how }: { sentence: string; how?: string }) {
  return (
    <div class="empty">
      <p>{sentence}</p>
      {how === undefined ? null : <p class="unit">{how}</p>}
    </div>
  );
}
