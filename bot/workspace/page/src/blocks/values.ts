// What the elements of a surface hold: to begin with, and when it is submitted.
import type { Block, Element, Held, Option, Values } from "../workspace/contract";

type Start = (element: Element) => Held;

function initialOptions(element: Element): Option[] {
  return element.initial_options ?? [];
}

const typed: Start = ({ type, initial_value }) => ({ type, value: initial_value ?? null });
const one: Start = ({ type, initial_option }) => ({ type, selected_option: initial_option ?? null });
const several: Start = (element) => ({ type: element.type, selected_options: initialOptions(element) });

const START: Record<string, Start> = {
  plain_text_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  number_input: typed,
  static_select: one,
  external_select: one,
  radio_buttons: one,
  checkboxes: several,
  multi_static_select: several,
  multi_external_select: several,
  datepicker: ({ type, initial_date }) => ({ type, selected_date: initial_date ?? null }),
  timepicker: ({ type, initial_time }) => ({ type, selected_time: initial_time ?? null }),
  datetimepicker: ({ type, initial_date_time }) => ({ type, selected_date_time: initial_date_time ?? null }),
  users_select: ({ type, initial_user }) => ({ type, selected_user: initial_user ?? null }),
  channels_select: ({ type, initial_channel }) => ({ type, selected_channel: initial_channel ?? null }),
  conversations_select: ({ type, initial_conversation }) => ({
    type,
    selected_conversation: initial_conversation ?? null,
  }),
  multi_users_select: ({ type, initial_users }) => ({ type, selected_users: initial_users ?? [] }),
  multi_channels_select: ({ type, initial_channels }) => ({ type, selected_channels: initial_channels ?? [] }),
  multi_conversations_select: ({ type, initial_conversations }) => ({
    type,
    selected_conversations: initial_conversations ?? [],
  }),
  file_input: ({ type }) => ({ type, files: [] }),
};

/** What an element holds before anybody has touched it; null where it holds nothing ever. */
export function startOf(element: Element): Held | null {
  return START[element.type]?.(element) ?? null;
}

function elementsOf(block: Block): Element[] {
  if (block.type === "input") return block.element ? [block.element] : [];
  if (block.type === "section") return block.accessory ? [block.accessory] : [];
  if (block.type === "actions") return (block.elements ?? []) as Element[];
  return [];
}

/** Every block of a surface, with those inside containers. */
export function everyBlock(blocks: Block[]): Block[] {
  return blocks.flatMap((block) => [block, ...everyBlock(block.child_blocks ?? [])]);
}

/** `state.values`: what was touched, and what the rest began with. */
export function collect(blocks: Block[], touched: Values): Values {
  const values: Values = {};
  for (const block of everyBlock(blocks)) {
    for (const element of elementsOf(block)) {
      const { block_id = "", action_id = "" } = { ...block, ...element };
      const held = touched[block_id]?.[action_id] ?? startOf(element);
      if (held) values[block_id] = { ...values[block_id], [action_id]: held };
    }
  }
  return values;
}
