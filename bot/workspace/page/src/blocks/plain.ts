// Plain text objects: nothing in them acts, apart from emoji names.
import type { TextObject } from "../workspace/contract";
import { decode } from "./entities";
import type { Leaf, Part } from "./rich_text";

const EMOJI = /(?<![\p{L}\p{N}]):([a-z0-9_+'-]+):(?![\p{L}\p{N}])/u;

/** The characters of a text object, for labels and names. */
export function plain(text: TextObject | string | null | undefined): string {
  return decode(typeof text === "string" ? text : (text?.text ?? ""));
}

/** A plain text as the one part of a rich_text block. */
export function plainParts(raw: string): Part[] {
  const elements = raw.split(EMOJI).map((piece, index): Leaf => {
    return index % 2 ? { type: "emoji", name: piece } : { type: "text", text: decode(piece) };
  });
  return [{ type: "rich_text_section", elements }];
}
