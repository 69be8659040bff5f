// A channel or the app's direct message.
import { useEffect, useState } from "react";
import type { Conversation as Shown, View } from "../workspace/contract";
import { go } from "../workspace/address";
import { useDesk } from "../workspace/desk";
import { usePhone } from "../workspace/media";
import { AppTabs } from "./AppTabs";
import { Composer } from "./Composer";
import { HomeTab } from "./HomeTab";
import { MessageList } from "./MessageList";
import { PaneHead } from "./PaneHead";
import { PayloadsButton } from "./PayloadsButton";
import { SuggestedPrompts } from "./SuggestedPrompts";

interface Props {
  conversation: Shown;
  home: View | null;
  showsHome: boolean;
  onPayloads: () => void;
}

/** The conversation's name as people write it. */
export function titleOf({ kind, name }: Shown): string {
  return kind === "channel" ? `#${name}` : name;
}

/** Tells the server what the person sees: the app's tab, and messages that are now read. */
function useNotices({ conversation, showsHome }: Props): void {
  const { act, user } = useDesk();
  const { id, kind, unread } = conversation;
  useEffect(() => {
    if (kind === "im") void act("/page/open-tab", { tab: showsHome ? "home" : "messages" });
  }, [act, user, id, kind, showsHome]);
  useEffect(() => {
    if (unread && !showsHome) void act("/page/read", { channel: id });
  }, [act, user, id, unread, showsHome]);
}

function Empty({ kind }: { kind: Shown["kind"] }) {
  const { name } = useDesk().bootstrap.bot;
  const hint = kind === "im" ? `Only you and ${name} read what is written here.` : `Nothing has been said here yet. Mention @${name} to ask it something.`;
  return <p className="empty quiet">{hint}</p>;
}

/** Opens the thread in which the app answers a direct message, as Slack does; takes that message's ts. */
function useAnswerThread({ id, kind, messages, statuses }: Shown): (ts: string) => void {
  const [asked, setAsked] = useState<string | null>(null);
  const answered = asked !== null && [...messages, ...statuses].some(({ thread_ts }) => thread_ts === asked);
  useEffect(() => {
    if (!answered || kind !== "im") return;
    go(id, asked);
    setAsked(null);
  }, [answered, asked, id, kind]);
  return setAsked;
}

function Messages({ conversation }: { conversation: Shown }) {
  const { id, kind, prompts, statuses } = conversation;
  const title = titleOf(conversation);
  const asked = useAnswerThread(conversation);
  const messages = conversation.messages.filter(({ thread_ts, ts }) => !thread_ts || thread_ts === ts);
  return (
    <>
      <MessageList channel={id} label={`Messages in ${title}`} messages={messages} statuses={statuses}>
        {!messages.length && <Empty kind={kind} />}
      </MessageList>
      {prompts && !messages.length && <SuggestedPrompts channel={id} prompts={prompts} onSent={asked} />}
      <Composer channel={id} label={`Message ${title}`} onSent={asked} />
    </>
  );
}

export function Conversation(props: Props) {
  const { conversation, home, showsHome, onPayloads } = props;
  const { bootstrap } = useDesk();
  const phone = usePhone();
  useNotices(props);
  const title = titleOf(conversation);
  const topic = bootstrap.channels.find(({ id }) => id === conversation.id)?.topic;
  return (
    <main className="pane conversation" aria-label={`Conversation ${title}`}>
      <PaneHead title={title} about={topic} onBack={phone ? () => go(null) : undefined}>
        <PayloadsButton onOpen={onPayloads} />
      </PaneHead>
      {conversation.kind === "im" && <AppTabs conversation={conversation.id} home={showsHome} />}
      {showsHome ? <HomeTab home={home} /> : <Messages key={conversation.id} conversation={conversation} />}
    </main>
  );
}
