// What can be done with a message.
import type { Message } from "../workspace/contract";
import { type Desk, useDesk } from "../workspace/desk";
import { Icon } from "./Icon";
import { Menu, type MenuItem } from "./Menu";

interface Props {
  channel: string;
  message: Message;
  onReply?: () => void;
  onEdit: () => void;
}

async function remove(desk: Desk, channel: string, ts: string): Promise<void> {
  const agreed = await desk.confirm({
    title: { type: "plain_text", text: "Delete this message?" },
    text: { type: "plain_text", text: "It is taken out of the conversation for everybody." },
    confirm: { type: "plain_text", text: "Delete" },
    style: "danger",
  });
  if (agreed) await desk.act("/page/delete", { channel, ts });
}

function itemsFor(desk: Desk, { channel, message, onReply, onEdit }: Props): MenuItem[] {
  const items: MenuItem[] = onReply ? [{ name: "Reply in thread", act: onReply }] : [];
  for (const { callback_id, name } of desk.bootstrap.shortcuts) {
    const act = () => void desk.act("/page/shortcut", { callback_id, channel, message_ts: message.ts });
    items.push({ name, act });
  }
  if (message.user !== desk.user || message.is_bot) return items;
  const own = { name: "Delete message", act: () => void remove(desk, channel, message.ts), danger: true };
  return [...items, { name: "Edit message", act: onEdit }, own];
}

export function MessageMenu(props: Props) {
  const items = itemsFor(useDesk(), props);
  return (
    <div className="message-menu" role="toolbar" aria-label="Message actions">
      {props.onReply && (
        <button type="button" className="icon-button wide-only" aria-label="Reply in thread" title="Reply in thread" onClick={props.onReply}>
          <Icon name="reply" />
        </button>
      )}
      {items.length > 0 && <Menu name="More actions" items={items} />}
    </div>
  );
}
