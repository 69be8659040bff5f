// A dialog above the page. The browser keeps the keyboard inside it.
import { type ReactNode, useLayoutEffect, useRef } from "react";

interface Props {
  labelledBy: string;
  className?: string;
  /** Called when the person leaves the dialog with Escape. */
  onLeave: () => void;
  children: ReactNode;
}

export function Dialog({ labelledBy, className = "", onLeave, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before the effects of what stands inside, which choose the field to begin in.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={`dialog ${className}`}
      aria-labelledby={labelledBy}
      onCancel={(event) => {
        event.preventDefault();
        onLeave();
      }}
    >
      {children}
    </dialog>
  );
}
