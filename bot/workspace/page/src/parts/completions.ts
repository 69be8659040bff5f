// What the composer offers to complete: the app's commands, and a mention of the app.
import type { Bootstrap } from "../workspace/contract";

export interface Completion {
  /** What is put in place of what was typed. */
  text: string;
  name: string;
  description: string;
}

const MENTION = /(^|\s)@(\p{L}*)$/u;

function commandsFor(typed: string, { commands }: Bootstrap): Completion[] {
  return commands
    .filter(({ command }) => command.startsWith(typed.toLowerCase()))
    .map(({ command, description, usage_hint }) => ({
      text: `${command} `,
      name: [command, usage_hint].filter(Boolean).join(" "),
      description,
    }));
}

function mentionsFor(before: string, { bot }: Bootstrap): Completion[] {
  const typed = MENTION.exec(before)?.[2];
  if (typed === undefined || !bot.name.toLowerCase().startsWith(typed.toLowerCase())) return [];
  return [{ text: before.replace(MENTION, `$1@${bot.name} `), name: `@${bot.name}`, description: "Ask the app here" }];
}

/** Completions for the text before the cursor. In a thread there are no commands. */
export function completionsFor(before: string, bootstrap: Bootstrap, inThread: boolean): Completion[] {
  if (/^\/\S*$/.test(before) && !inThread) return commandsFor(before, bootstrap);
  return mentionsFor(before, bootstrap);
}
