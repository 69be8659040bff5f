"""The form of a question: what would count as an answer to it.

A question of yes or no wants a verdict on what may, must or should be; one for a person, a place or
a named thing wants just that. What a question is about says little here: how it asks says it all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from knowledge.words import STOP_WORDS, content_words, stem, surface, terms


class Mode(StrEnum):
    """What a question of yes or no wants to know."""

    PERMISSION = "permission"  # may it be?
    OBLIGATION = "obligation"  # must it be?
    ADVICE = "advice"  # should it be?
    FACT = "fact"  # is it so?


AUX = (
    r"(?:is|are|was|were|do|does|did|can|could|may|might|must|should|shall|will|would|has|have|am)"
)
LINKS = r"(?:(?:and|but|so|or|then|also|ok|okay|well|hmm|if\ so|in\ that\ case)\W+)*"
YES_OR_NO = re.compile(rf"^\W*{LINKS}{AUX}(?:n['’]?t)?\ (?!you\b|u\b)", re.IGNORECASE | re.VERBOSE)
COPULA = re.compile(rf"^\W*{LINKS}(?:is|are|was|were|am)(?:n['’]?t)?\b", re.IGNORECASE)
# "Contract needed?", "ok?", "allowed to post?", "any problem with ...?", "and with our logo?"
ELLIPTIC = re.compile(
    r"""^\W*(?:(?:ok|okay|allowed|permitted|fine|possible|right|correct|acceptable)\b
        |(?:any|no)\ (?:problem|issue|objection)s?\b)
        |\b(?:ok|okay|allowed|permitted|needed|required|necessary|compulsory|mandatory|acceptable
            |possible|permissible)\W*\?*\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
