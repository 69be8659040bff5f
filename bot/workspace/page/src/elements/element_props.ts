// What every interactive element is given.
import type { Block, Element, Held } from "../workspace/contract";
import { useSurface } from "../blocks/surface";
import { plain } from "../blocks/plain";

export interface ElementProps {
  block: Block;
  element: Element;
}

/** Ids and names that tie a field to its label, its hint and its error. */
export function useField({ block, element }: ElementProps) {
  const surface = useSurface();
  const id = `${surface.name}-${block.block_id ?? ""}-${element.action_id ?? ""}`;
  const error = surface.error(block);
  const labelled = block.type === "input";
  const describedBy = [block.hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return {
    id,
    error,
    "aria-label": labelled ? undefined : element.accessibility_label || plain(element.placeholder) || plain(block.text) || "Choose",
    "aria-describedby": describedBy || undefined,
    "aria-invalid": error ? true : undefined,
    placeholder: plain(element.placeholder) || undefined,
  };
}

/** What the element holds, and how to change it. */
export function useHeld({ block, element }: ElementProps) {
  const surface = useSurface();
  const held: Held = surface.held(block, element) ?? { type: element.type };
  const change = (part: Partial<Held>) => surface.change(block, element, { ...held, ...part });
  return { held, change, dispatch: (now: Held) => surface.dispatch(block, element, now) };
}
