"""Text that is not ours, made harmless: cleaned, escaped, cut; and Slack's limits."""

from __future__ import annotations

import re
from collections.abc import Iterator

# Slack's limits. A message's size counts its blocks' structure as well as its words.
MESSAGE_BLOCKS = 50
MESSAGE_SIZE = 12_000  # characters of the blocks as JSON; Slack refuses from about 13,200
MESSAGE_TEXT = 4_000
MARKDOWN = 12_000
BLOCK_TEXT = 3_000
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
TITLE = 24
BUTTON = 75
LONGEST_INPUT = 3_000

ELLIPSIS = "…"
# Invisible characters that change how text is parsed or displayed: control characters, lone
# surrogates, zero-width spaces, and marks that turn the direction of text.
# The joiners that Urdu needs (U+200C, U+200D) and the plain direction marks stay.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
JOINER = "\u2060"  # has no width; it parts what would be read as a link, a mention or an emoji
LINKING = re.compile(r"(:)(?=//)|(\bwww)(?=\.)|(@)(?=\w)|(:)(?=[\w+'-]+:)", re.IGNORECASE)
# Slack's mrkdwn has no escape for its marks, so signs that look like them take their place.
LOOKALIKES = str.maketrans({"*": "∗", "`": "ˋ", "~": "∼"})
FORMATTING_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
MARKDOWN_MARKS = re.compile(r"([\\`*\[\]~|])|((?<![^\W_])_|_(?![^\W_]))")
LINE_OPENING = re.compile(r"^(\s*)([#+=-]|\d+(?=[.)]))", re.MULTILINE)
LAST_WORD = re.compile(r"\s+\S*$")
HALF_ESCAPE = re.compile(r"(?:&[a-z]{0,3}|(?<!\\)(?:\\\\)*\\)$")


def clean(text: str) -> str:
    """`text` as it can be sent and shown: without invisible characters that act."""
    return UNSEEN.sub("", LINE_ENDS.sub("\n", text)).replace("\t", " ")


def one_line(text: str) -> str:
    """`text` cleaned and on one line."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """`text` with Slack's three control characters escaped: nothing in it mentions or links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def inert_mrkdwn(text: str) -> str:
    """`text` for a mrkdwn string, in which it neither mentions, links nor formats."""
    words = FORMATTING_UNDERSCORE.sub("ˍ", clean(text).translate(LOOKALIKES))
    return escape(LINKING.sub(_with_joiner, words))


def inert_markdown(text: str) -> str:
    """`text` for a standard Markdown string, in which it neither mentions, links nor formats."""
    words = MARKDOWN_MARKS.sub(r"\\\g<0>", LINKING.sub(_with_joiner, clean(text)))
    return LINE_OPENING.sub(_with_inert_mark, escape(words))


def _with_joiner(match: re.Match[str]) -> str:
    return f"{match.group()}{JOINER}"


def _with_inert_mark(match: re.Match[str]) -> str:
    opening, mark = match.groups()
    return f"{opening}{mark}{JOINER}" if mark.isdigit() else f"{opening}\\{mark}"


def clip(text: str, limit: int) -> str:
    """`text` cut at a word with '…' so that it has at most `limit` characters.

    It may be escaped already: no escape is cut in two.
    """
    if len(text) <= limit:
        return text
    beginning = text[: limit - len(ELLIPSIS)]
    # A word as long as half of it is cut itself.
    if re.search(r"\s", beginning[limit // 2 :]):
        beginning = LAST_WORD.sub("", beginning)
    return HALF_ESCAPE.sub("", beginning).rstrip() + ELLIPSIS


def pieces(text: str, limit: int) -> Iterator[str]:
    """`text` in pieces of at most `limit` characters, parted behind a space where there is one."""
    while len(text) > limit:
        end = max(text.rfind(" ", 0, limit), text.rfind("\n", 0, limit)) + 1 or limit
        yield text[:end]
        text = text[end:]
    if text:
        yield text
