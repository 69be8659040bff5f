// The dialog that asks before something is done.
import { useId } from "react";
import { Text } from "../blocks/Text";
import { plain } from "../blocks/plain";
import type { Confirm } from "../workspace/contract";
import { Dialog } from "./Dialog";

interface Props {
  question: Confirm;
  onAnswer: (agreed: boolean) => void;
}

export function ConfirmDialog({ question, onAnswer }: Props) {
  const id = useId();
  const { title, text, confirm, deny, style } = question;
  return (
    <Dialog labelledBy={id} className="confirm" onLeave={() => onAnswer(false)}>
      <h2 id={id} dir="auto">
        {plain(title) || "Are you sure?"}
      </h2>
      <div className="dialog-body">
        <Text text={text} />
      </div>
      <div className="dialog-foot">
        <button type="button" className="button" onClick={() => onAnswer(false)}>
          {plain(deny) || "Cancel"}
        </button>
        <button type="button" className={style === "danger" ? "button danger" : "button primary"} onClick={() => onAnswer(true)}>
          {plain(confirm) || "Yes"}
        </button>
      </div>
    </Dialog>
  );
}
