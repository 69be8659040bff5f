// An icon button in a context_actions block. Slack knows one icon: the bin.
import { plain } from "../blocks/plain";
import { useSurface } from "../blocks/surface";
import { Icon } from "../parts/Icon";
import type { ElementProps } from "./element_props";

export function IconButton({ block, element }: ElementProps) {
  const surface = useSurface();
  const name = element.accessibility_label ?? plain(element.text);
  const { text, value, icon } = element;
  return (
    <button type="button" className="icon-button" aria-label={name} title={name} onClick={() => void surface.press(block, element, { text, value, icon })}>
      <Icon name="bin" />
    </button>
  );
}
