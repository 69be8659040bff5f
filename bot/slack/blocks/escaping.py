"""Text that is not ours: cleaned, escaped, cut, its characters unchanged; and Slack's limits.

Slack's mrkdwn has no escape for its marks. So what is not ours stands in plain text and rich text,
in which nothing is looked for, and what is copied from there is what stood in the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

# Slack's limits. A message's size counts its blocks' structure as well as its words.
MESSAGE_BLOCKS = 50
MESSAGE_SIZE = 12_000  # characters of the blocks as JSON; Slack refuses from about 13,200
MESSAGE_TEXT = 4_000
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
# Urdu, Sindhi and Pashto letters, and the mark after which a line goes on from left to right.
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
LEFT_TO_RIGHT_MARK = "\u200e"
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# What mrkdwn reads as a link, a mention, an emoji or a format.
ACTING = re.compile(
    r"://|\bwww\.|@\w|:[\w+'-]+:|[*`~]|(?<![^\W_])_|_(?![^\W_])|^>", re.IGNORECASE | re.MULTILINE
)
LAST_WORD = re.compile(r"\s+\S*$")
HALF_ESCAPE = re.compile(r"(?:&[a-z]{0,3}|(?<!\\)(?:\\\\)*\\)$")


def clean(text: str) -> str:
    """`text` as it can be sent and shown: without invisible characters that act."""
    return UNSEEN.sub("", LINE_ENDS.sub("\n", text)).replace("\t", " ")


def one_line(text: str) -> str:
    """`text` cleaned and on one line."""
    return " ".join(clean(text).split())


def in_order(text: str) -> str:
    """`text`, a field among others of a line, so that the line keeps their order.

    A name in Urdu would turn the line round and take the numbers behind it along. Other text is as
    it was.
    """
    mark = LEFT_TO_RIGHT_MARK if RIGHT_TO_LEFT.search(text) else ""
    return f"{mark}{text}{mark}"


def escape(text: str) -> str:
    """`text` with Slack's three control characters escaped: nothing in it mentions or links."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def acts_in_mrkdwn(text: str) -> bool:
    """True where mrkdwn would find more than words in `text`, escaped or not."""
    return bool(ACTING.search(text))


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
