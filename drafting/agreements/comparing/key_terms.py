"""What a change means for money, the account, the dates and who signs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache

from drafting.agreements.comparing.aligning import is_signed_line
from drafting.agreements.comparing.comparison import How, KeyChange, KeySubject
from drafting.agreements.comparing.issued import (
    BLANK,
    SIGNATURES,
    IssuedParagraph,
    even,
    in_linear_time,
    without_label,
)
from drafting.agreements.comparing.wording import CNIC, IBAN, Quotes
from drafting.agreements.figures.figures import (
    DayInText,
    Instalments,
    Period,
    Rhythm,
    Share,
    Sum,
    WrittenFigure,
)
from drafting.agreements.figures.finding import figures_in
from drafting.documents.composition import Run
from drafting.documents.restricted import is_for_finance, without_entries
from drafting.partners.record.fields import Field, fields_of
from drafting.partners.record.partner import Partner

MONEY_KINDS = frozenset({"amount", "currency", "rate"})
OTHER_ALPHABET = " (some of its letters are of another alphabet)"
LONGEST_TITLE = 80


# --- what a field is about


@lru_cache(maxsize=4096)
def subject_of(path: str) -> KeySubject | None:
    """What the field of that path is about, of what is looked at first; None for others."""
    bare = without_entries(path)
    if bare.startswith("partner.bank."):
        return KeySubject.ACCOUNT
    if ".signatories" in bare:
        return KeySubject.SIGNATORIES
    field = _fields().get(bare)
    if bare.startswith("office.turnaround_days.") or (field and field.kind == "date"):
        return KeySubject.DATES
    is_money = bare.startswith("agreement.money.") or (field and field.kind in MONEY_KINDS)
    return KeySubject.MONEY if is_money else None


@cache
def _fields() -> dict[str, Field]:
    """Every field of a partner's record, by the path that documents use for it."""
    return dict(_below(fields_of(Partner).values(), ""))


def _below(fields: Iterable[Field], above: str) -> Iterator[tuple[str, Field]]:
    for field in fields:
        path = f"{above}{field.path}"
        agreement = path.startswith("agreements.")
        yield (
            path.replace("agreements.", "agreement.", 1) if agreement else f"partner.{path}",
            field,
        )
        yield from _below(field.item.values(), f"{path}.")


def _title(run: Run) -> str:
    field = _fields().get(without_entries(run.value_of or run.open_field))
    return field.title if field else ""


# --- what a changed text means


def key_changes(
    spot: IssuedParagraph, after: str, how: How, quotes: Quotes, column: KeySubject | None = None
) -> Iterator[KeyChange]:
    """What it means that an issued paragraph or cell reads `after` now; '' where it is gone.

    `column` is what the column of a cell is about.
    """
    if is_signed_line(spot, after):
        return
    by_value = list(_value_changes(spot, after, how, quotes))
    yield from by_value
    if not by_value and spot.holds_restricted:
        yield _restricted(spot, after, how, quotes)
    elif not by_value and column is not None:
        yield KeyChange(column, "", spot.where, how, quotes.text(spot.text), quotes.text(after))
    elif not by_value and spot.where.startswith(SIGNATURES):
        subject = KeySubject.SIGNATORIES
        yield KeyChange(subject, "", spot.where, how, quotes.text(spot.text), quotes.text(after))
    elif not by_value:
        yield from figure_changes(spot.text, after, spot.where, how, quotes)


def _value_changes(
    spot: IssuedParagraph, after: str, how: How, quotes: Quotes
) -> Iterator[KeyChange]:
    """The values that are other ones now, where the words around them tell which they are."""
    runs = [run for run in spot.runs if _holds_value(run)]
    if not any(subject_of(_path(run)) for run in runs):
        return
    before = _values(spot.runs, spot.text)
    now = _values(spot.runs, after) if after else ("",) * len(runs)
    if before is None or now is None or len(before) != len(runs):
        return
    for run, old, new in zip(runs, before, now, strict=True):
        subject = subject_of(_path(run))
        if subject is None or old == new or run.open_field:
            continue
        if is_for_finance(run):
            yield _shown(subject, _title(run), spot.where, how, (old, new), quotes)
        else:
            quotations = quotes.text(old), quotes.text(new)
            yield KeyChange(subject, _title(run), spot.where, how, *quotations)


