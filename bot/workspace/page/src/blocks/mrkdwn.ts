// Slack's mrkdwn as rich text. The block library decodes escapes before it reads the markup, which
// would let escaped text mention, link and format; here escapes are decoded last.
import { decode } from "./entities";
import { isLink } from "./links";
import type { Leaf, Part, Style } from "./rich_text";

const INLINE = new RegExp(
  [
    /`(?<code>[^`\n]+)`/u,
    /<(?<control>[^<>\n]+)>/u,
    /(?<![\p{L}\p{N}])(?<mark>[*_~])(?=\S)(?<marked>(?:(?!\k<mark>)[^\n])+?)(?<=\S)\k<mark>(?![\p{L}\p{N}])/u,
    /(?<![\p{L}\p{N}]):(?<emoji>[a-z0-9_+'-]+):(?![\p{L}\p{N}])/u,
    /(?<bare>https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)\]}'"’”])/u,
  ]
    .map((part) => part.source)
    .join("|"),
  "u",
);

const STYLE_OF: Record<string, Style> = { "*": { bold: true }, _: { italic: true }, "~": { strike: true } };

function broadcast(command: string): Leaf | null {
  const range = command.split("|")[0];
  return range === "here" || range === "channel" || range === "everyone" ? { type: "broadcast", range } : null;
}

function special(command: string, style: Style): Leaf | null {
  const date = /^date\^(\d+)\^([^^|]+)(?:\^[^|]+)?\|/.exec(command);
  if (date) return { type: "date", timestamp: Number(date[1]), format: decode(date[2] ?? ""), style };
  const group = /^subteam\^(\w+)/.exec(command);
  if (group) return { type: "usergroup", usergroup_id: group[1] ?? "", style };
  return broadcast(command);
}

function link(control: string, style: Style): Leaf | null {
  const [address = "", ...label] = control.split("|");
  const url = decode(address);
  const text = decode(label.join("|")) || url.replace(/^mailto:/, "");
  return isLink(url) ? { type: "link", url, text, style } : null;
}

/** The leaf that `<control>` stands for; null where it stands for nothing. */
export function controlled(control: string, style: Style): Leaf | null {
  const mention = /^([@#])([A-Z0-9]+)(?:\||$)/.exec(control);
  if (mention?.[1] === "@") return { type: "user", user_id: mention[2] ?? "", style };
  if (mention) return { type: "channel", channel_id: mention[2] ?? "", style };
  return control.startsWith("!") ? special(control.slice(1), style) : link(control, style);
}

function text(raw: string, style: Style): Leaf[] {
  return raw ? [{ type: "text", text: decode(raw), style }] : [];
}

function token(found: RegExpExecArray, style: Style, verbatim: boolean): Leaf[] {
  const { code, control, mark, marked, emoji, bare } = found.groups ?? {};
  if (code) return text(code, { ...style, code: true });
  if (control) return [controlled(control, style) ?? { type: "text", text: decode(found[0]), style }];
  if (mark && marked) return leaves(marked, { ...style, ...STYLE_OF[mark] }, verbatim);
  if (emoji) return [{ type: "emoji", name: emoji }];
  if (bare && !verbatim) return [{ type: "link", url: decode(bare), text: decode(bare), style }];
  return text(found[0], style);
}

/** One stretch of mrkdwn as leaves. */
function leaves(raw: string, style: Style, verbatim: boolean): Leaf[] {
  const found: Leaf[] = [];
  let rest = raw;
  for (let hit = INLINE.exec(rest); hit; hit = INLINE.exec(rest)) {
    found.push(...text(rest.slice(0, hit.index), style), ...token(hit, style, verbatim));
    rest = rest.slice(hit.index + hit[0].length);
  }
  return [...found, ...text(rest, style)];
}

const QUOTE = /^(?:>|&gt;) ?/;

function linesAsParts(raw: string, verbatim: boolean): Part[] {
  const runs: { quoted: boolean; lines: string[] }[] = [];
  for (const line of raw.split("\n")) {
    const quoted = QUOTE.test(line);
    const last = runs.at(-1);
    const kept = quoted ? line.replace(QUOTE, "") : line;
    if (last?.quoted === quoted) last.lines.push(kept);
    else runs.push({ quoted, lines: [kept] });
  }
  return runs.map(({ quoted, lines }) => ({
    type: quoted ? "rich_text_quote" : "rich_text_section",
    elements: leaves(lines.join("\n"), {}, verbatim),
  }));
}

/** A mrkdwn text as the parts of a rich_text block; `verbatim` leaves bare addresses alone. */
export function mrkdwnParts(raw: string, verbatim = false): Part[] {
  return raw.split(/```\n?([\s\S]+?)\n?```\n?/).flatMap((stretch, index): Part[] => {
    if (index % 2) return [{ type: "rich_text_preformatted", elements: text(stretch, {}) }];
    return stretch ? linesAsParts(stretch.replace(/\n$/, ""), verbatim) : [];
  });
}
