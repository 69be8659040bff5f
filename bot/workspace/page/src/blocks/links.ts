// Which addresses may become links.

const ALLOWED = /^(?:https?:\/\/|mailto:)[^\s]+$/i;

/** Whether an address may stand behind a link: never a script. */
export function isLink(address: string): boolean {
  return ALLOWED.test(address);
}
