// A button; one with a url is a link that also tells the bot.
import { useState } from "react";
import { isLink } from "../blocks/links";
import { plain } from "../blocks/plain";
import { useSurface } from "../blocks/surface";
import type { ElementProps } from "./element_props";

export function ButtonElement({ block, element }: ElementProps) {
  const surface = useSurface();
  const [busy, setBusy] = useState(false);
  const look = `button ${element.style === "primary" || element.style === "danger" ? element.style : ""}`;
  const press = async () => {
    setBusy(true);
    await surface.press(block, element, { text: element.text, value: element.value, style: element.style });
    setBusy(false);
  };
  if (element.url && isLink(element.url)) {
    return (
      <a className={look} href={element.url} target="_blank" rel="noopener noreferrer" aria-label={element.accessibility_label} onClick={() => void press()}>
        <bdi>{plain(element.text)}</bdi>
      </a>
    );
  }
  return (
    <button type="button" className={look} aria-label={element.accessibility_label} aria-disabled={busy} onClick={() => busy || void press()}>
      <bdi>{plain(element.text)}</bdi>
    </button>
  );
}
