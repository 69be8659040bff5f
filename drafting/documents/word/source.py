"""A template.docx made ready: its tags compiled, everything that does not change packed.

docxtpl turns Word's XML into Jinja's source, once for each template. The values then do not enter
as text into somebody else's run: each `{{ … }}` is cut out of its run, and the typesetter writes
the runs that it becomes, in the look that the run had.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import DictLoader, StrictUndefined, Template, TemplateSyntaxError, pass_context
from jinja2.filters import FILTERS
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from drafting.documents import composition
from drafting.documents.word import packing
from drafting.documents.word.looks import NAMESPACE
from drafting.documents.word.packing import ArchivePart
from drafting.documents.word.places import ValueSurroundings
from drafting.documents.word.properties import COMMENTS, CORE
from drafting.partners.errors import BadTemplate

MAIN = "word/document.xml"
TYPES = "[Content_Types].xml"
PACKAGE_RELATIONS = "_rels/.rels"
RELATIONS = "word/_rels/document.xml.rels"
STYLES = "word/styles.xml"
FILTERS_ALLOWED = ("batch",)
SETTER = "_typesetter"  # the typesetter of a document, in the context of its template
SET = "_set"  # the filter that hands it a value
WITH_TAGS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml")

LOOP = ("first", "last", "index", "index0", "length")
ATTRIBUTES = frozenset(LOOP).union(
    *(
        [field.name for field in fields(each)]
        for each in vars(composition).values()
        if is_dataclass(each)
    )
)

_RUN = re.compile(r"<w:r(?: [^>]*)?>((?:(?!<w:r[ >]|</w:r>).)*?\{\{.*?)</w:r>", re.DOTALL)
_LOOK = re.compile(r"\s*(<w:rPr>.*?</w:rPr>|<w:rPr/>)?(.*)", re.DOTALL)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>(.*?)</w:t>", re.DOTALL)
_VALUE = re.compile(r"\{\{\s*(.*?)\s*\}\}", re.DOTALL)
_PARAGRAPH = re.compile(r"<w:p(?=[ >])")
_W = {"w": NAMESPACE}
_RELATION = (
    '<Relationship Id="rIdSaathiComments" Type="http://schemas.openxmlformats.org/officeDocument/'
    '2006/relationships/comments" Target="comments.xml"/></Relationships>'
)
_TYPE = (
    f'<Override PartName="/{COMMENTS}" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.comments+xml"/></Types>'
)
_CORE_RELATION = (
    '<Relationship Id="rIdSaathiCore" Type="http://schemas.openxmlformats.org/package/2006/'
    f'relationships/metadata/core-properties" Target="{CORE}"/></Relationships>'
)
_CORE_TYPE = (
    f'<Override PartName="/{CORE}" ContentType="application/vnd.openxmlformats-package.'
    'core-properties+xml"/></Types>'
)


@dataclass(frozen=True)
class TemplateSource:
    """What one template.docx gives to every document."""

    names: tuple[str, ...]  # of its parts, in order
    constant_parts: Mapping[str, ArchivePart]  # those that do not change
    with_comments: Mapping[str, ArchivePart]  # what differs where the document holds comments
    templates: Mapping[str, Template]  # those that may hold tags
    places: tuple[ValueSurroundings, ...]
    styles: Mapping[str, str]  # ids of the styles by name
    numbers_clauses: bool
    numbers_annexes: bool


class Sandbox(SandboxedEnvironment):
    """Jinja's sandbox, in which no attribute is safe but the fields of a composition."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """True for a field, and for what Jinja tells of a loop. Asked for each; so it is quick."""
        return attr in ATTRIBUTES


def environment() -> SandboxedEnvironment:
    """Jinja without anything that a template of a document has no use for."""
    nothing = DictLoader({})  # to include or extend
    jinja_environment = Sandbox(undefined=StrictUndefined, autoescape=True, loader=nothing)
    jinja_environment.globals.clear()
    jinja_environment.tests.clear()
    jinja_environment.filters = {name: FILTERS[name] for name in FILTERS_ALLOWED} | {SET: _set}
    return jinja_environment


@pass_context
def _set(context: Context, value: object, place: int) -> Markup:
    set_value: Callable[[object, int], Markup] = context[SETTER]
    return set_value(value, place)


def jinja(xml: str) -> str:
    """The Jinja source of a part, a paragraph a line, so that Jinja's line numbers count those."""
    source_text: str = DocxTemplate("").patch_xml(xml.replace("\n", " "))
    return _PARAGRAPH.sub("\n<w:p", source_text)


