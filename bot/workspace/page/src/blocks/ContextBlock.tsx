// A context block: small text and small pictures in a row.
import type { Block, ContextElement, TextObject } from "../workspace/contract";
import { Picture } from "./Picture";
import { Text } from "./Text";

export function ContextBlock({ block }: { block: Block }) {
  return (
    <div className="context">
      {((block.elements ?? []) as ContextElement[]).map((element, index) =>
        element.type === "image" ? (
          <Picture key={index} address={element.image_url} alt={element.alt_text ?? ""} />
        ) : (
          <Text key={index} text={element as TextObject} />
        ),
      )}
    </div>
  );
}
