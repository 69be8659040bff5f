// An alert: one text with a level.
import type { Block } from "../workspace/contract";
import { Text } from "./Text";

const LEVELS = ["info", "success", "warning", "error"];

export function AlertBlock({ block }: { block: Block }) {
  const level = LEVELS.find((one) => one === block.level) ?? "info";
  return (
    <div className={`alert ${level}`} role="note" aria-label={level}>
      <Text text={block.text} />
    </div>
  );
}
