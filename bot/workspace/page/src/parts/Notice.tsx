// One sentence to the person, which goes by itself.
import { useEffect } from "react";
import { Icon } from "./Icon";

const SHOWN_MS = 8000;

export function Notice({ sentence, onGone }: { sentence: string; onGone: () => void }) {
  useEffect(() => {
    const clock = window.setTimeout(onGone, SHOWN_MS);
    return () => window.clearTimeout(clock);
  }, [sentence, onGone]);
  return (
    <div className="toast" role="alert">
      <span dir="auto">{sentence}</span>
      <button type="button" className="icon-button" aria-label="Hide notice" onClick={onGone}>
        <Icon name="close" />
      </button>
    </div>
  );
}
