// The people, channels and conversations of this workspace as options of a menu.
import type { Bootstrap, Held, Option } from "../workspace/contract";

export type Single = "selected_user" | "selected_channel" | "selected_conversation";
export type Plural = `${Single}s`;

const HELD: Record<string, Single | Plural> = {
  users_select: "selected_user",
  channels_select: "selected_channel",
  conversations_select: "selected_conversation",
  multi_users_select: "selected_users",
  multi_channels_select: "selected_channels",
  multi_conversations_select: "selected_conversations",
};

/** The part of what is held that an element of this type fills. */
export function heldBy(type: string): Single | Plural {
  return HELD[type] ?? "selected_user";
}

function option(id: string, name: string): Option {
  return { value: id, text: { type: "plain_text", text: name } };
}

/** What an element of this type offers. */
export function offeredBy(type: string, { people, channels, bot }: Bootstrap): Option[] {
  if (!type.includes("users")) return channels.map(({ id, name }) => option(id, `#${name}`));
  return [...people, { id: bot.user_id, name: bot.name }].map(({ id, name }) => option(id, name));
}

/** The options among `offered` that are held. */
export function chosenOf(held: Held, part: Single | Plural, offered: Option[]): Option[] {
  const ids = [held[part] ?? []].flat();
  return offered.filter(({ value }) => value !== undefined && ids.includes(value));
}
