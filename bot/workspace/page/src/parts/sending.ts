// What becomes of the text in the composer: a message, or a command.
import type { Bootstrap } from "../workspace/contract";
import type { Desk } from "../workspace/desk";

export interface Draft {
  channel: string;
  thread: string | null;
  text: string;
  files: string[];
}

function notSendable({ text, thread }: Draft, { commands }: Bootstrap): string | null {
  const word = /^\/\S+/.exec(text)?.[0];
  if (!word) return null;
  if (thread) return `${word} cannot be used in a thread. Please use it in the conversation itself.`;
  const known = commands.some(({ command }) => command === word);
  return known ? null : `${word} is not a command of this workspace. Begin with a space to send it as a message.`;
}

/** Sends the draft: what the server says of it (a message's ts), or null where it was not taken. */
export async function send(desk: Desk, draft: Draft): Promise<{ ts?: string } | null> {
  const { channel, thread, text, files } = draft;
  const refusal = notSendable(draft, desk.bootstrap);
  if (refusal) {
    desk.tell(refusal);
    return null;
  }
  const [, command, rest = ""] = /^(\/\S+)\s*([\s\S]*)$/.exec(text) ?? [];
  if (command) return desk.act("/page/command", { channel, command, text: rest.trim() });
  const place = thread ? { channel, thread_ts: thread } : { channel };
  return desk.act("/page/message", { ...place, text: text.trim(), files });
}
