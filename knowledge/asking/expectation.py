"""What kind of thing a question asks for, and whether a text holds one.

A question that asks for an amount, a duration, a percentage, a phone number and the like is
answered only by a sentence that holds one, beside the question's own words. A similar clause
without it is no answer, however similar: a guess here would cost a partner its grant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.words import content_words, stem, surface, terms

NUMBER_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand lakh crore million billion dozen half"
)
_WORDS = NUMBER_WORDS.replace(" ", "|")
# "twenty-one", "ten (10)", "3-4", "between five and seven": one number or a range.
_ONE = rf"(?:\d[\d,.]*|\b(?:{_WORDS})(?:[\s-](?:{_WORDS}))*\b)(?:\s?\(\s?\d[\d,.]*\s?\))?"
NUMBER = rf"(?:{_ONE}(?:\s?(?:-|–|to|or|and)\s?{_ONE})?)"
# 'may' is a month only before a number.
MONTH = (
    r"(?:january|february|march|april|june|july|august|september|october|november|december"
    r"|may\ (?=\d))"
)
MONEY = r"(?:rs\.?|pkr|rupees?|usd|us\$|\$|€|£|eur(?:os?)?|gbp|dollars?|pounds?)"
SUM = (
    r"(?:amount|sum|ceiling|cost|price|fee|budget\ limit|funding\ limit|salary|pay|allowance|fine)"
)
PERIOD = r"(?:minutes?|hours?|days?|weeks?|months?|quarters?|years?)"
EXTREME = r"(?:highest|lowest|maximum|minimum|max|min|largest|smallest|biggest|upper|lower|exact)"
# What is given in money: "how much advance" asks for a sum or a share, whatever verbs are spelt so.
GIVEN_IN_MONEY = (
    r"(?:advance|budget|grant|payment|instalment|installment|allowance|salary|overhead|deposit"
    r"|contribution|compensation|reimbursement|retention|expense|tax|fee|cost)s?"
)
ROLE = (
    r"(?:coordinator|director|manager|officer|head|chair(?:person|man|woman)?|president|secretary"
    r"|contact|focal\ (?:person|point)|founder|auditor|representative|members?)"
)


@dataclass(frozen=True)
class Expectation:
    """One kind of fact: the questions that ask for it, and the sentences that hold it."""

    kind: str  # as the reply names it: 'amount'
    question_pattern: re.Pattern[str]
    fact_pattern: re.Pattern[str]
    always: bool = False  # also in a question for yes or no ("Can you give me the ...?")


def _expectation(
    kind: str, question_pattern: str, fact_pattern: str, *, always: bool = False
) -> Expectation:
    flags = re.IGNORECASE | re.VERBOSE
    return Expectation(
        kind, re.compile(question_pattern, flags), re.compile(fact_pattern, flags), always
    )


# In order: the first kind that the question asks for and no sentence holds is what is missing.
EXPECTATIONS = (
    _expectation(
        "email address",
        r"\be-?mail\ (?:address|id)\b|\bwhat(?:'s|\ is|\ are)\b.{0,30}\be-?mails?\b",
        r"[\w.+-]+@[\w-]+\.\w+",
        always=True,
    ),
    _expectation(
        "phone number",
        r"""\b(?:phone|telephone|mobile|cell|whatsapp|fax|hotline|helpline|contact)
              \ (?:number|no\b|num)
            |\bnumber\ (?:of|for)\ (?:the\ )?(?:\w+\ )?(?:hotline|helpline|reception|office)
            |\b(?:what|which)\b.{0,40}\b(?:phone|telephone|fax|hotline|helpline)\b""",
        r"\+?\d[\d\s()-]{6,}\d",
        always=True,
    ),
    _expectation(
        "address",
        r"""\b(?:postal|street|office|web|website|mailing)\ address\b|\baddress\ of\b|\burl\b
            |\bwhere\ (?:is|are)\b.{0,40}\b(?:office|headquarters?|located|based)\b""",
        r"""\b(?:street|road|avenue|block|sector|house\ no|p\.?\s?o\.?\ box)\b.{0,40}\d
            |https?://|www\.""",
    ),
    _expectation(
        "person’s name",
        rf"""\bnames?\ of\b.{{0,30}}\b{ROLE}\b|\b{ROLE}(?:'s|’s)?\ names?\b
            |\bwhat(?:'s|\ is)\ (?:my|your|his|her|their)\ name\b
            |\bname\ (?:the|our|all|each)\b.{{0,30}}\b{ROLE}\b
            |\bwho(?:'s|\ is|\ are)\b.{{0,60}}\b(?:current(?:ly)?|present(?:ly)?|at\ the\ moment
              |right\ now|these\ days|today|this\ year)\b
            |\bwho(?:'s|\ is)\ (?:the|our|your)\ (?:country|deputy|finance|hr|programme?|regional)
              \b.{{0,20}}\b{ROLE}\b""",
        r"(?-i:\b(?:Mr|Ms|Mrs|Dr)\.?\ [A-Z])",
    ),
    _expectation(
        "percentage",
        r"""\b(?:what|which|how\ (?:much|many|big|high|large)|give|state)\b.{0,50}
            (?:\bper\ ?cent(?:age)?\b|%|\bshare\ of\ the\ (?:budget|cost|grant|funds?)\b
              |\b(?:indirect|overhead|interest|exchange|tax|mileage|day|daily|hourly)
                (?:\ cost)?\ rates?\b)""",
        rf"{NUMBER}\s*(?:%|per\ ?cent)",
    ),
    _expectation(
        "amount",
        rf"""\bhow\ (?:much|many)\ (?:money|cash|{MONEY}|funds?|funding)\b
            |\bhow\ (?:much|big|large|high)\ (?:of\ )?(?:an?\ |the\ )?(?:\w+\ )?{GIVEN_IN_MONEY}\b
            |\b{EXTREME}\b.{{0,25}}\b(?:{SUM}|value|grant|budget|payment|advance|contract)\b
            |\b(?:what|which|how\ (?:big|high|large|much))\b.{{0,40}}\b{SUM}\b
            |\b(?:what|which|how)\b.{{0,60}}\bin\ (?:{MONEY})(?!\w)
            |\bhow\ much\ (?:does|do|did|will|would|can|may|should|is|are)\b.{{0,60}}
              \b(?:cost|pay|paid|spend|spent|charge|claim|earn|receive|advance|reimburse)
            |\b(?:threshold|spending\ limit|monetary\ limit|financial\ limit|ceiling)\b
            |\bhow\ (?:big|large|high|small)\b.{{0,30}}
              \b(?:grants?|budgets?|advances?|payments?|contracts?|funds?)\b""",
        rf"""{MONEY}\s*{NUMBER}|{NUMBER}\s*(?:\w+\s)?{MONEY}(?!\w)
            |{NUMBER}\s*(?:%|per\ ?cent)""",
    ),
    _expectation(
        "number of days, weeks, months or years",
        rf"""\bhow\ many\ (?:working\ |calendar\ |business\ )?{PERIOD}\b|\bhow\ old\b
            |\bhow\ long\b(?!\ term)|\bhow\ (?:soon|quickly|fast)\b|\bretention\ period\b
            |\bwithin\ (?:what|which|how)\b.{{0,20}}(?:time|{PERIOD})|\bhow\ much\ (?:time|notice)\b
            |\bin\ (?:working\ |calendar\ |business\ )?(?:days|weeks|months)\b\W*$
            |\bwhat(?:'s|\ is)\ (?:the|our|your|their|its)
              \ (?:turn-?around|processing|approval|response|waiting)\ time\b
            |\b(?:what|which)\b.{{0,30}}\b(?:deadline|time\ limit|validity|notice\ period
              |time\ ?frame|duration)\b""",
        rf"{NUMBER}[\s-]*(?:\w+[\s-]){{0,2}}?{PERIOD}\b|\d{{4}}\s*[–-]\s*\d{{4}}",
    ),
    _expectation(
        "date",
        r"""\b(?:by|on|from|until|till|before|at)\ (?:what|which)\ (?:date|day|time)\b
            |\b(?:what|which)\ (?:is\ the\ )?(?:exact\ |start\ |end\ |closing\ |due\ )?
              (?:date|day|time)\b
            |\bdue\ dates?\b|\bwhen\ (?:was|were|did)\b
            |\bwhen\ (?:is|does|will)\b.{0,40}\b(?:next|last|deadline)\b""",
        rf"\b{MONTH}|\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b|\b(?:19|20)\d\d\b",
    ),
    _expectation(
        "year",
        r"\b(?:in\ )?(?:what|which)\ years?\b|\bover\ (?:what|which)\ years\b",
        r"\b(?:19|20)\d\d\b",
    ),
    _expectation(
        "how often",
        r"\bhow\ (?:often|frequently|regularly)\b|\bhow\ many\ times\b|\bevery\ how\ many\b",
        rf"""\b(?:annual(?:ly)?|yearly|quarterly|monthly|weekly|daily|periodic(?:al|ally)?
            |regular(?:ly)?|continuous(?:ly)?|once|twice|bi-?annual(?:ly)?|at\ all\ times
            |(?:every|each|per|a)\ (?:\w+\ )?{PERIOD}|times)\b""",
    ),
    _expectation(
        "time",
        r"\bby\ when\b|\b(?:until|till|since)\ when\b",
        rf"""\b(?:before|after|early|outset|start|beginning|end|during|throughout|until|prior|once
            |within|immediately|annual(?:ly)?|{PERIOD})\b|\b{MONTH}|\b(?:19|20)\d\d\b""",
    ),
    _expectation("month", r"\b(?:what|which)\ months?\b", rf"\b{MONTH}"),
    _expectation(
        "number",
        rf"""\bhow\ many\b|\bwhat(?:'s|\ is)\ the\ (?:total\ |exact\ )?number\ of\b
            |\bhow\ often\ (?:per|a)\b|\b{EXTREME}\b\ (?:number|size)\b""",
        NUMBER,
    ),
    _expectation(
        "form, template or file",
        r"""\b(?:template|proforma|pro\ forma|application\ form|blank\ form|download|attachment
              |soft\ ?copy|word\ file|excel\ (?:file|sheet)|spreadsheet|logo\ file)\b
            |\b(?:which|what)\ forms?\b.{0,30}\b(?:fill|use|sign|submit|complete|send|apply)\b
            |\b(?:send|email|mail|share|attach|forward)\ me\b""",
        r"\btemplates?\b|\bforms?\ (?:is|are)\ (?:attached|annexed)\b|\bproforma\b",
        always=True,
    ),
)
# A question that can be answered by yes or no asks for no value, whatever words it holds.
YES_OR_NO = re.compile(
    r"""\W*(?:is|are|was|were|do|does|did|can|could|may|might|must|should|shall|will|would|has
        |have|am)\b""",
    re.IGNORECASE | re.VERBOSE,
)
HOW_MANY = re.compile(r"\bhow many\b(.*)", re.IGNORECASE | re.DOTALL)
# Where the words end of what is counted: "how many managers | sit on ...", "women | is it for".
NOUN_ENDS = re.compile(
    r"""\b(?:in|on|of|for|at|from|with|by|to|that|which|who|do|does|did|is|are|was|were|can|may|must
        |should|will|has|have|sit|sits|we|they|it|there)\b""",
    re.IGNORECASE | re.VERBOSE,
)
COUNTED = re.compile(rf"(?<![\w.]){NUMBER}", re.IGNORECASE)
PERSONS = frozenset(
    terms(
        """people persons individuals members managers staff officers directors women men employees
        signatories participants colleagues heads representatives trustees beneficiaries"""
    )
)
NEAR = 4  # words: "28 million marginalized women" counts women


