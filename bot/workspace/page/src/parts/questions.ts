// Questions asked one at a time in a dialog.
import { useCallback, useState } from "react";
import type { Confirm } from "../workspace/contract";

export interface Asked {
  question: Confirm;
  answer: (agreed: boolean) => void;
}

/** The question that is open, and a function that asks one and waits for the answer. */
export function useQuestions(): { asked: Asked | null; confirm: (question: Confirm) => Promise<boolean> } {
  const [asked, setAsked] = useState<Asked | null>(null);
  const confirm = useCallback(
    (question: Confirm) =>
      new Promise<boolean>((resolve) => {
        const answer = (agreed: boolean) => {
          setAsked(null);
          resolve(agreed);
        };
        setAsked({ question, answer });
      }),
    [],
  );
  return { asked, confirm };
}
