// Slack's three escapes. They are decoded last, once everything that can act has been read, so that
// escaped text can never act.

const DECODED: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** The text with `&amp;`, `&lt;` and `&gt;` decoded, once. */
export function decode(text: string): string {
  return text.replace(/&(?:amp|lt|gt);/g, (escape) => DECODED[escape] ?? escape);
}
