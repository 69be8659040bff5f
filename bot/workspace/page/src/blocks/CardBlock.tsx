// A card: title, subtitle, body and buttons.
import { ElementView } from "../elements/ElementView";
import type { Block } from "../workspace/contract";
import { Text } from "./Text";

export function CardBlock({ block }: { block: Block }) {
  return (
    <div className="card">
      {block.title && (
        <div className="strong">
          <Text text={block.title} />
        </div>
      )}
      {block.subtitle && (
        <div className="quiet">
          <Text text={block.subtitle} />
        </div>
      )}
      {block.body && <Text text={block.body} />}
      <div className="actions">
        {(block.actions ?? []).map((element, index) => (
          <ElementView key={element.action_id ?? index} block={block} element={element} />
        ))}
      </div>
    </div>
  );
}