URDU_OPENING = re.compile(
    r"^\W*(?:kya|kia|kiya|کیا)\b(?!\s+(?:hai|hain|hota|cheez|kya|ہے)\b)", re.I
)
URDU_ENDING = re.compile(
    r"""(?:\b(?:ijazat|zaroori|lazmi|chahiye|mumkin)\s+(?:hai|hain|he|h)
        |(?:اجازت|ضروری|لازمی)\s+ہے)\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
URDU_LAST_KYA = re.compile(r"\s(?:kya|kia|کیا)\W*$", re.IGNORECASE)
URDU_WHAT = re.compile(r"\b(?:kya|kia|کیا|kis|kin|kitn\w+|konsa|konsi)\b", re.IGNORECASE)
URDU_VERB = re.compile(
    r"""\b(?:hai|hain|he|hoga|hogi|honge|hongi|sakt[aei]\s+(?:hai|hain|hoon|hun)|sakt[aei]|chahiye
        |rahe(?:in|n)?|karein|ہے|ہیں|ہوگا|ہوگی|ہو\s?گا|ہو\s?گی|چاہیے|چاہئے)\W*[?؟]\W*$""",
    re.IGNORECASE | re.VERBOSE,
)
WH = re.compile(
    r"\b(?:what|whats|what's|who|whom|whose|which|when|where|why|how|kaun|kon|kab|kahan|kaise"
    r"|kitn[aei]|kyun?|کون|کب|کہاں|کیس[اےی]|کتنے|کتنی|کتنا|کیوں|کس)\b",
    re.IGNORECASE,
)
MODES = (
    (
        Mode.OBLIGATION,
        r"""\bmust\b|\b(?:have|has|had|having)\ (?:\w+\ ){0,2}?to\b|\bneed(?:s|ed)?\b
            |\brequire[ds]?\b|\bcompulsory\b|\bmandatory\b|\bobligatory\b|\bobliged\b|\bnecessary\b
            |\ba\ must\b
            |\bsupposed\ to\b|\bzaroori\b|\blazmi\b|ضروری|لازمی|\bcommitted\b""",
    ),
    (
        Mode.PERMISSION,
        r"""^\W*(?:\w+\W+){0,2}?(?:can|may|could|might)\b|\ballow(?:ed|s)?\b|\bpermit(?:ted|s)?\b
            |\bpermission\b|\bpermissible\b|\bok(?:ay)?\b|\bfine\b|\bacceptable\b|\bfree\ to\b
            |\bentitled\b|\bright\ to\b|\bpossible\b|\bobjection|\bget\ a\ say\b|\bany\ problem
            |\bijazat\b|\bsakt[aei]\b|اجازت|سکت[اےی]|\bforbid|\bprohibit|\bban|\btolerat
            |\bcondon|\baccept(?:ed|s)?\b""",
    ),
    (Mode.ADVICE, r"\bshould\b|\bought\b|\bchahiye\b|چاہ[یئ]|\bbetter\b|\bwise\b|\badvisable\b"),
)
_MODES = tuple((mode, re.compile(text, re.IGNORECASE | re.VERBOSE)) for mode, text in MODES)
# What a person would do to leave a duty undone: "may we skip it?" asks whether it is a duty. It
# stands near the front, where the verb is; a "not" further behind only tells more.
OMISSION = r"""(?:ignore|skip|avoid|refuse|stop|prevent|block|forbid|prohibit|ban|hide|conceal
        |keep\ (?:\w+\ ){0,3}?(?:secret|out|away|from)|withhold|drop|forget|leave\ out
        |write\ (?:\w+\ ){0,2}?off|exempt|exclude|reject|overlook|postpone|sit\ on
        |let\ (?:\w+\ ){0,2}?(?:slide|pass|go)|do\ without|look\ (?:away|the\ other\ way)|move\ on
        |(?:close|shut|turn)\ (?:\w+\ ){0,2}?eyes?)"""
NEGATIVE = re.compile(
    rf"""^\W*(?:\w+['’]?\w*\W+){{1,6}}?(?:not\b(?!\ only)|{OMISSION})\b|^\W*\w+n['’]t\b""",
    re.IGNORECASE | re.VERBOSE,
)
LEFT_OUT = re.compile(rf"\b{OMISSION}\b", re.IGNORECASE | re.VERBOSE)
# The document that is asked of: "under the Zero Tolerance Policy", "in our framework".
ASKED_OF = re.compile(
    r"""\b(?:under|in|within|per|by|according\ to|going\ by)\ (?:the|our|this|that|an?|cip['’]s
    |care['’]s)\ (?:[\w'’-]+\ ){0,4}?(?:policy|policies|framework|guide(?:lines?)?|code|manual|cspf)
    \b(?!\ \w*(?:ies|er|or|ee)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
# "..., or only the large ones?" asks whether it holds of all.
OR_ONLY = re.compile(r",?\s+or\s+(?:only|just|not|no)\b.*", re.IGNORECASE | re.DOTALL)
ALTERNATIVE = re.compile(
    r"\bor\b(?!\s+(?:not|no|so|something|anything|any|else)\b)|\bvs\b|\bversus\b", re.I
)
# Words that ask and name nothing: who they speak of, or that they ask about a rule.
GENERIC = frozenset(
    terms(
        """ignore skip avoid refuse stop prevent block hide conceal withhold forget exempt exclude
        overlook postpone partner partners partnership ngo ngos organization organisation cip
        care saathi framework policy policies rule rules people person staff someone somebody
        office responsible responsibility charge involve involved deal happen happens mean means
        need needs needed require required necessary compulsory mandatory obliged supposed allow
        allowed permit permitted permission possible ok okay fine right free entitled problem
        please yes no answer question clause document text ask asked asking want wants know
        think idea exactly actually really ever just also still even already always never go
        going come back way thing kind type sort case situation currently now today"""
    )
)
QUESTION_NOUNS = frozenset(
    terms(
        """kind type sort thing way reason purpose aim role point difference step steps rule rules
        clause document part area areas issue idea meaning policy framework approach position
        say law guidance basis example examples principle principles word words matter condition
        conditions procedure process consequence consequences criteria side case stance wish
        view opinion turn job task duty business option options answer result story plan future
        supposed happen belong follow matter apply need do different new topic subject item
        value feature element book article publication source paper study author guideline month
        bit bits passage line diff year day date time number amount percentage percent sum goal
        objective benefit"""
    )
)
# Words that only place or grade the noun behind them.
ADJECTIVES = frozenset(
    terms(
        """wider wide earlier later other main exact right best old specific particular certain
        various overall current own total separate actual general common important key basic
        real good bad big small large high low long short first last next"""
    )
)
# Verbs by which one asks for whoever it is, not for who does just that.
CONTACT = frozenset(
    terms(
        """chase contact ask call talk speak write wrote written report go stand count turn
        approach reach know say says tell find look get see learn come"""
    )
)
WHICH = re.compile(
    rf"\b(?:which|what|whose)\s+(?!{AUX}\b)((?:[\w'’&-]+\s+){{0,3}}?[\w'’&-]+?)(?=\s+(?:"
    rf"{AUX}|to|of|for|in|at|on|from|with|by|that|who|i|we|you|they|he|she|it|the|a|an|our|their)\b|\W*[?.!]|\W*$)",
    re.IGNORECASE,
)
WHAT_IS = re.compile(
    r"\bwhat(?:'s|’s|s|\s+is|\s+are|\s+was|\s+were)\s+(?:the|a|an|our|their|his|her|its|your|my)?\s*"
    r"((?:[\w'’-]+\s+){0,3}?[\w'’-]+)\s+(?:for|of|if|when|on|in|to|per|that|after|by|at|between)\b",
    re.IGNORECASE,
)
WHO = re.compile(r"\b(?:who|whom|by\ whom)\b(.*)", re.IGNORECASE | re.DOTALL)
WHERE = re.compile(
    r"\bwhere\s+(?:is|are|was|were|do|does|did|can|should|must|will)\b(.*)", re.I | re.S
)


@dataclass(frozen=True)
class QuestionForm:
    """How a question asks."""

    mode: Mode | None = None  # of a question of yes or no, else None
    is_negative: bool = False  # it asks about not doing something
    has_alternatives: bool = False  # "this or that?"
    focus: tuple[str, ...] = ()  # the words, folded, of the thing asked for; it must be spoken of
    asks_who: bool = False
    asks_where: bool = False
    is_copula: bool = False  # "is it ...?", which asks what something is

    @property
    def wants_verdict(self) -> bool:
        """True where Yes or No would be an answer."""
        return self.mode is not None and not self.has_alternatives


def form_of(question: str, typed: str = "", before: str = "") -> QuestionForm:
    """The form of `question`, in English; `typed` is the same as typed, where that was Urdu.

    `before` is the question before it, from which a follow-up takes its mode ("and our logo?").
    """
    typed = typed or question
    mode = _mode(question, typed) or (_mode(before, before) if _is_fragment(question) else None)
    who, where = WHO.search(question), WHERE.search(question)
    return QuestionForm(
        mode=mode,
        is_negative=bool(mode) and NEGATIVE.search(question) is not None,
        has_alternatives=ALTERNATIVE.search(OR_ONLY.sub("", question)) is not None
        and mode is not Mode.PERMISSION,
        focus=() if mode else _focus(question),
        asks_who=who is not None and mode is None,
        asks_where=where is not None and mode is None,
        is_copula=COPULA.match(question) is not None,
    )


def _mode(question: str, typed: str) -> Mode | None:
    is_urdu = bool(URDU_OPENING.search(typed) or URDU_ENDING.search(typed)) or (
        typed != question and _is_urdu_yes_no(typed)
    )
    is_yes_no = YES_OR_NO.match(question) is not None or is_urdu
    if not is_yes_no and (WH.search(question) or not ELLIPTIC.search(question)):
        return None
    text = f"{question} {typed}" if typed != question else question
    return next((mode for mode, pattern in _MODES if pattern.search(text)), Mode.FACT)


def _is_urdu_yes_no(typed: str) -> bool:
    """True for Urdu that ends on its verb as a question and holds no word that asks for a thing.

    A last "kya" asks for yes or no, as a first one does; one before a verb asks what.
    """
    rest = URDU_LAST_KYA.sub("", typed)
    return URDU_VERB.search(rest) is not None and not WH.search(rest) and not URDU_WHAT.search(rest)


def _is_fragment(question: str) -> bool:
    """True for "and with our logo?": no question word and no verb in front."""
    return bool(re.match(r"\W*(?:and|but|or|what about|how about)\b", question, re.I)) and not (
        WH.search(re.sub(r"(?i)\b(?:what|how) about\b", "", question))
    )


def _focus(question: str) -> tuple[str, ...]:
    """The words of what is asked for: "which SCORING SHEET is used", "what is the PENALTY for"."""
    for pattern in (WHICH, WHAT_IS):
        match = pattern.search(question)
        if match is None:
            continue
        words = [word for word in surface(match[1]) if word not in STOP_WORDS]
        stems = [stem(word) for word in words]
        if not words or set(stems) & QUESTION_NOUNS:
            return ()
        telling = [w for w, s in zip(words, stems, strict=True) if s not in GENERIC | ADJECTIVES]
        return tuple(telling)
    for pattern in (WHO, WHERE):
        match = pattern.search(question)
        if match is not None:
            verbs = [w for w in content_words(match[1]) if stem(w) not in GENERIC]
            if pattern is WHERE and verbs and stem(verbs[0]) in QUESTION_NOUNS:
                return ()  # "where is the bit on ...?" asks for the words themselves
            return () if verbs and stem(verbs[0]) in CONTACT else tuple(verbs[:1])
    return ()
