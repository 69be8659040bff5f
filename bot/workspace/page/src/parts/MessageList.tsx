// The messages of a conversation or a thread, day by day.
import { type ReactNode, useState } from "react";
import type { Message, Status } from "../workspace/contract";
import { dayOf } from "../workspace/clock";
import { MessageItem } from "./MessageItem";
import { useStickToEnd } from "./scrolling";
import { StatusLine } from "./StatusLine";

interface Props {
  channel: string;
  label: string;
  messages: Message[];
  statuses: Status[];
  inThread?: boolean;
  /** Stands above the first message. */
  children?: ReactNode;
}

const CLOSE_SECONDS = 300;
// Messages drawn at once; a workspace under test may hold thousands.
const DRAWN = 100;

function isFollowing(previous: Message | undefined, message: Message): boolean {
  if (!previous || message.ephemeral || previous.ephemeral) return false;
  const close = Number(message.ts) - Number(previous.ts) < CLOSE_SECONDS;
  return close && previous.user === message.user && previous.username === message.username;
}

function Day({ name }: { name: string }) {
  return (
    <div className="day" role="separator" aria-label={name}>
      <span>{name}</span>
    </div>
  );
}

export function MessageList({ channel, label, messages: all, statuses, inThread = false, children }: Props) {
  const [drawn, setDrawn] = useState(DRAWN);
  const messages = all.slice(-drawn);
  const list = useStickToEnd(`${channel} ${label}`);
  const loose = statuses.filter(({ thread_ts }) => inThread || !messages.some(({ ts }) => ts === thread_ts));
  return (
    <div className="message-list" ref={list} tabIndex={0} role="log" aria-label={label} aria-live="polite" aria-relevant="additions">
      <div className="message-list-content">
        {children}
        {all.length > drawn && (
          <button type="button" className="button earlier" onClick={() => setDrawn(drawn + DRAWN)}>
            Show earlier messages
          </button>
        )}
        {messages.map((message, index) => {
          const previous = messages[index - 1];
          const day = dayOf(message.ts);
          const newDay = !previous || dayOf(previous.ts) !== day;
          return (
            <div key={message.ts + message.ephemeral}>
              {newDay && <Day name={day} />}
              <MessageItem channel={channel} message={message} inThread={inThread} follows={!newDay && isFollowing(previous, message)} />
              {!inThread && statuses.filter(({ thread_ts }) => thread_ts === message.ts).map((status) => <StatusLine key={message.ts} status={status} />)}
            </div>
          );
        })}
        {loose.map((status) => (
          <StatusLine key={status.thread_ts} status={status} />
        ))}
      </div>
    </div>
  );
}
