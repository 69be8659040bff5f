// An overflow menu: each choice tells the bot at once.
import { isLink } from "../blocks/links";
import { plain } from "../blocks/plain";
import { useSurface } from "../blocks/surface";
import { Menu } from "../parts/Menu";
import type { Option } from "../workspace/contract";
import type { ElementProps } from "./element_props";

export function Overflow({ block, element }: ElementProps) {
  const surface = useSurface();
  const choose = (option: Option) => {
    if (option.url && isLink(option.url)) window.open(option.url, "_blank", "noopener");
    void surface.press(block, element, { selected_option: option });
  };
  const items = (element.options ?? []).map((option) => ({ name: plain(option.text), act: () => choose(option) }));
  return <Menu name={element.accessibility_label ?? "More options"} items={items} />;
}
