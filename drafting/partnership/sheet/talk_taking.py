"""What a returned sheet says in the rows on questions, contact and disclosures."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drafting.partners.vocabulary import Side
from drafting.partnership.contacts.questions import ANSWERED, SETTLED
from drafting.partnership.kinds import contact, disclosure
from drafting.partnership.kinds.disclosure import Prompting
from drafting.partnership.sheet.marks import RowMark
from drafting.partnership.sheet.reading import FilledRow
from drafting.partnership.sheet.source import A_PARTNER, SheetSource
from drafting.partnership.sheet.talk import ASK, BEGINNING, REMARK, TELL
from drafting.register import (
    Author,
    Entry,
    EntryRefused,
    OpeningInput,
    RegisterDesk,
    Verb,
)

BY_A_TICK = frozenset(
    {SETTLED, "agreed", disclosure.ACKNOWLEDGED, disclosure.EFFECT}
)  # words beside an empty box do not say these


def is_talk(mark: RowMark) -> bool:
    """True for the mark of such a row."""
    return mark.about.startswith(BEGINNING)


def talk_verb(row: FilledRow, entries: Mapping[str, Entry], source: SheetSource) -> Verb | None:
    """What the row says; None where it says nothing, or is about what is not there any more."""
    is_new = row.mark.about.startswith((ASK, TELL))
    entry = entries.get(_entry_id(row.mark))
    if is_new:
        kind = source.kinds[contact.KIND.name if _asks(row.mark) else disclosure.KIND.name]
        return kind.verb(row.mark.verb) if row.words else None
    if entry is None:
        return None
    kind = source.kinds[entry.kind]
    verb = kind.verb(row.mark.verb)
    is_said = row.is_ticked if verb.name in BY_A_TICK else bool(row.words)
    if is_said and _fits(entry, verb, row.mark, source):
        return verb
    return kind.verb(REMARK) if row.words else None


def talk_values(mark: RowMark, verb: str) -> dict[str, Any]:
    """What the mark says of the fields of the verb; nothing for the mark of another row."""
    if not is_talk(mark):
        return {}
    suffix = mark.about.removeprefix(BEGINNING).partition(":")[2]
    if verb in {ANSWERED, SETTLED, REMARK} and suffix.isdigit():
        return {"question": suffix}
    return {"effect": suffix.replace("-", "_")} if verb == disclosure.EFFECT else {}


def talk_entry(
    row: FilledRow, key: str, source: SheetSource, desk: RegisterDesk, author: Author
) -> str:
    """The id of the entry; that of something new is opened now. Raises DraftingError.

    A question goes to the standard of the whole relationship; one is opened where there is none.
    `key` is that of the wish, so that a row opens its entry once.
    """
    mark, partner = row.mark, source.partner.id
    if _asks(mark):
        kind = source.kinds[contact.KIND.name]
        for entry in desk.register.of_partner(partner, kind=kind.name):
            if not entry.agreement and not kind.is_closed(entry):
                return entry.id
        opening = OpeningInput(kind.name, partner, author, f"{key}:open", about=source.partner.name)
    elif mark.about.startswith(TELL):
        values = {
            "side": Side.PARTNER.value,
            "about": mark.about.removeprefix(TELL),
            "prompting": Prompting.UNASKED.value,
        }
        opening = OpeningInput(disclosure.KIND.name, partner, author, f"{key}:open", values)
    else:
        return _entry_id(mark)
    return desk.open(opening).id


def _fits(entry: Entry, verb: Verb, mark: RowMark, source: SheetSource) -> bool:
    """True where the partner may say that to the entry as it stands."""
    body = verb.body.model_validate(talk_values(mark, verb.name))
    try:
        source.kinds[entry.kind].check(entry, verb, body, A_PARTNER)
    except EntryRefused:
        return False
    return True


def _entry_id(mark: RowMark) -> str:
    return mark.about.removeprefix(BEGINNING).partition(":")[0]


def _asks(mark: RowMark) -> bool:
    return mark.about.startswith(ASK)
