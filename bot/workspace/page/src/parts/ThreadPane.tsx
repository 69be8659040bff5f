// A thread: its root message, the replies, and a composer of its own.
import type { Conversation } from "../workspace/contract";
import { go } from "../workspace/address";
import { usePhone } from "../workspace/media";
import { Composer } from "./Composer";
import { titleOf } from "./Conversation";
import { MessageList } from "./MessageList";
import { PaneHead } from "./PaneHead";

export function ThreadPane({ conversation, thread }: { conversation: Conversation; thread: string }) {
  const phone = usePhone();
  const leave = () => go(conversation.id);
  const messages = conversation.messages.filter(({ ts, thread_ts }) => ts === thread || thread_ts === thread);
  const statuses = conversation.statuses.filter(({ thread_ts }) => thread_ts === thread);
  return (
    <aside className="pane thread" aria-label="Thread">
      <PaneHead title="Thread" about={titleOf(conversation)} onBack={phone ? leave : undefined} onClose={phone ? undefined : leave} />
      <MessageList channel={conversation.id} label="Messages in thread" messages={messages} statuses={statuses} inThread>
        {!messages.length && <p className="empty quiet">This thread is not here any more.</p>}
      </MessageList>
      <Composer key={thread} channel={conversation.id} thread={thread} label="Reply to thread" />
    </aside>
  );
}
