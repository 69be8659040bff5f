// The options that an element offers.
import { plain } from "../blocks/plain";
import type { Element, Option } from "../workspace/contract";

export interface Group {
  label: string | null;
  options: Option[];
}

/** An element's options in their groups; ungrouped options make one group without a label. */
export function groupsOf(element: Element): Group[] {
  const groups = element.option_groups?.map(({ label, options }) => ({ label: plain(label), options }));
  return groups ?? [{ label: null, options: element.options ?? [] }];
}

/** An element's options without their groups. */
export function optionsOf(element: Element): Option[] {
  return groupsOf(element).flatMap((group) => group.options);
}

/** Whether two options are the same choice. */
export function isSame(one: Option | null | undefined, other: Option): boolean {
  return one?.value === other.value;
}

/** `chosen` with `option` put in or taken out. */
export function toggled(chosen: Option[], option: Option): Option[] {
  const without = chosen.filter((one) => !isSame(one, option));
  return without.length === chosen.length ? [...chosen, option] : without;
}
