export interface SegmentsProps {
  /** What is chosen between, for those who listen. */
  name: string;
  /** What is handed on, and what is read. */
  options: readonly (readonly [string, string])[];
  value: string;
  choose: (value: string) => void;
}

/** A few ways to look at the same thing, one of which is on. */
export function Segments({ name, options, value, choose }: SegmentsProps) {
  return (
    <div class="segments" role="group" aria-label={name}>
      {options.map(([key, title]) => (
        <button key={key} type="button" aria-pressed={key === value} onClick={() => choose(key)}>
          {title}
        </button>
      ))}
    </div>
  );
}
