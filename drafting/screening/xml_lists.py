"""Lists published as XML: the UN’s consolidated list, OFAC’s sdn.xml, the EU’s consolidated list.

Each is known by its outermost element. Element names are compared without their namespace, whose
address differs between editions.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from drafting.screening.entries import BadList, EntryKind, ListEntry, day_in

UN_NAMES = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
OFAC_DAY = "%m/%d/%Y"
OFAC_KINDS = {
    "Individual": EntryKind.PERSON,
    "Entity": EntryKind.ORGANISATION,
    "Vessel": EntryKind.VESSEL,
    "Aircraft": EntryKind.VESSEL,
}
EU_KINDS = {"P": EntryKind.PERSON, "E": EntryKind.ORGANISATION}
EU_CODES = {"person": EntryKind.PERSON, "enterprise": EntryKind.ORGANISATION}


class ListContent(NamedTuple):
    """What a file holds."""

    title: str
    as_of: date | None
    entries: tuple[ListEntry, ...]


def xml_list(file: str, content: bytes) -> ListContent:
    """The list in the XML. Raises BadList where it is damaged or none that is known."""
    if b"<!DOCTYPE" in content[:10_000] or b"<!ENTITY" in content[:10_000]:
        raise BadList(f"{file} holds XML that no list needs; download it again from its publisher.")
    root: Element | None = None
    try:
        for _, element in ElementTree.iterparse(io.BytesIO(content)):  # noqa: S314  (no entities)
            element.tag = element.tag.rpartition("}")[2]
            root = element
    except ElementTree.ParseError as error:
        raise BadList(f"{file} is damaged; download it again from its publisher.") from error
    readers = {"CONSOLIDATED_LIST": _un, "sdnList": _ofac, "export": _eu}
    if root is None or root.tag not in readers:
        raise BadList(
            f"{file} is no list that is known: the UN’s consolidated list, OFAC’s sdn.xml or the "
            "EU’s consolidated list; put it there as it was published, or as a table."
        )
    return readers[root.tag](root)


def _un(root: Element) -> ListContent:
    day = day_in(root.get("dateGenerated", ""))
    people = (_un_entry(each, EntryKind.PERSON) for each in root.iter("INDIVIDUAL"))
    entities = (_un_entry(each, EntryKind.ORGANISATION) for each in root.iter("ENTITY"))
    return ListContent("UN Security Council consolidated list", day, (*people, *entities))


def _un_entry(element: Element, kind: EntryKind) -> ListEntry:
    label = element.tag
    aliases = [_text(alias, "ALIAS_NAME") for alias in element.iter(f"{label}_ALIAS")]
    aliases.append(_text(element, "NAME_ORIGINAL_SCRIPT"))
    numbers = (_text(paper, "NUMBER") for paper in element.iter(f"{label}_DOCUMENT"))
    listed = _text(element, "LISTED_ON")
    about = (_text(element, "UN_LIST_TYPE"), f"listed on {listed}" if listed else "")
    return ListEntry(
        reference=_text(element, "REFERENCE_NUMBER") or _text(element, "DATAID"),
        name=_joined(_text(element, name) for name in UN_NAMES),
        kind=kind,
        aliases=_present(aliases),
        numbers=_present(numbers),
        about="; ".join(_present(about)),
    )


def _ofac(root: Element) -> ListContent:
    information = root.find("publshInformation")
    day = day_in(_text(information, "Publish_Date"), OFAC_DAY) if information is not None else None
    return ListContent("OFAC list", day, tuple(_ofac_entry(each) for each in root.iter("sdnEntry")))


def _ofac_entry(element: Element) -> ListEntry:
    programs = (program.text or "" for program in element.iter("program"))
    return ListEntry(
        reference=_text(element, "uid"),
        name=_ofac_name(element),
        kind=OFAC_KINDS.get(_text(element, "sdnType"), EntryKind.UNKNOWN),
        aliases=_present(_ofac_name(alias) for alias in element.iter("aka")),
        numbers=_present(_text(paper, "idNumber") for paper in element.iter("id")),
        about=", ".join(_present(programs)),
    )


def _ofac_name(element: Element) -> str:
    return _joined((_text(element, "firstName"), _text(element, "lastName")))


def _eu(root: Element) -> ListContent:
    day = day_in(root.get("generationDate", ""))
    entries = (_eu_entry(each) for each in root.iter("sanctionEntity"))
    return ListContent("EU consolidated list", day, tuple(entries))


def _eu_entry(element: Element) -> ListEntry:
    names = _present(_eu_name(alias) for alias in element.iter("nameAlias"))
    subject = element.find("subjectType")
    attributes = subject.attrib if subject is not None else {}
    kind = EU_KINDS.get(attributes.get("classificationCode", "")) or EU_CODES.get(
        attributes.get("code", ""), EntryKind.UNKNOWN
    )
    regulation = element.find("regulation")
    programme = regulation.get("programme", "") if regulation is not None else ""
    return ListEntry(
        reference=element.get("euReferenceNumber") or element.get("logicalId") or "",
        name=names[0] if names else "",
        kind=kind,
        aliases=names[1:],
        numbers=_present(paper.get("number", "") for paper in element.iter("identification")),
        about=programme,
    )


def _eu_name(alias: Element) -> str:
    parts = (alias.get(name, "") for name in ("firstName", "middleName", "lastName"))
    return alias.get("wholeName", "").strip() or _joined(parts)


def _text(element: Element, name: str) -> str:
    return " ".join((element.findtext(name) or "").split())


def _joined(parts: Iterator[str] | tuple[str, ...]) -> str:
    return " ".join(part for part in parts if part.strip())


def _present(texts: Iterator[str] | list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip() for text in texts if text and text.strip()))
