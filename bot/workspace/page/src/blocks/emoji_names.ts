// Stands in for node-emoji: the block library holds its own table of emoji names, which it offers
// as the fallback. See vite.config.ts.

interface Options {
  fallback: (name: string) => string;
}

/** The text with each `:name:` replaced by what the library's own table holds for it. */
export function emojify(text: string, { fallback }: Options): string {
  return text.replace(/:([^:]+):/g, (_, name: string) => fallback(name));
}
