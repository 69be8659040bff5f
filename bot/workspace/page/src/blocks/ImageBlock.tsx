// An image with its title.
import type { Block } from "../workspace/contract";
import { Picture } from "./Picture";
import { Text } from "./Text";

export function ImageBlock({ block }: { block: Block }) {
  return (
    <figure className="image">
      {block.title && (
        <figcaption>
          <Text text={block.title} />
        </figcaption>
      )}
      <Picture address={block.image_url} alt={block.alt_text ?? ""} />
    </figure>
  );
}
