"""Which kinds of pages a template has, and whether each says that it is a draft or a sample.

Word may give the first page, and the even ones, a header of their own: a mark that stands in the
header of the other pages is not on them.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator, Mapping

from lxml import etree

from drafting.documents.word.source import MAIN, RELATIONS
from drafting.documents.word.template_tags import W
from drafting.partners.problems import Problem

SETTINGS = "word/settings.xml"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
REFERENCES = ("headerReference", "footerReference")
PAGES = {
    "default": "the header of the pages",
    "first": "the header of the first page",
    "even": "the header of the even pages",
}
MARKS = {
    "Composition.status": "{{ status }}, so nobody would see there how far it is from signature",
    "Composition.sample": "{% if sample %}, so a sample would pass there for an agreement",
}
OFF = ("0", "false", "off")


def unmarked_pages(
    parts: Mapping[str, bytes], main: etree._Element, shown: Mapping[str, Collection[str]]
) -> Iterator[Problem]:
    """What the pages of each kind lack in their header and footer.

    `shown` has for each part of the template the fields that it shows.
    """
    parts_of_pages: dict[tuple[str, str], str] = {}  # by kind of reference and of page
    told: set[tuple[str, str]] = set()
    names, has_even_pages = _names(parts), _has_even_pages(parts)
    for section in main.iter(f"{W}sectPr"):
        for kind in REFERENCES:
            for reference in section.iterfind(f"{W}{kind}"):
                place = (kind, reference.get(f"{W}type", "default"))
                parts_of_pages[place] = names.get(reference.get(f"{R}id", ""), "")
        for page in _pages(section, has_even_pages=has_even_pages):
            own_parts = (parts_of_pages.get((kind, page), "") for kind in REFERENCES)
            fields = {field for part in own_parts for field in shown.get(part, ())}
            for mark, lack in MARKS.items():
                if mark not in fields and (page, mark) not in told:
                    told.add((page, mark))
                    yield Problem(PAGES[page], f"It does not show {lack}; {_cure(page)}.")


def _pages(section: etree._Element, *, has_even_pages: bool) -> Iterator[str]:
    yield "default"
    if _is_on(section.find(f"{W}titlePg")):
        yield "first"
    if has_even_pages:
        yield "even"


def _cure(page: str) -> str:
    if page == "default":
        return "take the line over from the header of the template that comes with Saathi"
    own = "Different First Page" if page == "first" else "Different Odd & Even Pages"
    return f"copy the line from the other pages’ header into it, or turn “{own}” off in Word"


def _names(parts: Mapping[str, bytes]) -> dict[str, str]:
    """The parts that the document refers to, by the ids of the references."""
    relations = etree.fromstring(parts[RELATIONS], etree.XMLParser(resolve_entities=False))
    return {
        relation.get("Id", ""): posixpath.normpath(
            posixpath.join("/" + posixpath.dirname(MAIN), relation.get("Target", ""))
        ).lstrip("/")
        for relation in relations
    }


def _has_even_pages(parts: Mapping[str, bytes]) -> bool:
    if SETTINGS not in parts:
        return False
    settings = etree.fromstring(parts[SETTINGS], etree.XMLParser(resolve_entities=False))
    return _is_on(settings.find(f"{W}evenAndOddHeaders"))


def _is_on(setting: etree._Element | None) -> bool:
    return setting is not None and setting.get(f"{W}val", "1") not in OFF
