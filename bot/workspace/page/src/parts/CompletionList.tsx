// The completions offered above the composer.
import type { Completion } from "./completions";

interface Props {
  id: string;
  completions: Completion[];
  chosen: number;
  onChoose: (completion: Completion) => void;
}

export function CompletionList({ id, completions, chosen, onChoose }: Props) {
  return (
    <div id={id} className="completions" role="listbox" aria-label="Suggestions">
      {completions.map((completion, index) => (
        <div
          key={completion.text}
          id={`${id}-${index}`}
          className="completion"
          role="option"
          aria-selected={index === chosen}
          onMouseDown={(event) => {
            event.preventDefault();
            onChoose(completion);
          }}
        >
          <span className="strong">{completion.name}</span>
          <span className="quiet">{completion.description}</span>
        </div>
      ))}
    </div>
  );
}
