// A table. The library reads mrkdwn in its raw cells; Slack does not, so they are handed over as
// rich text, in which nothing acts.
import { useMemo } from "react";
import type { Block, TableCell } from "../workspace/contract";
import { Still } from "./Still";

function safeCell(cell: TableCell): object {
  if (cell.type === "rich_text") return cell;
  const leaf = { type: "text", text: cell.text ?? "" };
  return { type: "rich_text", elements: [{ type: "rich_text_section", elements: [leaf] }] };
}

export function TableBlock({ block }: { block: Block }) {
  const blocks = useMemo(() => {
    const rows = (block.rows ?? []).map((row) => row.map(safeCell));
    return [{ type: "table", rows, column_settings: block.column_settings }];
  }, [block]);
  return (
    <div className="wide" role="region" aria-label="Table" tabIndex={0}>
      <Still blocks={blocks} />
    </div>
  );
}
