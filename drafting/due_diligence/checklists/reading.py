"""A checklist as somebody may read it: the partner, the office, or the few in it.

What goes to the partner holds neither the office's own questions nor its notes nor what it thinks
of an answer. In the office, what only a few may read keeps its place without its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from drafting.due_diligence.catalogue.readers import Readers
from drafting.due_diligence.checklists.checklist import Checklist, ChecklistEntry, ItemAnswer

WITHHELD = "For Finance and the Partnership Coordinator alone."


def shown_to(checklist: Checklist, reader: Readers) -> Checklist:
    """The checklist as `reader` may read it: BOTH for the partner, CIP for the office."""
    if reader is Readers.FEW:
        return checklist
    entries = checklist.entries
    if reader is Readers.BOTH:
        entries = tuple(entry for entry in entries if entry.item.readers is Readers.BOTH)
    shown = tuple(entry_shown_to(entry, reader) for entry in entries)
    return checklist.model_copy(update={"entries": shown})


def entry_shown_to(entry: ChecklistEntry, reader: Readers) -> ChecklistEntry:
    """One question of it, in the same way."""
    if reader is Readers.FEW or _is_free(entry, reader):
        return entry
    if reader is Readers.BOTH:
        answers = tuple(
            answer.model_copy(update={"weight": None})
            for answer in entry.answers
            if may_read(entry, answer, reader)
        )
        return entry.model_copy(update={"answers": answers, "weighings": ()})
    return entry.model_copy(
        update={
            "answers": tuple(_for_the_office(entry)),
            "weighings": tuple(
                weighing
                for weighing in entry.weighings
                if not withheld_ids(entry).intersection(weighing.answers)
            ),
        }
    )


def may_read(entry: ChecklistEntry, answer: ItemAnswer, reader: Readers) -> bool:
    """True where `reader` may read that answer."""
    return entry.readers_of(answer).includes(reader)


def reads_all(entry: ChecklistEntry, reader: Readers) -> bool:
    """True where `reader` may read all that the question holds now."""
    return all(may_read(entry, answer, reader) for answer in entry.latest_answers)


def withheld_ids(entry: ChecklistEntry) -> set[str]:
    """The ids of the answers that only a few in the office may read."""
    return {answer.id for answer in entry.answers if not may_read(entry, answer, Readers.CIP)}


def keys_for_few(entries: Iterable[ChecklistEntry]) -> tuple[str, ...]:
    """The keys of the questions that hold something which only a few in the office may read."""
    return tuple(entry.key for entry in entries if withheld_ids(entry))


def may_read_file(checklist: Checklist, file: str, reader: Readers) -> bool:
    """True where `reader` may read each answer that a file of evidence was ever given with.

    False for a file that was given with none of its answers.
    """
    given_with = [
        may_read(entry, answer, reader)
        for entry in checklist.entries
        for answer in entry.answers
        if any(proof.file == file for proof in answer.proofs)
    ]
    return bool(given_with) and all(given_with)


def _is_free(entry: ChecklistEntry, reader: Readers) -> bool:
    """True where nothing of it has to be taken out."""
    weighed = reader is Readers.BOTH and (entry.weighings or entry.weight is not None)
    return not weighed and all(may_read(entry, answer, reader) for answer in entry.answers)


def _for_the_office(entry: ChecklistEntry) -> Iterator[ItemAnswer]:
    hidden = {
        "text": WITHHELD,
        "proofs": (),
        "gap": "",
        "gap_side": None,
        "gap_action": "",
        "gap_due": None,
        "source_words": "",
        "weight": None,
        "said_by": "",
        "said_on": None,
    }
    for answer in entry.answers:
        readable = may_read(entry, answer, Readers.CIP)
        yield answer if readable else answer.model_copy(update=hidden)
