// What a person still has to put right before a modal may be submitted: what Slack checks itself.
import type { Block, Element, Held, Values } from "../workspace/contract";
import { everyBlock, startOf } from "./values";

function isEmpty(held: Held): boolean {
  const { type: _, ...content } = held;
  return Object.values(content).every((part) => part === null || part === "" || (Array.isArray(part) && !part.length));
}

function wrongLength({ min_length: least, max_length: most }: Element, value: string): string | null {
  if (least !== undefined && value.length < least) return `Please write at least ${least} characters.`;
  if (most !== undefined && value.length > most) return `Please write at most ${most} characters.`;
  return null;
}

function wrongNumber(element: Element, value: string): string | null {
  const number = Number(value);
  if (Number.isNaN(number)) return "Please write a number.";
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return "Please write a whole number.";
  if (element.min_value !== undefined && number < Number(element.min_value)) return `The least is ${element.min_value}.`;
  if (element.max_value !== undefined && number > Number(element.max_value)) return `The most is ${element.max_value}.`;
  return null;
}

function wrongShape(element: Element, value: string): string | null {
  if (element.type === "number_input") return wrongNumber(element, value);
  if (element.type === "email_text_input" && !/^\S+@\S+\.\S+$/.test(value)) return "Please write an email address.";
  if (element.type === "url_text_input" && !/^https?:\/\/\S+$/.test(value)) return "Please write an address that begins with https://.";
  return wrongLength(element, value);
}

function shortfall(block: Block, element: Element, held: Held): string | null {
  if (isEmpty(held)) return block.optional ? null : "Please fill in this field.";
  return held.value ? wrongShape(element, held.value) : null;
}

/** For each block that is not yet right, the sentence to show beside it. */
export function shortfalls(blocks: Block[], touched: Values): Record<string, string> {
  const found: Record<string, string> = {};
  for (const block of everyBlock(blocks)) {
    const { element, block_id = "" } = block;
    if (block.type !== "input" || !element) continue;
    const held = touched[block_id]?.[element.action_id ?? ""] ?? startOf(element);
    const sentence = held && shortfall(block, element, held);
    if (sentence) found[block_id] = sentence;
  }
  return found;
}
