"""Days in a text beside the days on record: start, end, payments, reports, the row's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from drafting.agreements.figures.figures import DayInText
from drafting.agreements.reviewing.case import day
from drafting.agreements.reviewing.facts_once.passages import OwnPassage
from drafting.agreements.reviewing.facts_once.payments import SOME, payment_in
from drafting.agreements.reviewing.review import Finding
from drafting.partners.record.agreement import Activity, Agreement, Duty, Tranche

CODE = "day-in-text"
WHOLE = (
    r"(?:project|agreement|contract|program(?:me)?|partnership|memorandum|mou|collaboration|"
    r"implementation|muahid\w+|mansoob\w+)"
)
# Papers with terms of their own.
OF_OTHERS = re.compile(
    r"\b(?:ead|noc|registration|certificates?|licen[cs]es?|lease|insurance|warranty|moi|"
    r"staff\scontracts?|employment)\b"
)
# The work itself ends or starts, not its staff, its baseline or its accounts.
_NOT_OF = r"(?<!\bof the )(?<!\bof this )(?<!\bin the )(?<!\bof )"
_SUBJECT = rf"{_NOT_OF}\b{WHOLE}(?:'s)?(?:\s(?:shall|will|is|be|to|has|period|term|itself))*"
_ON = r"(?:\s(?:on|by|until|till|of|is|from|with\seffect|will|be))*:?\s*\Z"
ENDS = re.compile(
    rf"{_SUBJECT}\s(?:ends?|expires?|closes?|concludes?|finish\w*|completed?|valid|"
    rf"(?:end|closing|completion)\sdate){_ON}"
    rf"|\bend\sof\s(?:the|this)\s{WHOLE}(?:,|\s(?:on|is))?\s*\Z"
)
STARTS = re.compile(rf"{_SUBJECT}\s(?:starts?|begins?|commenc\w+|start(?:ing)?\sdate){_ON}")
FROM = re.compile(r"(?:\b(?:from|between|starting|effective)|\()\s*\Z")
TO = re.compile(r"\A\s*(?:to|till|until|through|up\sto|and|-|–|—)\s*\Z")
DUE = re.compile(
    r"(?:\b(?:by|on|in|before|till|until|due|dated?|is|latest|not\slater\sthan)(?:\sthe)?|,|\()\s*\Z"
)
REPORT = re.compile(r"\b(?:final|last|completion|closing)\b[^.;,]*\breports?\b")
OF_STUDY = re.compile(
    r"\b(?:baseline|end-?line|survey|study|evaluation|assessment|audit|training)\b"
)
DEADLINE = re.compile(
    r"\b(?:by|until|till|before|latest|not\slater\sthan|up\sto|on|in)(?:\sthe)?\s*\Z"
)
AFTERWARDS = re.compile(
    r"\b(?:keeps?|kept|retain\w*|stor\w+|archiv\w+|reports?|audit\w*|evaluat\w+|complaints?|"
    r"warrant\w+|maintain\w*|maintenance|insur\w+|valid\w*|licen[cs]e\w*|policy|vouchers?|records?|accounts?|books)\b"
)
OF_DUTIES = frozenset({"cip_duties", "partner_duties", "workplan.result", "workplan.what"})


def day_findings(passages: Iterable[OwnPassage], agreement: Agreement) -> Iterator[Finding]:
    """A finding for each day that is not the one on record."""
    for passage in passages:
        days = [figure for figure in passage.figures() if isinstance(figure, DayInText)]
        for place, figure in enumerate(days):
            previous = days[place - 1] if place else None
            finding = _finding(passage, figure, previous, agreement)
            if finding is not None:
                yield finding


def _finding(
    passage: OwnPassage, figure: DayInText, previous: DayInText | None, agreement: Agreement
) -> Finding | None:
    before = passage.before(figure)
    if OF_OTHERS.search(passage.around(figure)):
        return None
    if _starts(passage, figure, before):
        return _against(passage, figure, "‘Starts on’", agreement.start, "start")
    if ENDS.search(before) or _closes_a_range(passage, figure, previous):
        return _against(passage, figure, "‘Ends on’", agreement.end, "end")
    payment = payment_in(before)
    if payment not in (None, SOME) and DUE.search(before):
        return _against_tranche(passage, figure, payment or SOME, agreement.money.tranches)
    if "reports" not in passage.name and REPORT.search(before) and DUE.search(before):
        return _against_report(passage, figure, agreement)
    return _against_row(passage, figure) or _against_end(passage, figure, before, agreement)


def _starts(passage: OwnPassage, figure: DayInText, before: str) -> bool:
    """True for 'the project starts on …', and for the first day of its range."""
    opens_range = FROM.search(before) and re.search(rf"\b{WHOLE}\b", passage.around(figure))
    follows = re.match(r"\s*(?:to|till|until|through|-|–|—)\s", passage.after(figure))
    return bool(STARTS.search(before) or (opens_range and follows))


def _closes_a_range(passage: OwnPassage, figure: DayInText, previous: DayInText | None) -> bool:
    """True for the second day of 'the project from … to …'."""
    if previous is None:
        return False
    between = passage.text[previous.end : figure.start].casefold()
    return bool(TO.match(between)) and _starts(passage, previous, passage.before(previous))


def _against_tranche(
    passage: OwnPassage, figure: DayInText, number: int, tranches: tuple[Tranche, ...]
) -> Finding | None:
    place = number - 1 if number > 0 else len(tranches) + number
    if not 0 <= place < len(tranches):
        return None
    field = f"‘Tranche due on’ ({place + 1})"
    return _against(passage, figure, field, tranches[place].due, "")


def _against_report(passage: OwnPassage, figure: DayInText, agreement: Agreement) -> Finding | None:
    """A final report of the work whose day the list of reports gives too."""
    if OF_STUDY.search(passage.before(figure)):
        return None
    for report in agreement.reports:
        if re.search(r"\b(?:final|last|completion|closing)\b", report.what.casefold()):
            due = OwnPassage("reports.due", "", report.due)
            days = [other for other in due.figures() if isinstance(other, DayInText)]
            if days and not any(figure.may_be(other.first) for other in days):
                field = f"‘Report is due’ for ‘{report.what}’"
                return passage.differs(CODE, figure, field, report.due)
    return None


def _against_row(passage: OwnPassage, figure: DayInText) -> Finding | None:
    """A day in a row's words that comes after the row's own last day."""
    entry = passage.entry
    if isinstance(entry, Tranche) and entry.due is not None and figure.first > entry.due:
        return passage.differs(CODE, figure, f"‘Tranche due on’ ({passage.number})", day(entry.due))
    if isinstance(entry, Activity) and entry.end is not None and figure.first > entry.end:
        return passage.differs(
            CODE, figure, f"‘Activity ends on’ ({passage.number})", day(entry.end)
        )
    if isinstance(entry, Duty) and entry.by is not None and figure.first > entry.by:
        return passage.differs(CODE, figure, f"‘Duty done by’ ({passage.number})", day(entry.by))
    return None


def _against_end(
    passage: OwnPassage, figure: DayInText, before: str, agreement: Agreement
) -> Finding | None:
    """Work that is to be done after the agreement is over."""
    end = agreement.end
    is_deadline = passage.name in OF_DUTIES and DEADLINE.search(before)
    if end is None or not is_deadline or figure.first <= end:
        return None
    if AFTERWARDS.search(passage.around(figure)):
        return None
    return passage.differs(CODE, figure, "‘Ends on’", day(end), "end")


def _against(
    passage: OwnPassage, figure: DayInText, field: str, on_record: date | None, placeholder: str
) -> Finding | None:
    if on_record is None or figure.may_be(on_record):
        return None
    return passage.differs(CODE, figure, field, day(on_record), placeholder)
