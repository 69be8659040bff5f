// A section: text, fields in two columns, and an accessory beside them.
import { ElementView } from "../elements/ElementView";
import type { Block } from "../workspace/contract";
import { Text } from "./Text";

export function SectionBlock({ block }: { block: Block }) {
  return (
    <div className="section">
      <div className="section-text">
        {block.text && <Text text={block.text} />}
        {block.fields && (
          <div className="fields">
            {block.fields.map((field, index) => (
              <Text key={index} text={field} />
            ))}
          </div>
        )}
      </div>
      {block.accessory && (
        <div className="accessory">
          <ElementView block={block} element={block.accessory} />
        </div>
      )}
    </div>
  );
}
