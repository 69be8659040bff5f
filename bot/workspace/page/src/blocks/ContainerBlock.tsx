// A container: blocks under one title, which may be opened and closed.
import { useId, useState } from "react";
import { Icon } from "../parts/Icon";
import type { Block } from "../workspace/contract";
import { Blocks } from "./Blocks";
import { plain } from "./plain";
import { Text } from "./Text";

function Title({ block }: { block: Block }) {
  return (
    <span className="container-title">
      <bdi className="strong">{plain(block.title)}</bdi>
      {block.subtitle && (
        <span className="quiet">
          <Text text={block.subtitle} />
        </span>
      )}
    </span>
  );
}

export function ContainerBlock({ block }: { block: Block }) {
  const id = useId();
  const [open, setOpen] = useState(!(block.is_collapsible && block.default_collapsed));
  return (
    <div className="container" role="group" aria-label={plain(block.title)}>
      {block.is_collapsible ? (
        <button type="button" className="container-head" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          <Icon name={open ? "down" : "right"} />
          <Title block={block} />
        </button>
      ) : (
        <div className="container-head">
          <Title block={block} />
        </div>
      )}
      <div id={id} className="container-body" hidden={!open}>
        <Blocks blocks={block.child_blocks ?? []} />
      </div>
    </div>
  );
}
