"""Checks a template.docx before any draft is made of it: its tags, its styles, what is in its file.

Where a problem is, is told as somebody finds it who has the template open in Word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from drafting.documents.render import Trust, nobody
from drafting.partners.errors import BadTemplate
from drafting.partners.problems import Problem
from knowledge.confinement import confined

if TYPE_CHECKING:
    from lxml import etree

    from drafting.documents.word.template_tags import Tag
    from drafting.documents.word.template_values import RequestedValues

STYLES = "word/styles.xml"
DEEPEST = 20  # styles on each other
USES = ("pStyle", "rStyle")
FILE = "the file"
ACTIVE = {
    "vbaProject": "macros; save it as a .docx without macros",
    "activeX": "controls with code; delete them",
    "embeddings/": "embedded files; paste what they show as text or a picture",
    "afchunk": "another document inside it; paste its text",
    "comments": "comments; delete them, since each draft brings its own",
}
EXTERNAL = re.compile(r'<Relationship [^>]*TargetMode="External"[^>]*>')
TARGET = re.compile(r'Target="([^"]*)"')
CHANGES = ("ins", "del", "moveFrom", "moveTo")
PLACES = {"header": "header, ", "footer": "footer, ", "footnotes": "footnotes, "}
MARKS = ("{{", "{%", "{#")
USED_BY_THE_RENDERER = {
    "Open field": "what is not known yet is marked",
    "Blank field": "the label of a blank is set",
    "Table heading": "the heading of a column is set",
    "Table heading number": "the heading of a column of figures is set",
    "Table text": "a table’s words are set",
    "Table number": "a table’s figures are set",
    "Table total": "the words of a sum are set",
    "Table total number": "the figures of a sum are set",
    "annotation text": "comments are set",
    "annotation reference": "the mark of a comment is set",
}


def check_docx(
    path: Path,
    trust: Trust = nobody,
    kinds: Sequence[str] = (),
    *,
    with_witnesses: bool = False,
    with_looks: bool = False,
) -> list[Problem]:
    """What is wrong with the template; nothing where it may be drafted from.

    `kinds` are the documents that its conditions may tell apart; `with_witnesses` says that it must
    have a place for witnesses. `with_looks` tells of the places to sign too what keeps nobody from
    drafting.
    """
    try:
        content = path.read_bytes()
    except OSError:
        return [Problem(FILE, f"{path} cannot be read; put the template back.")]
    reader = problems_of.unconfined if trust(content) else problems_of
    try:
        return reader(content, tuple(kinds), with_witnesses, with_looks)
    except BadTemplate as error:
        return [Problem(FILE, f"{str(error)[:1].upper()}{str(error)[1:]}")]


@confined(
    BadTemplate,
    cure="make it simpler, or start again from a template of Saathi’s",
    loads=(
        "drafting.documents.word.packing",
        "drafting.documents.word.page_marks",
        "drafting.documents.word.signing_places",
        "drafting.documents.word.template_values",
        "drafting.documents.word.source",
    ),
)
def problems_of(
    template: bytes, kinds: tuple[str, ...], with_witnesses: bool, with_looks: bool
) -> list[Problem]:
    """The same for its bytes, in a child process. Raises BadTemplate where it cannot be read."""
    from drafting.documents.word import packing  # noqa: PLC0415  (jinja2 and lxml, for templates alone)

    parts = packing.apart(template)
    roots = _roots(parts)
    styles = roots.pop(STYLES, None)
    return [
        *_contents(parts),
        *_changes(roots),
        *_tags(parts, roots, styles, kinds, with_witnesses=with_witnesses),
        *_styles(roots, styles),
        *(_places_to_sign(roots, styles) if with_looks else ()),
    ]


def _roots(parts: Mapping[str, bytes]) -> dict[str, etree._Element]:
    """The parts that may hold tags, and the styles, read. Raises BadTemplate."""
    from lxml import etree  # noqa: PLC0415  (for templates alone)

    from drafting.documents.word.source import MAIN, WITH_TAGS  # noqa: PLC0415  (for templates alone)

    if MAIN not in parts:
        raise BadTemplate("It is not a Word document; open it in Word and save it as .docx.")
    reader = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return {
            name: etree.fromstring(parts[name], reader)
            for name in sorted(parts, key=lambda name: (name != MAIN, name))
            if WITH_TAGS.fullmatch(name) or name == STYLES
        }
    except etree.XMLSyntaxError as error:
        raise BadTemplate("It is damaged; open it in Word and save it anew.") from error


def _contents(parts: Mapping[str, bytes]) -> Iterator[Problem]:
    for piece, content_kind in ACTIVE.items():
        if any(piece.lower() in name.lower() for name in parts):
            yield Problem(FILE, f"It holds {content_kind}.")
    for name, content in parts.items():
        if name.endswith(".rels"):
            for link in EXTERNAL.finditer(content.decode(errors="replace")):
                target = TARGET.search(link[0])
                yield Problem(
                    FILE,
                    f"It takes something from outside, “{target[1] if target else link[0]}”; a "
                    "document that is signed holds all of itself, so delete the link.",
                )


def _changes(roots: Mapping[str, etree._Element]) -> Iterator[Problem]:
    from drafting.documents.word.template_tags import W  # noqa: PLC0415  (for templates alone)

    for root in roots.values():
        if any(next(root.iter(f"{W}{name}"), None) is not None for name in CHANGES):
            yield Problem(FILE, "It holds tracked changes; accept or reject them all in Word.")
            return


def _tags(
    parts: Mapping[str, bytes],
    roots: Mapping[str, etree._Element],
    styles: etree._Element | None,
    kinds: tuple[str, ...],
    *,
    with_witnesses: bool,
) -> Iterator[Problem]:
    from drafting.documents.word import page_marks, template_tags, template_values  # noqa: PLC0415
    from drafting.documents.word.source import MAIN  # noqa: PLC0415  (for templates alone)

    requests = template_values.RequestedValues(kinds)
    whole = True
    shown: dict[str, set[str]] = {}  # the fields, by part
    for name, root in roots.items():
        tags, problems = template_tags.tags_of(root, _place(name))
        problems = [*problems, *template_tags.unbalanced(tags), *_outside_text(root, name)]
        yield from problems
        whole = whole and not problems
        if tags and not problems:
            shown[name] = template_values.check_values(tags, requests)
            yield from template_tags.empty_cells(root, tags)
    yield from requests.problems
    if whole and not requests.problems:
        yield from template_values.missing(requests, with_witnesses=with_witnesses)
        yield from page_marks.unmarked_pages(parts, roots[MAIN], shown)
        yield from _unnumbered(requests, styles)


def _places_to_sign(
    roots: Mapping[str, etree._Element], styles: etree._Element | None
) -> Iterator[Problem]:
    from drafting.documents.word import signing_places, template_tags  # noqa: PLC0415
    from drafting.documents.word.source import MAIN  # noqa: PLC0415  (for templates alone)

    tags, _ = template_tags.tags_of(roots[MAIN], _place(MAIN))
    yield from signing_places.unfit_places(tags, styles)


def _outside_text(root: etree._Element, name: str) -> Iterator[Problem]:
    """Tags in a field, a link or a setting, where they would not be found or do harm."""
    from drafting.documents.word.template_tags import W  # noqa: PLC0415  (for templates alone)

    for element in root.iter():
        texts = [*element.attrib.values(), "" if element.tag == f"{W}t" else element.text or ""]
        outside = next((text for text in texts if any(mark in text for mark in MARKS)), None)
        if outside is not None:
            yield Problem(
                _place(name) or "the text",
                f"“{outside}” stands in a field or a setting; write it as plain text.",
            )


def _unnumbered(requests: RequestedValues, styles: etree._Element | None) -> Iterator[Problem]:
    """Clauses and annexes that neither Word nor the template numbers."""
    for title, number in {"SetClause.title": "number", "Annex.title": "letter"}.items():
        tag, owner = requests.shown.get(title), title.partition(".")[0]
        if tag and f"{owner}.{number}" not in requests.fields and not _numbered(tag, styles):
            yield Problem(
                tag.where,
                "Nothing numbers this title, and other clauses refer to its number; use the style "
                "of Saathi’s template, which numbers by itself.",
            )


def _numbered(tag: Tag, styles: etree._Element | None) -> bool:
    from drafting.documents.word.template_tags import W  # noqa: PLC0415  (for templates alone)

    holder: etree._Element | None = tag.paragraph
    for _ in range(DEEPEST):  # styles rest on each other
        if holder is None or styles is None:
            return False
        if holder.find(f"{W}pPr/{W}numPr") is not None:
            return True
        style_reference = holder.find(
            f"{W}pPr/{W}pStyle" if holder is tag.paragraph else f"{W}basedOn"
        )
        style_id = "" if style_reference is None else style_reference.get(f"{W}val")
        holder = next((style for style in styles if style.get(f"{W}styleId") == style_id), None)
    return False


def _styles(
    roots: Mapping[str, etree._Element], styles: etree._Element | None
) -> Iterator[Problem]:
    """Styles that the renderer or the template uses and that are not there."""
    from drafting.documents.word.source import style_ids  # noqa: PLC0415  (as above)
    from drafting.documents.word.template_tags import W, place, text_of  # noqa: PLC0415  (as above)

    ids_by_name = style_ids(styles)
    for name, use in USED_BY_THE_RENDERER.items():
        if name not in ids_by_name:
            yield Problem(
                "the styles", f"There is no style “{name}”, in which {use}; make it in Word."
            )
    for part, root in roots.items():
        for number, paragraph in enumerate(root.iter(f"{W}p"), 1):
            used = {
                reference.get(f"{W}val")
                for kind in USES
                for reference in paragraph.iter(f"{W}{kind}")
            }
            for style in sorted(used - set(ids_by_name.values())):
                yield Problem(
                    place(_place(part), number, text_of(paragraph)),
                    f"It is in the style “{style}”, which is not there; give it another one.",
                )


def _place(part: str) -> str:
    """'header, ' for what stands there; '' in the text itself."""
    return next((words for piece, words in PLACES.items() if piece in part), "")
