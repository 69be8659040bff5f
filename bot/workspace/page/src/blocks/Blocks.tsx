// A list of blocks. What acts is drawn here; the rest is drawn by slack-blocks-to-jsx.
import type { ComponentType } from "react";
import type { Block } from "../workspace/contract";
import { ActionsBlock } from "./ActionsBlock";
import { AlertBlock } from "./AlertBlock";
import { CardBlock } from "./CardBlock";
import { ContainerBlock } from "./ContainerBlock";
import { ContextBlock } from "./ContextBlock";
import { HeaderBlock } from "./HeaderBlock";
import { ImageBlock } from "./ImageBlock";
import { InputBlock } from "./InputBlock";
import { MarkdownBlock } from "./MarkdownBlock";
import { RichTextBlock } from "./RichText";
import { SectionBlock } from "./SectionBlock";
import { Still } from "./Still";
import { TableBlock } from "./TableBlock";

interface BlockProps {
  block: Block;
}

const LibraryBlock = ({ block }: BlockProps) => <Still blocks={[block]} />;

const BLOCKS: Record<string, ComponentType<BlockProps>> = {
  actions: ActionsBlock,
  alert: AlertBlock,
  card: CardBlock,
  container: ContainerBlock,
  context: ContextBlock,
  context_actions: ActionsBlock,
  data_visualization: LibraryBlock,
  divider: LibraryBlock,
  header: HeaderBlock,
  image: ImageBlock,
  input: InputBlock,
  markdown: MarkdownBlock,
  plan: LibraryBlock,
  rich_text: RichTextBlock,
  section: SectionBlock,
  table: TableBlock,
  task_card: LibraryBlock,
};

function BlockView({ block }: BlockProps) {
  const Known = BLOCKS[block.type];
  if (!Known) return <p className="unknown">This page does not show blocks of the type “{block.type}”.</p>;
  return <Known block={block} />;
}

export function Blocks({ blocks }: { blocks: Block[] }) {
  return (
    <div className="blocks">
      {blocks.map((block, index) => (
        <BlockView key={block.block_id ?? index} block={block} />
      ))}
    </div>
  );
}
