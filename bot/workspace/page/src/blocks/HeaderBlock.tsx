// A header.
import type { Block } from "../workspace/contract";
import { Text } from "./Text";

export function HeaderBlock({ block }: { block: Block }) {
  const level = typeof block.level === "number" ? block.level : 2;
  return (
    <div className={`header level-${level}`} role="heading" aria-level={level + 1}>
      <Text text={block.text} />
    </div>
  );
}
