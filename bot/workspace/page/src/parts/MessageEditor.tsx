// Changing a message of one's own, in its place.
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { decode } from "../blocks/entities";
import type { Message } from "../workspace/contract";
import { useDesk } from "../workspace/desk";

interface Props {
  channel: string;
  message: Message;
  onDone: () => void;
}

/** The message's text as a person types it. */
function asTyped(text: string, bot: { user_id: string; name: string }): string {
  return decode(text.replaceAll(`<@${bot.user_id}>`, `@${bot.name}`));
}

export function MessageEditor({ channel, message, onDone }: Props) {
  const desk = useDesk();
  const area = useRef<HTMLTextAreaElement>(null);
  const [text, setText] = useState(asTyped(message.text, desk.bootstrap.bot));
  useEffect(() => area.current?.focus(), []);
  const save = async () => {
    if (await desk.act("/page/edit", { channel, ts: message.ts, text })) onDone();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape") onDone();
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void save();
  };
  return (
    <div className="editor">
      <textarea ref={area} className="field" dir="auto" rows={2} aria-label="Edit message" value={text} onChange={(event) => setText(event.target.value)} onKeyDown={press} />
      <div className="actions">
        <button type="button" className="button" onClick={onDone}>
          Cancel
        </button>
        <button type="button" className="button primary" disabled={!text.trim()} onClick={() => void save()}>
          Save
        </button>
      </div>
    </div>
  );
}
