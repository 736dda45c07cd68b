/** In place of figures that there are none of, and rightly so: a sentence, and how there would be some. */
export function Empty({ sentence, how }: { sentence: string; how?: string }) {
  return (
    <div class="empty">
      <p>{unbroken(sentence)}</p>
      {how === undefined ? null : <p class="unit">{unbroken(how)}</p>}
    </div>
  );
}

/** Options of a command stay in one piece, since a line may end at any of their hyphens. */
function unbroken(sentence: string) {
  return sentence.split(/(--\S+)/).map((part) =>
    part.startsWith("--") ? (
      <span key={part} class="unbroken">
        {part}
      </span>
    ) : (
      part
    ),
  );
}
