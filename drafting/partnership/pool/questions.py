"""“Which partners do we have in Sindh?”: which questions ask who is in the pool, and of no rule.

Only a question of this plain form is one: who and where, perhaps women-led. All others are left to
the policies.
"""

from __future__ import annotations

import re

from drafting.partners.record.places import province_spellings
from drafting.partners.record.slips import plain
from drafting.partners.vocabulary import Province
from drafting.partnership.pool.choosing import PoolFilter

LONGEST = 120  # characters: who asks who is there asks shortly
ASKED = re.compile(
    r"^\W*(?:(?:which|what|how many|who|list|show|name|are|do|does|have|has|we|us|me|all|any|the|"
    r"of|our|there|is|please)\s+)*"
    r"(?P<women>(?:women|woman|female)[- ]led\s+)?"
    r"(?:partners?|organi[sz]ations?|ngos?|cbos?)"
    r"(?:\s+(?:do|we|have|has|are|is|there|our|that|which|who|work|works|working|on record))*"
    r"(?:\s+(?:in|from)\s+(?P<where>[^?.!,;]+?))?\W*$",
    re.IGNORECASE,
)
OURS = re.compile(r"\b(?:we have|have we|our|are there|on record|list|show)\b", re.IGNORECASE)
AROUND = re.compile(r"^(?:the\s+)?(?:province of\s+)?|\s+province$", re.IGNORECASE)


def pool_question(text: str) -> PoolFilter | None:
    """Whom the text asks for; None where it asks for something else."""
    asked = " ".join(text.split())
    match = ASKED.match(asked) if len(asked) <= LONGEST else None
    if match is None:
        return None
    is_women = bool(match["women"])
    if not match["where"]:
        return PoolFilter(women_led=True) if is_women and OURS.search(asked) else None
    where = _province(match["where"])
    return PoolFilter(province=where, women_led=is_women) if where else None


def _province(words: str) -> Province | None:
    return province_spellings().get(plain(AROUND.sub("", words)))
