"""Redaction: what no log and no report may hold: secrets, people's numbers, people's messages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

HIDDEN = "[hidden]"
MESSAGE_MARK = "[message]"
LONGEST = 20_000  # characters that are looked through; of a longer text the rest is left out
CUT = 500  # characters before that, in which a secret may have been cut in two
SHORTEST_SECRET = 8
SHORTEST_PART = 20  # characters of a sentence of a message that is recognised by itself

# Between the groups of a number: nothing, or one of these.
GAP = r"[ \-‐-–\u00a0\u200b-\u200f]?"
NAMED = r"(?:token|secret|password|passwd|pwd|api[_-]?key|ticket|signature|authorization|cookie)"
HOLDING_TEXT = r"(?:text|markdown_text|fallback|value|body|blocks|submission|payload)"
QUOTED = r"""(?:"(?:[^"\\]|\\.)*(?:"|$)|'(?:[^'\\]|\\.)*(?:'|$))"""

# Looks like a number or a secret and is neither: needed to follow what happened.
KEPT = (
    r"(?<![0-9a-z])[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}(?![0-9a-z])",  # a delivery's id
    r"(?<!\d)1[5-9]\d{8}\.\d{6}(?!\d)",  # a message's time, as Slack writes it
    r"(?<![\d-])(?:19|20)\d\d-[01]\d-[0-3]\d(?:[t ][0-2]\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?![\d-])",
)
# The group's own name says which words before the hidden part are left.
SECRETS = (
    r"x(?:ox[a-z](?:\.xox[a-z])?|app)-[\w%+/=-]{3,}",  # Slack's tokens
    r"(?P<bearer>\bbearer\s+)\S+",
    r"(?P<named>[\w-]{0,30}" + NAMED + r"\\?[\"']?\s{0,3}[:=]\s{0,3}(?:b(?=[\"']))?)"
    r"(?:" + QUOTED + r"|[\"']?(?:(?:bearer|basic)\s+)?[^\s\"',;&)}\]]+)",
    r"(?:https?://)?hooks\.slack(?:-gov)?\.com/\S+",  # who has one may post in Saathi's name
    r"(?:https?://)?files\.slack(?:-gov)?\.com/upload/\S+",
    r"(?P<user>[a-z][a-z0-9+.-]{0,30}://[^\s:/@]{0,100}:)\S{1,300}(?=@)",  # a database's password
    r"(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])",  # a signing secret
    r"\bv0=[0-9a-f]{64}",
)
NUMBERS = (
    r"PK" + GAP + r"\d" + GAP + r"\d(?:" + GAP + r"[a-z0-9]){20}(?![a-z0-9])",  # IBAN
    r"(?<![0-9a-z])[a-z]{2}\d\d[a-z0-9]{11,30}(?![0-9a-z])",
    r"(?<![0-9a-z])[a-z]{2}\d\d(?:[ -][a-z0-9]{4}){0,6}[ -]\d{4}(?:[ -][a-z0-9]{1,4}){1,7}"
    r"(?![0-9a-z])",
    r"(?<!\d)\d{5}[ .\-‐-–_/]?\d{7}[ .\-‐-–_/]?\d(?!\d)",  # CNIC
    r"(?<![\d-])(?:\d{7}|[a-z]\d{6})[-‐-–]\d(?![\d-])",  # NTN
    r"(?P<ntn>\bNTN[\W_]{0,3}(?:(?:no|number)[\W_]{0,3})?)[a-z]?\d{6,8}(?:-\d)?",
    r"(?<!\d)\d(?:" + GAP + r"\d){9,}(?!\d)",  # an account, a card, a telephone
)
# Parts of other people's messages that hold what was sent: libraries put them into theirs.
BODIES = (
    r"(?P<text>[\"']" + HOLDING_TEXT + r"[\"']\s{0,3}:\s{0,3}b?)" + QUOTED,
    r"(?P<escaped>\\[\"']" + HOLDING_TEXT + r"\\[\"']\s{0,3}:)[^\n]*",
    r"(?P<frame>unsupported data frame|for the request \()(?s:.*)",
    r"(?P<parameters>\[parameters: )(?s:.*?)\](?=\n|$)",  # SQLAlchemy
    r"(?P<detail>\bDETAIL:)[^\n]*",  # PostgreSQL
    r"(?P<input>\binput_value=)[^\n]*",  # pydantic
)
PATTERN = re.compile(
    "|".join((rf"(?P<kept>{'|'.join(KEPT)})", *SECRETS, *BODIES, *NUMBERS)), re.IGNORECASE
)


def redact(text: str, secrets: Iterable[str] = (), messages: Iterable[str] = ()) -> str:
    """`text` without what looks like a secret or a number that belongs to a person or an account.

    `secrets` are hidden wherever they occur, and so are `messages`, whole or a sentence of them.
    What goes beyond 20,000 characters is left out.
    """
    safe_text = text[:LONGEST]
    for secret in sorted({s for s in secrets if len(s) >= SHORTEST_SECRET}, key=len, reverse=True):
        safe_text = safe_text.replace(secret, HIDDEN)
    for form in sorted(set(_forms(messages)), key=len, reverse=True):
        safe_text = re.sub(rf"(?<!\w){re.escape(form)}(?!\w)", MESSAGE_MARK, safe_text)
    safe_text = PATTERN.sub(_hide, safe_text)
    return safe_text if len(text) <= LONGEST else f"{safe_text[:-CUT]} …"


def _hide(match: re.Match[str]) -> str:
    if match["kept"] is not None:
        return match.group()
    return f"{match[match.lastgroup] if match.lastgroup else ''}{HIDDEN}"


def _forms(messages: Iterable[str]) -> Iterator[str]:
    """Each message and its longer sentences, as a text, Python or JSON has them."""
    for message in messages:
        whole = message.strip()
        parts = (part.strip() for part in re.split(r"[.?!؟۔\n]+", whole))
        for part in (whole, *(part for part in parts if len(part) >= SHORTEST_PART)):
            if part:
                yield part
                yield repr(part)[1:-1]
                yield json.dumps(part)[1:-1]
                yield json.dumps(part, ensure_ascii=False)[1:-1]
