"""Reads a checklist's Word file by its content controls, whichever program saved it.

Word keeps each control's tag, which says all. LibreOffice before 7.5 drops tags, but keeps the
controls in order and the hidden mark of their row; so a row without tags is read by its order.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from lxml import etree

from drafting.documents.word.looks import NAMESPACE
from drafting.due_diligence.papers.document import BODY, CORE
from drafting.due_diligence.papers.filled import RawFields, RawFile
from drafting.due_diligence.papers.loose_in_documents import Loose, LooseRow
from drafting.due_diligence.papers.marking import (
    CONFIRMED,
    EVIDENCE,
    FORMER_HINTS,
    GAP,
    GAP_ACTION,
    GAP_DUE,
    GAP_SIDE,
    REFERENCE,
    STATE,
    TEXT,
    UNTIL,
    Mark,
    read_mark,
)
from drafting.due_diligence.papers.remarks import Remark
from drafting.due_diligence.papers.translation import wordings
from drafting.partners.errors import NotOurs, UnreadableDraft
from drafting.partners.problems import Problem
from knowledge import KnowledgeError
from knowledge.reading import check_content

W = f"{{{NAMESPACE}}}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
TAG = re.compile(r"([a-z]\d{0,3})\.(.+)")
NUMBER = re.compile(r"\s*([PC]\d{1,4})\b")
TEXTS = re.compile(r"word/document\d*\.xml")
AROUND = re.compile(
    r"word/(header|footer|footnotes|endnotes|comments|charts/chart|diagrams/data)\d*\.xml"
)
MOST_ROWS = 5_000  # the largest checklist has some two hundred
GONE = {f"{W}del", f"{W}moveFrom", f"{W}sdtPr"}  # tracked away, or no words
BEFORE, AFTER = (STATE, CONFIRMED, TEXT), (GAP, GAP_SIDE, GAP_ACTION, GAP_DUE)
TEXT_RUN, PARAGRAPH, CONTROL = f"{W}t", f"{W}p", f"{W}sdt"
PROPERTIES, SHOWS_HINT = f"{W}sdtPr", f"{W}showingPlcHdr"
SIGNS = {f"{W}br": "\n", f"{W}cr": "\n", f"{W}tab": "\t", f"{W}noBreakHyphen": "\u2011"}
ANSWER = frozenset({"answertext", "handline"})  # the styles of an answer's paragraphs
WORDS_OF_WORD = ("Click or tap ", "Click here to enter", "Choose an item")  # its own hints
Control = Any  # an lxml element w:sdt


def read_document(content: bytes, name: str, problems: list[Problem]) -> RawFile:
    """The ids of checklists that the file names, its fields by row, and all other words."""
    parts = _parts(content, name)
    if BODY not in parts:
        raise NotOurs(f"{name} holds no fields of a checklist; save it in Word anew as .docx.")
    rows = list(parts[BODY].iter(f"{W}tr"))
    if len(rows) > MOST_ROWS:
        raise UnreadableDraft(
            f"{name} has more than {MOST_ROWS:,} rows, so it is no checklist; give the file that "
            "Saathi made."
        )
    entries: list[tuple[Mark, RawFields]] = []
    places: dict[Any, LooseRow] = {}
    outer = _outer_controls(parts[BODY])
    for row in rows:
        entry = _row(row, outer, problems, places)
        if entry is not None:
            entries.append(entry)
    return RawFile(_ids(parts), tuple(entries), tuple(_loose(parts, places, outer)))


def _loose(
    parts: dict[str, Any], places: dict[Any, LooseRow], outer: set[Control]
) -> Iterator[Remark]:
    """Every word outside the fields, wherever in the file."""
    loose = Loose(places)
    yield from loose.in_text(parts[BODY])
    for name, part in parts.items():
        if name not in (BODY, CORE):
            yield from loose.in_part(name, part, parts[BODY])
    for control in _empty_controls(parts[BODY]):  # what a program left in a field it calls empty
        words = "" if control in outer else _odd_hint(control)
        if words:
            row = next(filter(None, map(places.get, control.iterancestors(f"{W}tr"))), None)
            yield Remark(row.number if row else "a field", words, row.entry if row else "")


def _parts(content: bytes, name: str) -> dict[str, Any]:
    """The parts that are read, parsed. Raises UnreadableDraft with the cure."""
    try:
        check_content(name, content)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = {_usual_name(part): part for part in sorted(archive.namelist(), reverse=True)}
            names_to_read = {BODY, CORE} & set(names) | set(filter(AROUND.fullmatch, names))
            return {part: _parse(archive.read(names[part])) for part in sorted(names_to_read)}
    except KnowledgeError as error:
        raise UnreadableDraft(str(error)) from error
    except etree.XMLSyntaxError as error:
        raise UnreadableDraft(
            f"{name} is damaged; open it in Word and save it again as .docx."
        ) from error


def _usual_name(part: str) -> str:
    """A part's usual name: Word on the web may call the text 'word/document2.xml'."""
    return BODY if TEXTS.fullmatch(part) else part


def _parse(xml: bytes) -> Any:
    return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))


def _ids(parts: dict[str, Any]) -> Iterator[str]:
    """The checklists that the properties, the margins and the text name, in that order."""
    if CORE in parts:
        yield from REFERENCE.findall("\n".join(parts[CORE].itertext()))
    margins = (name for name in parts if name not in (BODY, CORE))
    for name in (*margins, BODY):
        yield from REFERENCE.findall(_text(parts[name]))