def expectations_of(question: str) -> tuple[Expectation, ...]:
    """The kinds of fact that `question`, in English, asks for; usually none."""
    is_yes_or_no = YES_OR_NO.match(question) is not None
    return tuple(
        kind
        for kind in EXPECTATIONS
        if kind.question_pattern.search(question) and (not is_yes_or_no or kind.always)
    )


def counts_the_same(question: str, sentence: str) -> bool:
    """True where `sentence` holds a number of what "how many ..." in `question` counts.

    True as well where the question counts nothing by name.
    """
    nouns = {stem(noun) for noun in counted_nouns(question)}
    if not nouns:
        return True
    counted = nouns | PERSONS if nouns & PERSONS else nouns
    return any(
        counted & {stem(word) for word in surface(sentence[number.end() :])[:NEAR]}
        for number in COUNTED.finditer(sentence)
    )


def counted_noun(question: str) -> str:
    """What "how many ..." in `question` counts, folded, in one word; '' for nothing."""
    return next(iter(counted_nouns(question)), "")


def counted_nouns(question: str) -> list[str]:
    """The words of what "how many ..." in `question` counts, folded: "SENIOR MANAGERS | are on"."""
    match = HOW_MANY.search(question)
    if match is None:
        return []
    phrase = NOUN_ENDS.split(match.group(1), maxsplit=1)[0]
    return content_words(phrase) or content_words(match.group(1))[:1]


def type_words(expectation: Expectation, question: str) -> str:
    """The part of `question` that names the kind of fact; an answer need not repeat it."""
    match = expectation.question_pattern.search(question)
    return match.group() if match else ""
