// Who reacted to a message with what.
import { Still } from "../blocks/Still";
import type { Message } from "../workspace/contract";

function emoji(name: string): object {
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "emoji", name }] }] };
}

export function Reactions({ reactions }: { reactions: Message["reactions"] }) {
  if (!reactions.length) return null;
  return (
    <ul className="reactions" aria-label="Reactions">
      {reactions.map(({ name, users }) => (
        <li key={name} className="reaction" title={name}>
          <Still blocks={[emoji(name)]} />
          {users.length}
        </li>
      ))}
    </ul>
  );
}