@lru_cache(maxsize=16)
def source(content: bytes) -> TemplateSource:
    """A template.docx made ready. Raises BadTemplate where it cannot be read or compiled."""
    parts = dict(packing.apart(content))
    if MAIN not in parts or TYPES not in parts:
        raise BadTemplate("The file is not a Word document; open it in Word and save it as .docx.")
    if COMMENTS in parts:
        raise BadTemplate(
            "It holds comments; delete them in Word, since each draft brings its own."
        )
    _give_properties(parts)
    places: list[ValueSurroundings] = []
    names_with_tags = [name for name in parts if WITH_TAGS.fullmatch(name)]
    sources = {
        name: _with_values_cut_out(jinja(_text(parts, name)), places) for name in names_with_tags
    }
    return TemplateSource(
        names=tuple(parts),
        constant_parts={
            name: packing.part(name, parts[name]) for name in parts if name not in names_with_tags
        },
        with_comments=_with_comments(parts),
        templates=_compiled(sources),
        places=tuple(places),
        styles=style_ids(_read(parts, STYLES)),
        numbers_clauses=".number" not in sources[MAIN],
        numbers_annexes=".letter" not in sources[MAIN],
    )


def style_ids(styles: etree._Element | None) -> dict[str, str]:
    """The ids of the styles of a styles.xml by the names that people see."""
    ids: dict[str, str] = {}
    for style in () if styles is None else styles.iterfind("w:style", _W):
        name = style.find("w:name", _W)
        if name is not None:
            ids[name.get(f"{{{NAMESPACE}}}val", "")] = style.get(f"{{{NAMESPACE}}}styleId", "")
    return ids


def _read(parts: Mapping[str, bytes], name: str) -> etree._Element | None:
    if name not in parts:
        return None
    try:
        return etree.fromstring(parts[name], etree.XMLParser(resolve_entities=False))
    except etree.XMLSyntaxError as error:
        raise BadTemplate(f"{name} is damaged; open the template in Word, save it.") from error


def _text(parts: Mapping[str, bytes], name: str) -> str:
    try:
        return parts[name].decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadTemplate(f"{name} is not in UTF-8; open the template in Word, save it.") from error


def _compiled(sources: Mapping[str, str]) -> dict[str, Template]:
    jinja_environment = environment()
    try:
        return {name: jinja_environment.from_string(text) for name, text in sources.items()}
    except TemplateSyntaxError as error:
        raise BadTemplate(
            f"A tag of the template is not right ({error.message}); "
            "`saathi templates check` says where."
        ) from error


def _with_values_cut_out(text: str, places: list[ValueSurroundings]) -> str:
    """`text` with each value called for outside a run; where that is is added to `places`."""

    def cut(run_match: re.Match[str]) -> str:
        inner_match = _LOOK.match(run_match[1])
        assert inner_match is not None
        look, content = inner_match[1] or "", inner_match[2]
        places.append(ValueSurroundings(look, _in_a_cell(text, run_match.start())))
        number = len(places) - 1
        inner = _TEXT.sub(lambda text_match: _split(text_match[1], look, number), content)
        return f"<w:r>{look}{inner}</w:r>".replace(f"<w:r>{look}</w:r>", "")

    return _RUN.sub(cut, text)


def _in_a_cell(text: str, at: int) -> bool:
    cell_start = max(text.rfind("<w:tc>", 0, at), text.rfind("<w:tc ", 0, at))
    return cell_start > text.rfind("</w:tc>", 0, at)


def _split(words: str, look: str, number: int) -> str:
    """The words between values as texts of the run, which each value ends and begins anew."""
    pieces = _VALUE.split(words)
    return "".join(
        f"</w:r>{{{{ ({piece}) | {SET}({number}) }}}}<w:r>{look}"
        if at % 2
        else _with_spaces_kept(piece)
        for at, piece in enumerate(pieces)
    )


def _with_spaces_kept(words: str) -> str:
    return f'<w:t xml:space="preserve">{words}</w:t>' if words else ""


def _with_comments(parts: Mapping[str, bytes]) -> dict[str, ArchivePart]:
    """The lists of parts and relations, with the comments on them."""
    types = _text(parts, TYPES).replace("</Types>", _TYPE)
    relations = _text(parts, RELATIONS).replace("</Relationships>", _RELATION)
    return {
        TYPES: packing.part(TYPES, types.encode()),
        RELATIONS: packing.part(RELATIONS, relations.encode()),
    }


def _give_properties(parts: dict[str, bytes]) -> None:
    """Adds core properties where a template has none."""
    if CORE in parts:
        return
    parts[CORE] = b""
    types = _text(parts, TYPES).replace("</Types>", _CORE_TYPE)
    relations = _text(parts, PACKAGE_RELATIONS).replace("</Relationships>", _CORE_RELATION)
    parts |= {TYPES: types.encode(), PACKAGE_RELATIONS: relations.encode()}