def _row(
    row: Any, outer: set[Control], problems: list[Problem], places: dict[Any, LooseRow]
) -> tuple[Mark, RawFields] | None:
    """The fields of one entry, which are noted in `places`; None for a row that is none."""
    controls = [control for control in row.iter(CONTROL) if control not in outer]
    tags = [TAG.fullmatch(_value(element, "tag")) for element in controls]
    marks = [read_mark(fields[2]) for fields in tags if fields]
    mark = next(filter(None, marks), None) or read_mark(_text(row))
    if mark is None:
        return None
    number = NUMBER.match(_text(next(row.iter(f"{W}tc"), row)))
    fields = RawFields(mark.entry, mark.shown_digest, number[1] if number else mark.entry)
    if any(tags):
        letters = [(tag[1], element) for tag, element in zip(tags, controls, strict=True) if tag]
    else:
        letters = list(_by_order(controls, fields, problems))
    for letter, control in letters:
        fields.raw[letter] = _control_value(control, letter[0])
    paragraphs = [element for element in row.iter(PARAGRAPH) if _style(element) in ANSWER]
    if paragraphs:  # the answer may go on behind its control, in paragraphs of its own
        fields.raw[TEXT] = _without_hint("\n".join(map(_text, paragraphs)), TEXT)
    taken = {*paragraphs, *(control for _, control in letters)}
    places[row] = LooseRow(mark.entry, fields.where, taken, is_whole=bool(letters))
    return mark, fields


def _style(paragraph: Any) -> str:
    """The id of its style; LibreOffice writes some letters small."""
    style = _below(paragraph, f"{W}pPr", f"{W}pStyle")
    return "" if style is None else style.get(f"{W}val", "").lower()


def _without_hint(text: str, letter: str) -> str:
    """The words that somebody wrote; '' where there is only the placeholder."""
    words = text.strip()
    return "" if words in _hints().get(letter, ()) else words


@lru_cache(maxsize=1)
def _hints() -> dict[str, frozenset[str]]:
    """The hints by their field's letter, in every language and as they were once."""
    hints = [*(wording.hints for wording in wordings()), FORMER_HINTS]
    letters = {letter for by_letter in hints for letter in by_letter}
    return {
        letter: frozenset(by_letter[letter] for by_letter in hints if letter in by_letter)
        for letter in letters
    }


@lru_cache(maxsize=1)
def _all_hints() -> frozenset[str]:
    return frozenset().union(*_hints().values())


def _odd_hint(control: Control) -> str:
    """The words of a field that a program calls empty, where they are no hint that is known."""
    content = _below(control, f"{W}sdtContent")
    words = "" if content is None else "".join(_words(content)).strip()
    return "" if words in _all_hints() or words.startswith(WORDS_OF_WORD) else words


def _empty_controls(body: Any) -> Iterator[Control]:
    """The controls that `_is_empty` is true of."""
    for sign in body.iter(SHOWS_HINT):
        properties, control = islice(chain(sign.iterancestors(), (None, None)), 2)
        if control is not None and (properties.tag, control.tag) == (PROPERTIES, CONTROL):
            yield control


def _outer_controls(body: Any) -> set[Control]:
    """The controls that hold others: such a one is no field of ours."""
    return {outer for control in body.iter(CONTROL) for outer in control.iterancestors(CONTROL)}


def _by_order(
    controls: list[Control], fields: RawFields, problems: list[Problem]
) -> Iterator[tuple[str, Control]]:
    """The controls of a row whose tags were dropped, by their order."""
    pairs, odd = divmod(len(controls) - len(BEFORE) - len(AFTER), 2)
    if pairs < 1 or odd:
        sentence = (
            "its fields are not whole any more; fill this item in in the file that Saathi made."
        )
        problems.append(Problem(fields.where, sentence[:1].upper() + sentence[1:]))
        return
    evidence = [f"{letter}{place}" for place in range(pairs) for letter in (EVIDENCE, UNTIL)]
    yield from zip((*BEFORE, *evidence, *AFTER), controls, strict=True)


def _control_value(control: Control, letter: str) -> str | bool:
    """What the control holds; '' where it only shows its placeholder."""
    if letter == CONFIRMED:
        check = _below(control, PROPERTIES, f"{W14}checkbox", f"{W14}checked")
        if check is not None:
            return check.get(f"{W14}val", "1") not in {"0", "false"}
        return _text(control)
    return "" if _is_empty(control) else _without_hint(_text(control), letter)


def _is_empty(control: Control) -> bool:
    return _below(control, PROPERTIES, SHOWS_HINT) is not None


def _below(element: Any, *names: str) -> Any | None:
    """The first child of those names, one below the other: what `find` takes twice as long for."""
    for name in names:
        element = next(element.iterchildren(name), None)
        if element is None:
            return None
    return element


def _value(control: Control, name: str) -> str:
    element = _below(control, PROPERTIES, f"{W}{name}")
    return "" if element is None else element.get(f"{W}val", "")


def _text(element: Any) -> str:
    """The words, with tracked changes as if accepted and a line for each paragraph."""
    return "".join(_words(element)).strip("\n")


def _words(element: Any) -> list[str]:
    words: list[str] = []
    _add_words(element, words)
    return words


def _add_words(element: Any, words: list[str]) -> None:
    """Adds the words in it to `words`: quicker than to hand each up through every level."""
    for child in element:
        tag = child.tag
        if tag == TEXT_RUN:
            words.append(child.text or "")
        elif tag in SIGNS:
            words.append(SIGNS[tag])
        elif tag not in GONE and not (tag == CONTROL and _is_empty(child)):
            _add_words(child, words)
            if tag == PARAGRAPH:
                words.append("\n")
