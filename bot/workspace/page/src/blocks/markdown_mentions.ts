// Slack's `<@U…>`, `<!here>` and `<https://…|label>` inside a markdown block. They are taken out
// before the Markdown is read and put back afterwards, so that what was escaped stays text.
import type { Leaf } from "./rich_text";
import { controlled } from "./mrkdwn";

// Two characters for private use, removed from the text first: nobody can write a mark of ours.
const OPEN = "\uE000";
const CLOSE = "\uE001";
const MARKS = new RegExp(`[${OPEN}${CLOSE}]`, "g");
const PLACE = new RegExp(`${OPEN}(\\d+)${CLOSE}`);

interface Node {
  type: string;
  value?: string;
  children?: Node[];
  data?: { hName: string; hProperties: Record<string, string> };
}

/** The text with its live parts replaced by numbered places, and the parts. */
export function takeOut(markdown: string): { text: string; live: Leaf[] } {
  const live: Leaf[] = [];
  const text = markdown.replace(MARKS, "").replace(/<([@#!][^<>\n]+|[^<>\n|]+\|[^<>\n]+)>/g, (whole, control: string) => {
    const leaf = controlled(control, {});
    if (leaf === null) return whole;
    live.push(leaf);
    return `${OPEN}${live.length - 1}${CLOSE}`;
  });
  return { text, live };
}

function pieces(value: string): Node[] {
  return value.split(PLACE).map((piece, index): Node => {
    if (index % 2 === 0) return { type: "text", value: piece };
    return { type: "live", data: { hName: "data", hProperties: { value: piece } }, children: [] };
  });
}

function putInto(node: Node): void {
  node.children = node.children?.flatMap((child) => {
    putInto(child);
    return child.type === "text" ? pieces(child.value ?? "") : [child];
  });
}

/** A remark plugin: each numbered place becomes a `data` element that holds its number. */
export function putBack(): (tree: Node) => void {
  return putInto;
}
