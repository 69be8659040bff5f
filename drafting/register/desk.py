"""Opening entries and saying things to them, from what people type; every door comes here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from pydantic import ValidationError

from drafting.partners.office_time import office_today
from drafting.partners.record.partner import Partner
from drafting.partners.refusals import field_refusals
from drafting.register.entries import Author, Entry, EntryBody
from drafting.register.filling import SpokenWords, UnfitBody, filled
from drafting.register.kinds import EntryRefused
from drafting.register.naming import KnownNames, with_ids
from drafting.register.register import NewEntry, NewEvent, Register
from drafting.register.rules import RegisterRules

B = TypeVar("B", bound=EntryBody)


@dataclass(frozen=True)
class OpeningInput:
    """An entry as somebody typed it."""

    kind: str
    partner: str
    author: Author
    key: str  # of the wish
    values: Mapping[str, Any] = field(default_factory=dict)  # by field of the body
    agreement: str = ""
    record: Partner | None = None  # the partner's file, of which some kinds note something
    about: str = ""  # what the entry is called where its body does not say: the agreement's title


@dataclass(frozen=True)
class SayingInput:
    """Something said to an entry, as somebody typed it; 'words' and 'told_by' are among `values`.

    It is said for the partner where `author` is of its side.
    """

    entry: str
    verb: str
    author: Author
    key: str
    based_on: int
    values: Mapping[str, Any] = field(default_factory=dict)


class RegisterDesk:
    """The register as people write to it. Threads may share one."""

    def __init__(
        self,
        register: Register,
        rules: RegisterRules,
        today: Callable[[], date] = office_today,
        known: KnownNames | None = None,
    ) -> None:
        """`rules` are the office's figures, which a new entry may note.

        `known` gives what may be named, by its sort; without it a name is kept as it was typed.
        """
        self.register = register
        self.rules = rules
        self._today = today
        self._known = known

    def open(self, opening: OpeningInput, sees: Collection[str] = ()) -> Entry:
        """The entry as it is kept. Raises UnfitBody, EntryRefused, KeyMissing.

        `sees` are the roles of who opens it: what is for a role alone, its holders open.
        """
        kind = self.register.kinds.get(opening.kind)
        if kind is None:
            known = ", ".join(self.register.kinds)
            raise EntryRefused(f"There is no kind ‘{opening.kind}’; there are {known}.")
        if kind.restricted_to and kind.restricted_to not in sees:
            role = f"`roles.{kind.restricted_to}`"
            raise EntryRefused(f"Only who holds {role} opens a {kind.label.lower()}; ask them.")
        body = kind.prepared(self._filled(kind.body, opening.values), self.rules)
        if opening.record is not None:
            siblings = self.register.of_partner(opening.partner, kind=kind.name)
            body = kind.from_record(body, opening.record, opening.agreement, siblings)
        title = kind.title_of(body)
        return self.register.open(
            NewEntry(
                kind=kind.name,
                partner=opening.partner,
                title=(opening.about or title) if title == kind.label else title,
                author=opening.author,
                body=body,
                key=opening.key,
                agreement=opening.agreement,
            )
        )

    def say(self, saying: SayingInput, sees: Collection[str] = ()) -> Entry:
        """The entry with what was said. Raises UnfitBody, UnknownEntry, EntryRefused, KeyMissing.

        Each UnfitBody and EntryRefused names the fields that it is about.
        """
        entry = self.register.entry(saying.entry, sees)
        kind = self.register.kinds[entry.kind]
        verb = kind.verb(saying.verb)
        values = dict(saying.values)
        beside = {name: values.pop(name, "") for name in SpokenWords.model_fields}
        utterance = _read(lambda: SpokenWords.model_validate(beside))
        body = self._filled(verb.body, values)
        if self._known and verb.name in kind.looks_again:
            with_ids(entry.body, self._known)
        author = replace(saying.author, told_by=utterance.told_by or saying.author.told_by)
        event = NewEvent(
            entry=entry.id,
            verb=verb.name,
            author=author,
            key=saying.key,
            based_on=saying.based_on,
            words=utterance.words,
            body=body,
        )
        return self.register.say(event, sees)

    def _filled(self, body: type[B], values: Mapping[str, Any]) -> B:
        whole = _read(lambda: filled(body, values, self._today()))
        return with_ids(whole, self._known) if self._known else whole


M = TypeVar("M")


def _read(reading: Callable[[], M]) -> M:
    """What `reading` gives. Raises UnfitBody, with a sentence for each field that is not right."""
    try:
        return reading()
    except ValidationError as error:
        faults: dict[str, str] = {}
        titles: dict[str, str] = {}
        for refusal in field_refusals(error):
            name = refusal.path.partition("[")[0].partition(".")[0]
            faults.setdefault(name, _sentence(refusal.why))
            titles.setdefault(name, refusal.title)
        raise UnfitBody(faults, titles) from error


def _sentence(why: str) -> str:
    end = "" if why.endswith(("?", ")", ".")) else "."
    return f"{why[:1].upper()}{why[1:]}{end}"
