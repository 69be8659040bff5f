"""The partner's half in another language: the questions' words, the file's, and their review.

A translation names the English words that it was made of by their digest. Where those are others
by now, or a question has no translation yet, the question stands there in English, and says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drafting.due_diligence.catalogue.item import Direction, Item
from drafting.due_diligence.catalogue.readers import Readers
from drafting.due_diligence.papers import wording as english
from drafting.due_diligence.papers.wording import FileWording
from drafting.partners.errors import DraftingError
from drafting.partners.field_values import day, listed
from drafting.partners.naming import PLACE, office_name, with_office

OURS = Path(__file__).parent
LANGUAGES = {"ur": "Urdu"}  # those that there are beside English
IN_ENGLISH = "en"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def wordings() -> tuple[FileWording, ...]:
    """The words of every language as shipped, English first: what comes back may be in any."""
    shipped = (_wording_of(_stamp(OURS / f"{language}.yaml")) for language in LANGUAGES)
    return (english.ENGLISH, *shipped)


def translations() -> tuple[Translation, ...]:
    """Every language beside English, as it is shipped."""
    return tuple(filter(None, map(load_translation, LANGUAGES)))


class BadTranslation(DraftingError):
    """A file of a translation is not right, or there is none; the message names the cure."""


class Strict(BaseModel):
    """The base of all that such a file holds."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ItemWords(Strict):
    """One question in the other language."""

    of: str = Field(pattern=r"^[0-9a-f]{8}$", description="The digest of the English words.")
    ask: str = Field(min_length=3)
    evidence: str = Field(min_length=3)


class TranslationReview(Strict):
    """Who looked at the translation, and when."""

    by: str = Field(min_length=2)
    day: date


class TranslationFile(Strict):
    """What a file of a translation holds; the office's own adds to ours, or takes its place."""

    changed_on: date | None = None  # when ours was last changed; a review of before is of another
    reviewed: TranslationReview | None = None
    not_reviewed: str = ""  # the sentence in the file, as long as nobody looked at it
    reviewed_by: str = ""  # the sentence afterwards, with {by} and {day}
    untranslated: str = ""  # the note at a question that stands there in English
    words: dict[str, Any] = {}
    areas: dict[str, str] = {}  # their titles, by id
    items: dict[str, ItemWords] = {}


class Translation(Strict):
    """A language's words, ours with the office's laid over them."""

    wording: FileWording
    review: TranslationReview | None
    review_line: str
    untranslated: str
    areas: dict[str, str]
    items: dict[str, ItemWords]

    def of(self, item: Item) -> tuple[str, str] | None:
        """The question and what would answer it; None where there is none of these words."""
        words = self.items.get(item.id)
        if words is None or words.of != digest(item):
            return None
        return with_office(words.ask), with_office(words.evidence)

    def missing(self, items: Iterable[Item]) -> list[tuple[str, str]]:
        """Of the questions that the partner is asked, those that stay English, and why."""
        asked = (item for item in items if _is_in_partners_file(item))
        return [(item.id, self._why_missing(item)) for item in asked if self.of(item) is None]

    def _why_missing(self, item: Item) -> str:
        if item.id in self.items:
            return f"its words are of other English ones; write them again, `of: {digest(item)}`"
        return f"it has no words of this language; write them, `of: {digest(item)}`"

    def area(self, item: Item) -> str:
        """The title of the item's area."""
        return with_office(self.areas.get(item.area, item.area_title))


def _is_in_partners_file(item: Item) -> bool:
    """True for a question of the partner's half, which the office does not keep to itself."""
    return item.direction is not Direction.CIP and item.readers is Readers.BOTH


def digest(item: Item) -> str:
    """The digest of the English words that a translation is made of, whoever the office is."""
    words = f"{item.ask}\n{item.evidence}".replace(office_name(), PLACE)
    return hashlib.sha256(words.encode()).hexdigest()[:8]


def load_translation(language: str, *catalogues: Path) -> Translation | None:
    """The words of that language, with those in `translations/` of the office's; None for English.

    Raises BadTranslation where there is none of the language, or a file is not right.
    """
    if language == IN_ENGLISH:
        return None
    if language not in LANGUAGES:
        there = listed([f"{IN_ENGLISH} (English)", *(f"{k} ({v})" for k, v in LANGUAGES.items())])
        raise BadTranslation(f"There is no checklist in ‘{language}’; there is {there}.")
    own_folders = (catalogue / "translations" for catalogue in catalogues)
    names = (f"{language}.yaml", f"{language}_questions.yaml")
    files = (folder / name for folder in (OURS, *own_folders) for name in names)
    return _load(tuple(_stamp(file) for file in files if file.exists()))


Stamp = tuple[str, int, int]


def _stamp(file: Path) -> Stamp:
    """The file with its time and size: differs when it does."""
    status = file.stat()
    return str(file), status.st_mtime_ns, status.st_size


@lru_cache(maxsize=8)
def _wording_of(stamp: Stamp) -> FileWording:
    return FileWording.model_validate(_read(Path(stamp[0])).words)


@lru_cache(maxsize=8)
def _load(stamps: tuple[Stamp, ...]) -> Translation:
    files = [_read(Path(name)) for name, _, _ in stamps]
    ours = files[0]
    words: dict[str, Any] = {}
    areas: dict[str, str] = {}
    items: dict[str, ItemWords] = {}
    for file in files:
        words |= file.words
        areas |= file.areas
        items |= file.items
    review = next((file.reviewed for file in reversed(files) if file.reviewed), None)
    if review and ours.changed_on and review.day < ours.changed_on:
        review = None  # what was looked at is not what stands there now
    line = ours.not_reviewed
    if review:
        line = ours.reviewed_by.replace("{by}", review.by).replace("{day}", day(review.day))
    return Translation(
        wording=FileWording.model_validate(words),
        review=review,
        review_line=line,
        untranslated=ours.untranslated,
        areas=areas,
        items=items,
    )


def _read(file: Path) -> TranslationFile:
    try:
        content: Mapping[str, Any] = yaml.load(file.read_bytes(), _Loader) or {}  # noqa: S506  (safe)
        return TranslationFile.model_validate(content)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "it"
        raise BadTranslation(f"{file.name} is no YAML; mend {where}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ", ".join(str(part) for part in first["loc"])
        raise BadTranslation(f"{file.name}, {place}: {first['msg']}.") from error
    except OSError as error:
        raise BadTranslation(f"{file.name} cannot be read; put the file back.") from error
