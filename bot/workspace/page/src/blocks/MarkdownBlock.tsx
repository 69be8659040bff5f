// A markdown block. The library's own decodes escapes before it looks for mentions, so this page
// reads the Markdown itself, with the same parser.
import { memo, useMemo } from "react";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import type { Block } from "../workspace/contract";
import { putBack, takeOut } from "./markdown_mentions";
import type { Leaf } from "./rich_text";
import { SafeLink } from "./SafeLink";
import { Still } from "./Still";

function components(live: Leaf[]): Components {
  return {
    a: ({ href, children }) => <SafeLink address={href ?? ""}>{children}</SafeLink>,
    img: ({ alt }) => <span>{alt}</span>,
    table: ({ children }) => (
      <div className="wide">
        <table>{children}</table>
      </div>
    ),
    data: ({ value }) => {
      const leaf = live[Number(value)];
      const block = { type: "rich_text", elements: [{ type: "rich_text_section", elements: leaf ? [leaf] : [] }] };
      return (
        <span className="live">
          <Still blocks={[block]} />
        </span>
      );
    },
  };
}

const PLUGINS = [remarkGfm, putBack];

export const MarkdownBlock = memo(function MarkdownBlock({ block }: { block: Block }) {
  const source = typeof block.text === "string" ? block.text : (block.text?.text ?? "");
  const { text, live } = useMemo(() => takeOut(source), [source]);
  return (
    <div className="markdown" dir="auto">
      <ReactMarkdown remarkPlugins={PLUGINS} components={components(live)}>
        {text}
      </ReactMarkdown>
    </div>
  );
});
