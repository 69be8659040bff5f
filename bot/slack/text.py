"""What a person typed into Slack, as plain text; and whether it asks anything."""

from __future__ import annotations

import html
import re

# <@U012|name>, <#C012|name>, <!here>, <!subteam^S012|@team>, <!date^…|…>, <https://…|label>
MARKUP = re.compile(r"<([@#!]?)([^<>|]*)(?:\|([^<>]*))?>")
# No database takes these, and they carry no meaning.
UNREADABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
ASKS = re.compile(
    r"""[?؟]\s*$|^\W*(?:and|also|but|what|who|whom|whose|which|how|when|where|why|may|must|should|do
    |does|did|can|could|is|are|was|were|will|would|has|have|tell|show|explain|aur|kya|kaun|kon|kis
    |kab|kahan|kaise|kitn\w+|kyun?|کیا|کون|کس|کب|کہاں|کیسے|کتن\w*|کیوں|اور)\b""",
    re.IGNORECASE | re.VERBOSE,
)
HELLO = re.compile(
    r"\W*(?:hi|hello|hey|salam|salaam|aoa|good (?:morning|afternoon|evening)|help|start"
    r"|as+ala+m[ou]?[ -]?o?[ -]?al[ae]i?[ky]um|السلام علیکم|سلام|مدد|what can you do"
    r"|who are you|what are you)(?: (?:there|saathi|all|everyone|please))*\W*",
    re.IGNORECASE,
)
THANKS = re.compile(
    r"\W*(?:(?:ok|okay|great|perfect|got it|noted|very good|wonderful)\W*)*"
    r"(?:thanks?(?: you)?(?: (?:a lot|so much|very much|saathi))?|thx|jazakallah(?: khair)?"
    r"|(?:bohat |bahut )?shukriya|meherbani|شکریہ|ok|okay|great|perfect|got it|noted)\W*",
    re.IGNORECASE,
)


def plain(text: str, own_id: str) -> str:
    """`text` as a person reads it: links and mentions as words, without mentions of `own_id`."""

    def words(match: re.Match[str]) -> str:
        sign, target, label = match.groups()
        if sign == "@":
            return "" if target == own_id else f"@{label or 'someone'}"
        if sign == "#":
            return f"#{label or 'channel'}"
        if sign == "!":
            return label or ""  # a broadcast asks nothing
        return label or target

    plain_text = UNREADABLE.sub("", html.unescape(MARKUP.sub(words, text)))
    plain_text = re.sub(r"[ \t]{2,}", " ", plain_text)
    return plain_text.strip().lstrip(",:;").strip()


def mentions(text: str, member: str) -> bool:
    """True where `text` mentions the member."""
    return f"<@{member}>" in text or f"<@{member}|" in text


def mentions_anyone(text: str) -> bool:
    """True where `text` mentions a person or a group, and so is for them."""
    return bool(re.search(r"<@|<!subteam", text))


def asks(text: str) -> bool:
    """True where plain `text` reads like a question; "Thanks, got it" does not."""
    return bool(ASKS.search(text.strip()))


def courtesy(text: str) -> str:
    """'greeting' or 'thanks' where plain `text` is no more than that; else ''."""
    if HELLO.fullmatch(text.strip()):
        return "greeting"
    return "thanks" if THANKS.fullmatch(text.strip()) else ""
