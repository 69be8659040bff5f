// Where a person writes: Enter sends, Shift+Enter begins a new line.
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { useDesk } from "../workspace/desk";
import { Attachments, useAttachments } from "./Attachments";
import { CompletionList } from "./CompletionList";
import { type Completion, completionsFor } from "./completions";
import { Icon } from "./Icon";
import { send } from "./sending";

interface Props {
  channel: string;
  thread?: string | null;
  label: string;
  /** Called with the ts of each message that was sent. */
  onSent?: (ts: string) => void;
}

/** The completions for what stands before the cursor, and which one is chosen. */
function useCompletions(text: string, cursor: number, inThread: boolean) {
  const { bootstrap } = useDesk();
  const before = text.slice(0, cursor);
  const [chosen, setChosen] = useState(0);
  const [dismissed, setDismissed] = useState("");
  useEffect(() => setChosen(0), [before]);
  const offered = dismissed === before ? [] : completionsFor(before, bootstrap, inThread);
  const move = (by: number) => setChosen((now) => (now + by + offered.length) % offered.length);
  return { offered, chosen, move, dismiss: () => setDismissed(before) };
}

/** The text being written, and its sending. What is refused comes back, unless more was written. */
function useDraft({ channel, thread = null, onSent }: Props) {
  const desk = useDesk();
  const attachments = useAttachments();
  const [text, setText] = useState("");
  const ready = text.trim() !== "" || attachments.files.length > 0;
  const submit = async () => {
    if (!ready) return;
    const { files, clear, restore } = attachments;
    setText("");
    clear();
    const taken = await send(desk, { channel, thread, text, files: files.map(({ id }) => id) });
    if (taken?.ts) onSent?.(taken.ts);
    if (taken) return;
    setText((now) => now || text);
    restore(files);
  };
  return { text, setText, attachments, ready, submit };
}

export function Composer(props: Props) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [cursor, setCursor] = useState(0);
  const { text, setText, attachments, ready, submit } = useDraft(props);
  const completions = useCompletions(text, cursor, !!props.thread);
  const { offered, chosen } = completions;

  const complete = ({ text: completed }: Completion) => {
    setText(completed + text.slice(cursor));
    setCursor(completed.length);
    area.current?.focus();
  };
  const pressWithOffer = (event: KeyboardEvent): boolean => {
    const current = offered[chosen];
    if (!current) return false;
    const typed = text.slice(0, cursor).trim();
    const keys: Record<string, () => void> = {
      ArrowDown: () => completions.move(1),
      ArrowUp: () => completions.move(-1),
      Tab: () => complete(current),
      Escape: completions.dismiss,
      // A command typed in full is sent by Enter, like everything else.
      ...(current.text.trim() === typed ? {} : { Enter: () => complete(current) }),
    };
    keys[event.key]?.();
    return event.key in keys;
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.shiftKey) return;
    if (pressWithOffer(event)) event.preventDefault();
    else if (event.key === "Enter") {
      event.preventDefault();
      void submit();
    }
  };

  return (
    <div className="composer">
      {offered.length > 0 && <CompletionList id={id} completions={offered} chosen={chosen} onChoose={complete} />}
      <Attachments files={attachments.files} onRemove={attachments.remove} />
      <div className="composer-row">
        <label className="icon-button attach" title="Attach a file">
          <Icon name="clip" />
          <input
            type="file"
            multiple
            className="unseen"
            aria-label="Attach a file"
            onChange={(event) => {
              void attachments.add([...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
        </label>
        <textarea
          ref={area}
          rows={1}
          dir="auto"
          aria-label={props.label}
          placeholder={props.label}
          enterKeyHint="send"
          aria-autocomplete="list"
          aria-controls={offered.length ? id : undefined}
          aria-activedescendant={offered.length ? `${id}-${chosen}` : undefined}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setCursor(event.target.selectionStart);
          }}
          onSelect={(event) => setCursor(event.currentTarget.selectionStart)}
          onKeyDown={press}
        />
        <button type="button" className="icon-button send" aria-label="Send" title="Send" disabled={!ready} onClick={() => void submit()}>
          <Icon name="send" />
        </button>
      </div>
    </div>
  );
}
