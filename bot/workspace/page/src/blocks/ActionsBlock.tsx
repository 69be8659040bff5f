// A row of elements: an actions block, or the smaller context_actions block.
import { ElementView } from "../elements/ElementView";
import type { Block, Element } from "../workspace/contract";

export function ActionsBlock({ block }: { block: Block }) {
  return (
    <div className={block.type === "context_actions" ? "actions small" : "actions"}>
      {((block.elements ?? []) as Element[]).map((element, index) => (
        <ElementView key={element.action_id ?? index} block={block} element={element} />
      ))}
    </div>
  );
}
