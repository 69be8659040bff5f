// Blocks in which nothing acts, rendered by slack-blocks-to-jsx.
import { memo, useMemo } from "react";
import { type Block as LibraryBlock, Message } from "slack-blocks-to-jsx";
import { useDesk } from "../workspace/desk";
import { useTheme } from "../workspace/media";
import { SafeLink } from "./SafeLink";

type Hooks = NonNullable<Parameters<typeof Message>[0]["hooks"]>;

const HOOKS: Hooks = {
  // An unknown name comes back bare; it is shown as it was written.
  emoji: (emoji, known) => {
    const found = known(emoji);
    return found === emoji.name ? `:${emoji.name}:` : found;
  },
  link: ({ href, className, children }) => (
    <SafeLink address={href} className={className}>
      {children}
    </SafeLink>
  ),
};

/** `blocks` as the library renders them, with this workspace's names for people and channels. */
export const Still = memo(function Still({ blocks }: { blocks: object[] }) {
  const { people, channels, bot } = useDesk().bootstrap;
  const theme = useTheme();
  const data = useMemo(
    () => ({ users: [...people, { id: bot.user_id, name: bot.name }], channels }),
    [people, channels, bot],
  );
  return (
    <div className="still" dir="auto">
      <Message withoutWrapper name="" logo="" theme={theme} data={data} hooks={HOOKS} blocks={blocks as LibraryBlock[]} />
    </div>
  );
});