def _path(run: Run) -> str:
    return run.value_of or run.open_field


def _holds_value(run: Run) -> bool:
    return bool(run.open_field or (run.value_of and not run.value_of.startswith("document.")))


def _values(runs: Sequence[Run], text: str) -> tuple[str, ...] | None:
    """The values in `text`, where its fixed words are those of the runs; None where not."""
    fixed_text, blanks = "", 0
    after_blank = False
    for run in runs:
        is_blank = _holds_value(run)
        if is_blank and after_blank:
            return None  # nobody can tell where the one ends and the other begins
        fixed_text += chr(0xE000) if is_blank else run.text
        after_blank = is_blank or (after_blank and not run.text)
        blanks += is_blank
    pattern = re.escape(even(fixed_text)).replace("\\ ", " ").replace(chr(0xE000), BLANK)
    for form in (text, without_label(text)):
        if match := re.fullmatch(in_linear_time(pattern), form, re.DOTALL):
            return tuple(match.groups())
    return None


def _restricted(spot: IssuedParagraph, after: str, how: How, quotes: Quotes) -> KeyChange:
    """That a paragraph changed in which restricted values stand."""
    paths = [_path(run) for run in spot.runs if is_for_finance(run)]
    subject = next(filter(None, map(subject_of, paths)), KeySubject.ACCOUNT)
    return _shown(subject, "", spot.where, how, (spot.text, after), quotes)


def _shown(
    subject: KeySubject, title: str, where: str, how: How, values: tuple[str, str], quotes: Quotes
) -> KeyChange:
    """A change of restricted values, with them for those alone who may see them."""
    if not quotes.may_see_restricted:
        return KeyChange(subject, title, where, how, is_shown=False)
    quotes.shows_restricted = True
    before, after = values
    if subject is KeySubject.ACCOUNT and before.isascii() and not after.isascii():
        after += OTHER_ALPHABET
    return KeyChange(subject, title, where, how, before, after)


# --- figures that stand in the words


def figure_changes(
    before: str, after: str, where: str, how: How, quotes: Quotes
) -> Iterator[KeyChange]:
    """The sums, days, periods and account numbers that stand in one of two texts alone."""
    old, new = _figures(before), _figures(after)
    for subject in KeySubject:
        old_words, new_words = (
            ", ".join(
                words
                for key, words in texts.items()
                if key not in other_texts and key[0] is subject
            )
            for texts, other_texts in ((old, new), (new, old))
        )
        if not old_words and not new_words:
            continue
        quotations = quotes.text(old_words), quotes.text(new_words)
        yield KeyChange(subject, "", where, how, *quotations)


def _figures(text: str) -> dict[tuple[KeySubject, object, int], str]:
    """What is looked at first in a text: each with its subject, its worth and which time it is."""
    worths: Counter[tuple[KeySubject, object]] = Counter()
    words_by_figure: dict[tuple[KeySubject, object, int], str] = {}
    numbers = [(KeySubject.ACCOUNT, match) for match in IBAN.finditer(text)]
    numbers += [(KeySubject.SIGNATORIES, match) for match in CNIC.finditer(text)]
    entries: list[tuple[tuple[KeySubject, object], str]] = [
        ((subject, re.sub(r"[ -]", "", match[0]).upper()), match[0]) for subject, match in numbers
    ]
    spans = [match.span() for _, match in numbers]
    for figure in figures_in(text):
        worth = _worth(figure)
        if worth and not any(start < figure.end and figure.start < end for start, end in spans):
            entries.append((worth, figure.text))
    for key, words in entries:
        worths[key] += 1
        words_by_figure[(*key, worths[key])] = words
    return words_by_figure


def _worth(figure: WrittenFigure) -> tuple[KeySubject, object] | None:
    worth: tuple[KeySubject, object] | None = None
    match figure:
        case Sum():
            worth = KeySubject.MONEY, ("sum", figure.amount, figure.currency)
        case Share():
            worth = KeySubject.MONEY, ("share", figure.percent)
        case Instalments():
            worth = KeySubject.MONEY, ("instalments", figure.count, figure.are_equal)
        case DayInText():
            worth = KeySubject.DATES, ("day", figure.spans)
        case Period():
            worth = KeySubject.DATES, ("period", figure.count, figure.unit)
        case Rhythm():
            worth = KeySubject.DATES, ("rhythm", figure.months)
    return worth
