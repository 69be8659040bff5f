// What a message says: its blocks, or its text where it has none.
import { useMemo } from "react";
import { Blocks } from "../blocks/Blocks";
import { SurfaceContext, useGround } from "../blocks/surface";
import { Text } from "../blocks/Text";
import type { Block, Message, TextObject } from "../workspace/contract";

const NONE: Block[] = [];

export function MessageBody({ channel, message }: { channel: string; message: Message }) {
  const blocks = message.blocks ?? NONE;
  const { surface } = useGround({ container: { channel, message_ts: message.ts }, blocks });
  const text = useMemo((): TextObject => ({ type: "mrkdwn", text: message.text }), [message.text]);
  return (
    <SurfaceContext value={surface}>
      {blocks.length ? <Blocks blocks={blocks} /> : message.text && <Text text={text} />}
    </SurfaceContext>
  );
}
