// The team, its conversations, and who one is.
import type { Conversation } from "../workspace/contract";
import { placeLink } from "../workspace/address";
import { useDesk } from "../workspace/desk";
import { PersonSwitch } from "./PersonSwitch";

interface Props {
  conversations: Conversation[];
  current: string | null;
  connected: boolean;
}

function ConversationLink({ conversation, current }: { conversation: Conversation; current: boolean }) {
  const { id, kind, name, unread } = conversation;
  return (
    <li>
      <a className={unread ? "conversation-link unread" : "conversation-link"} href={placeLink(id)} aria-current={current ? "page" : undefined}>
        <span aria-hidden="true">{kind === "channel" ? "#" : "●"}</span>
        <bdi>{name}</bdi>
        {unread > 0 && (
          <span className="count">
            {unread}
            <span className="unseen"> unread</span>
          </span>
        )}
      </a>
    </li>
  );
}

function Group({ title, conversations, current }: { title: string; conversations: Conversation[]; current: string | null }) {
  return (
    <>
      <h2>{title}</h2>
      <ul>
        {conversations.map((conversation) => (
          <ConversationLink key={conversation.id} conversation={conversation} current={conversation.id === current} />
        ))}
      </ul>
    </>
  );
}

function Connection({ connected }: { connected: boolean }) {
  const { name } = useDesk().bootstrap.bot;
  return (
    <p className={connected ? "connection" : "connection lost"} role="status">
      {connected ? `${name} is connected.` : `${name} is not connected. It answers as soon as it is.`}
    </p>
  );
}

export function Sidebar({ conversations, current, connected }: Props) {
  const { team, notice } = useDesk().bootstrap;
  const of = (kind: Conversation["kind"]) => conversations.filter((one) => one.kind === kind);
  return (
    <div className="sidebar">
      <header>
        <p className="team">{team.name}</p>
        <p className="notice">{notice}</p>
      </header>
      <nav aria-label="Conversations">
        <Group title="Apps" conversations={of("im")} current={current} />
        <Group title="Channels" conversations={of("channel")} current={current} />
      </nav>
      <footer>
        <Connection connected={connected} />
        <PersonSwitch />
      </footer>
    </div>
  );
}
