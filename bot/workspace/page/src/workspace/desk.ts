// What every part of the page may need: who is acting, the names, and how to act.
import { createContext, useContext } from "react";
import type { Bootstrap, Confirm } from "./contract";

export interface Desk {
  user: string;
  bootstrap: Bootstrap;
  /** Sends an act of the person; null where it was refused (and the refusal shown). */
  act: <T = object>(path: string, body: object) => Promise<T | null>;
  /** Shows one sentence to the person. */
  tell: (sentence: string) => void;
  /** Asks in a dialog; true where the person agreed. */
  confirm: (question: Confirm) => Promise<boolean>;
}

export const DeskContext = createContext<Desk | null>(null);

/** The desk that the page works at. */
export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("This part of the page must stand inside a DeskContext.");
  return desk;
}
