// The head of a pane: what it shows, how to leave it, and what else can be opened from it.
import type { ReactNode } from "react";
import { Icon } from "./Icon";

interface Props {
  title: string;
  about?: string;
  /** Goes back to the pane before; shown on a phone. */
  onBack?: () => void;
  onClose?: () => void;
  children?: ReactNode;
}

export function PaneHead({ title, about, onBack, onClose, children }: Props) {
  return (
    <header className="pane-head">
      {onBack && (
        <button type="button" className="icon-button" aria-label="Back" title="Back" onClick={onBack}>
          <Icon name="back" />
        </button>
      )}
      <div className="pane-title">
        <h1 dir="auto">{title}</h1>
        {about && <p className="quiet">{about}</p>}
      </div>
      {children}
      {onClose && (
        <button type="button" className="icon-button" aria-label="Close pane" title="Close pane" onClick={onClose}>
          <Icon name="close" />
        </button>
      )}
    </header>
  );
}
