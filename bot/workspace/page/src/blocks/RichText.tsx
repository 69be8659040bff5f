// Rich text, part by part, so that each part runs in the direction of its own letters.
import { memo, useMemo } from "react";
import type { Block } from "../workspace/contract";
import { Still } from "./Still";

interface Part {
  type: string;
  style?: string;
  indent?: number;
}

/** Whether a list goes on with the one before it: the library would number other lists onwards. */
function continues(before: Part | undefined, part: Part): boolean {
  if (before?.type !== "rich_text_list" || part.type !== "rich_text_list") return false;
  return before.style === part.style || (before.indent ?? 0) !== (part.indent ?? 0);
}

function grouped(parts: Part[]): Part[][] {
  const groups: Part[][] = [];
  for (const part of parts) {
    const last = groups.at(-1);
    if (continues(last?.at(-1), part)) last?.push(part);
    else groups.push([part]);
  }
  return groups;
}

/** The parts of a rich_text block. */
export const RichText = memo(function RichText({ parts }: { parts: object[] }) {
  const blocks = useMemo(() => grouped(parts as Part[]).map((elements) => [{ type: "rich_text", elements }]), [parts]);
  return blocks.map((block, index) => <Still key={index} blocks={block} />);
});

const NONE: object[] = [];

export function RichTextBlock({ block }: { block: Block }) {
  return (
    <div>
      <RichText parts={(block.elements as object[] | undefined) ?? NONE} />
    </div>
  );
}
