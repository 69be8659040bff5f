// One message: who, when, what, and what can be done with it.
import { memo, useState } from "react";
import type { Message } from "../workspace/contract";
import { fullTime, timeOf } from "../workspace/clock";
import { go } from "../workspace/address";
import { Avatar } from "./Avatar";
import { Files } from "./Files";
import { Icon } from "./Icon";
import { MessageBody } from "./MessageBody";
import { MessageEditor } from "./MessageEditor";
import { MessageMenu } from "./MessageMenu";
import { Reactions } from "./Reactions";

interface Props {
  channel: string;
  message: Message;
  /** Whether the message stands in a thread's pane. */
  inThread: boolean;
  /** Whether it follows a message of the same person closely, and needs no name of its own. */
  follows: boolean;
}

function Byline({ message }: { message: Message }) {
  return (
    <div className="byline">
      <bdi className="author">{message.username}</bdi>
      {message.is_bot && <span className="badge">APP</span>}
      <time className="quiet" title={fullTime(message.ts)}>
        {timeOf(message.ts)}
      </time>
    </div>
  );
}

function Marks({ message }: { message: Message }) {
  return (
    <>
      {message.streaming && <span className="streaming">Writing…</span>}
      {message.edited && <span className="quiet edited">(edited)</span>}
    </>
  );
}

function Replies({ count, onOpen }: { count: number; onOpen: () => void }) {
  if (!count) return null;
  return (
    <button type="button" className="replies" onClick={onOpen}>
      {count} {count === 1 ? "reply" : "replies"}
    </button>
  );
}

export const MessageItem = memo(function MessageItem({ channel, message, inThread, follows }: Props) {
  const [editing, setEditing] = useState(false);
  const openThread = () => go(channel, message.thread_ts ?? message.ts);
  const canReply = !inThread && !message.ephemeral;
  const look = ["message", follows && "follows", message.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  return (
    <article className={look} aria-label={`${message.username} at ${timeOf(message.ts)}`} data-ts={message.ts}>
      <Avatar name={message.username} isBot={message.is_bot} />
      <div className="message-content">
        {message.ephemeral && (
          <p className="only-you">
            <Icon name="eye" /> Only visible to you
          </p>
        )}
        <Byline message={message} />
        {editing ? <MessageEditor channel={channel} message={message} onDone={() => setEditing(false)} /> : <MessageBody channel={channel} message={message} />}
        <Marks message={message} />
        <Files files={message.files} />
        <Reactions reactions={message.reactions} />
        {!inThread && <Replies count={message.reply_count} onOpen={openThread} />}
      </div>
      {!message.ephemeral && !editing && (
        <MessageMenu channel={channel} message={message} onReply={canReply ? openThread : undefined} onEdit={() => setEditing(true)} />
      )}
    </article>
  );
});
