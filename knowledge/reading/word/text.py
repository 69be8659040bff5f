"""The words of one Word paragraph as a reader of the printed page sees them.

Inserted text is there and deleted text is not; fields show their result; footnote references show
their mark; hidden text, comments and field codes are left out. Text boxes are anchored to a
paragraph and returned apart from its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from knowledge.models import superscript
from knowledge.reading.spans import TextSpan
from knowledge.reading.whole_file import TextMark
from knowledge.reading.word.notes import Note, WordNotes
from knowledge.reading.word.numbering import Element, Styles, child, is_on, number_of, qn, value

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_ALTERNATIVES, _CHOICE, _FALLBACK = f"{_MC}AlternateContent", f"{_MC}Choice", f"{_MC}Fallback"
_BOX, _VAL = qn("w:txbxContent"), qn("w:val")
_GONE = frozenset(
    qn(tag)
    for tag in (
        *("w:del", "w:moveFrom", "w:delText", "w:delInstrText", "w:pPr", "w:rPr", "w:sdtPr"),
        *("w:sdtEndPr", "w:rt", "w:rubyPr", "w:annotationRef", "w:footnoteRef", "w:endnoteRef"),
        *("w:customXmlPr", "w:smartTagPr", "w:ffData", "w:commentReference", "w:pgNum"),
    )
)
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_TEXTS = frozenset((qn("w:t"), f"{_MATH}t", qn("w:sym"), qn("w:softHyphen"), *_SIGNS))
_DRAWINGS = frozenset((qn("w:drawing"), qn("w:pict"), qn("w:object")))
_CITATIONS = frozenset((qn("w:footnoteReference"), qn("w:endnoteReference")))
_DEEPEST_FIELD = 100
_LISTINGS = ("TOC", "TOA", "INDEX")  # fields whose result repeats the document's own headings
_PAGE_COUNTS = ("PAGE", "NUMPAGES", "SECTIONPAGES")  # fields that each program counts for itself
_LEAST_SEEN = 3  # points: smaller letters cannot be read on the printed page
_PAPER = "FFFFFF"  # the colour of letters that cannot be seen on it

# Signs of the Symbol and Wingdings fonts that policy documents use; other ones have no words.
_SYMBOLS = {
    **dict.fromkeys(("F0B7", "F0A7", "F06C", "F06E", "F09F"), "•"),
    **{"F0E0": "→", "F0D8": "➢", "F0FC": "✓", "F0A8": "☐", "F06F": "☐", "F0FE": "☑"},
    **{
        "F0FD": "☒",
        "F078": "☒",
        "F0B3": "≥",
        "F0A3": "≤",
        "F0B0": "°",
        "F0D7": "×",
        "F0B1": "±",
        "F0B9": "≠",
        "F0BC": "…",
    },
    **{"F02D": "-", "F0BE": "—", "F0D2": "®", "F0D3": "©", "F0D4": "™", "F06D": "μ"},
}
# Wingdings 2 has its ticked and empty boxes at other places.
_SYMBOLS_2 = {
    **{"F052": "☑", "F050": "✓", "F0A3": "☐", "F02A": "☐", "F054": "☒", "F053": "☒", "F051": "☒"},
}


@dataclass(frozen=True, slots=True)
class NoteMark(TextSpan):
    """The raised mark by which the text cites a footnote or endnote."""

    note: Note | None = None


@dataclass(frozen=True, slots=True)
class MarkedSpan(TextSpan):
    """Words that stand in the file and not on the page, or that somebody struck through by hand."""

    mark: TextMark = TextMark.HIDDEN


@dataclass
class ParagraphWords:
    """A paragraph's words in order, its text boxes, and the size of its first letters in points.

    Words that are struck through by hand are in `struck` and not among `spans`, where the reader
    leaves them out.
    """

    struck: list[str] = field(default_factory=list)
    spans: list[TextSpan] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    size: float = 0.0


@dataclass
class _Field:
    code: str = ""
    shows: bool = False  # its result has begun

    @property
    def is_listing(self) -> bool:
        return self.code.split(maxsplit=1)[:1] in [[word] for word in _LISTINGS]

    @property
    def counts_pages(self) -> bool:
        return self.code.split(maxsplit=1)[:1] in [[word] for word in _PAGE_COUNTS]


class Fields:
    """The open fields of a story. A field may go over many paragraphs, as a contents list does."""

    def __init__(self, *, is_balanced_story: bool = True) -> None:
        self._open: list[_Field] = []
        self._balanced = is_balanced_story

    @property
    def hide(self) -> bool:
        """True inside a field's code and inside a table of contents."""
        return bool(self._open) and any(
            not field.shows or (field.is_listing and self._balanced) for field in self._open
        )

    @property
    def counts_pages(self) -> bool:
        """True inside the result of a field that counts pages."""
        return bool(self._open) and any(field.counts_pages for field in self._open)

    def turn(self, kind: str | None) -> None:
        """Takes a `begin`, `separate` or `end`. Raises ValueError for fields nested absurdly."""
        if kind == "begin":
            if len(self._open) >= _DEEPEST_FIELD:
                raise ValueError("fields in fields without end")
            self._open.append(_Field())
        elif kind == "separate" and self._open:
            self._open[-1].shows = True
        elif kind == "end" and self._open:
            self._open.pop()

    def add_code(self, code: str) -> None:
        """Takes a piece of the innermost field's code."""
        if self._open and not self._open[-1].shows:
            self._open[-1].code += code

    def end_paragraph(self) -> None:
        """Closes fields that never showed a result: broken files must not swallow what follows."""
        self._open = [field for field in self._open if field.shows]


@dataclass(frozen=True, slots=True)
class _RunLook:
    """How a run looks."""

    bold: bool = False
    italic: bool = False
    is_raised: bool = False
    is_hidden: bool = False
    is_struck: bool = False
    size: float = 0.0
    is_unseen: bool = False  # white on the white page, or too small to read

    @property
    def mark(self) -> TextMark:
        """How its words stand on the page."""
        if self.is_hidden or self.is_unseen:
            return TextMark.HIDDEN
        return TextMark.STRUCK if self.is_struck else TextMark.PLAIN


# A paragraph's style, and the properties that a run states itself, each with its value.
_LookKey = tuple[str | None, tuple[tuple[object, str | None], ...]]


class Looks:
    """Works out how a run looks from itself, its character style and its paragraph's style."""

    def __init__(self, styles: Styles, defaults: Element | None) -> None:
        self._styles = styles
        self._defaults = child(child(defaults, "w:rPrDefault"), "w:rPr")
        self._style_properties: dict[tuple[str, str | None], Element | None] = {}
        self._worked_out: dict[_LookKey, tuple[_RunLook, bool]] = {}

    def of(self, element: Element, paragraph_style: str | None) -> _RunLook:
        """How the run `element` looks in a paragraph of that style."""
        own = child(element, "w:rPr")
        stated = () if own is None else tuple((inner.tag, inner.get(_VAL)) for inner in own)
        key = (paragraph_style, stated)
        if key not in self._worked_out:
            self._worked_out[key] = self._look(own, paragraph_style), self._has_white_letters(own)
        look, has_white_letters = self._worked_out[key]
        if has_white_letters and not any(map(_is_shaded, (own, *_holders(element)))):
            return replace(look, is_unseen=True)
        return look

    def _look(self, own: Element | None, paragraph_style: str | None) -> _RunLook:
        """How a run of these properties looks, on whatever it stands."""
        character = value(child(own, "w:rStyle"))
        position = self._first_property("w:vertAlign", own, character, None)
        size = self._first_property("w:sz", own, character, paragraph_style)
        points = number_of(value(size), 20) / 2
        return _RunLook(
            bold=self._toggle("w:b", own, character, paragraph_style),
            italic=self._toggle("w:i", own, character, paragraph_style),
            is_raised=value(position) == "superscript",
            is_hidden=self._toggle("w:vanish", own, character, paragraph_style),
            is_struck=self._toggle("w:strike", own, character, paragraph_style)
            or self._toggle("w:dstrike", own, character, paragraph_style),
            size=points,
            is_unseen=points < _LEAST_SEEN,
        )

    def _has_white_letters(self, own: Element | None) -> bool:
        """True for white letters without a highlight; of a style's heading rows it is not said."""
        colour = self._first_property("w:color", own, value(child(own, "w:rStyle")), None)
        return (value(colour) or "").upper() == _PAPER and child(own, "w:highlight") is None

    def _toggle(
        self, tag: str, own: Element | None, character: str | None, paragraph: str | None
    ) -> bool:
        """A property that styles switch: bold in a bold paragraph's style is not bold again."""
        direct = child(own, tag)
        if direct is not None:
            return is_on(value(direct))
        by_character = self._in_style(tag, character) if character else None
        by_paragraph = self._in_style(tag, paragraph)
        states = [is_on(value(e)) for e in (by_character, by_paragraph) if e is not None]
        if not states:
            default = child(self._defaults, tag)
            return default is not None and is_on(value(default))
        return sum(states) == 1

    def _first_property(
        self, tag: str, own: Element | None, character: str | None, paragraph: str | None
    ) -> Element | None:
        for element in (
            child(own, tag),
            self._in_style(tag, character) if character else None,
            self._in_style(tag, paragraph),
            child(self._defaults, tag),
        ):
            if element is not None:
                return element
        return None

    def _in_style(self, tag: str, style_id: str | None) -> Element | None:
        key = (tag, style_id)
        if key not in self._style_properties:
            properties = (child(child(s, "w:rPr"), tag) for s in self._styles.chain(style_id))
            self._style_properties[key] = next(
                (element for element in properties if element is not None), None
            )
        return self._style_properties[key]


def _holders(element: Element) -> Iterator[Element | None]:
    """The properties of what a run stands in, from the paragraph outwards."""
    for above in element.iterancestors():
        for tag in ("w:pPr", "w:tcPr"):
            yield child(above, tag)


def _is_shaded(properties: Element | None) -> bool:
    shade = child(properties, "w:shd")
    fill = (shade.get(qn("w:fill")) or "auto") if shade is not None else "auto"
    return fill.upper() not in ("AUTO", _PAPER)


class WordReader:
    """Reads paragraphs' words, in the document's order (footnotes are numbered on the way).

    With `keep_struck` what was struck through stands among the words; with `keep_marked` hidden
    words do too, both as MarkedSpan, and what each program counts for itself is left out.
    """

    def __init__(
        self,
        looks: Looks,
        notes: WordNotes,
        *,
        keep_struck: bool = False,
        keep_marked: bool = False,
    ) -> None:
        self._looks = looks
        self._notes = notes
        self._keep_struck = keep_struck
        self._keep_marked = keep_marked

    def words(self, paragraph: Element, fields: Fields) -> ParagraphWords:
        """The paragraph's words and text boxes; `fields` is carried from paragraph to paragraph."""
        out = ParagraphWords()
        style = value(child(child(paragraph, "w:pPr"), "w:pStyle"))
        for element in paragraph:
            self._take(element, _RunLook(), style, fields, out)
        fields.end_paragraph()
        return out

    def _take(
        self,
        element: Element,
        look: _RunLook,
        style: str | None,
        fields: Fields,
        out: ParagraphWords,
    ) -> None:
        tag = element.tag
        if _is_gone(element) or self._take_sign(element, look, fields, out):
            return
        if self._keep_marked and _counts_pages(element):
            return
        if tag == qn("w:r"):
            look = self._looks.of(element, style)
        elif tag == _ALTERNATIVES:
            element = choose_alternative(element)
        for inner in element:
            self._take(inner, look, style, fields, out)

    def _take_sign(
        self, element: Element, look: _RunLook, fields: Fields, out: ParagraphWords
    ) -> bool:
        """Takes what a run holds: text, a sign, a mark, a piece of a field. False for others."""
        tag = element.tag
        is_visible = not (fields.hide or look.is_hidden)
        if tag == qn("w:fldChar"):
            fields.turn(element.get(qn("w:fldCharType")))
            if is_visible and (box := _ticked_box(element)):
                out.spans.append(TextSpan(box, look.bold, look.italic))
        elif tag == qn("w:instrText"):
            fields.add_code(element.text or "")
        elif tag in _CITATIONS:
            out.spans.extend(self._note_marks(element) if is_visible else ())
        elif tag in _DRAWINGS:
            out.boxes.extend(text_boxes(element) if is_visible or self._keep_marked else ())
        elif tag in _TEXTS and self._keep_marked:
            _add_marked(out, element, look, fields)
        elif tag in _TEXTS:
            text = _text_of(element) if is_visible else ""
            if look.is_struck and not self._keep_struck:
                out.struck.append(text)
            else:
                _add(out, text, look)
        else:
            return False
        return True

    def _note_marks(self, reference: Element) -> Iterator[NoteMark]:
        note = self._notes.cite(reference)
        if note is not None:
            yield NoteMark(superscript(note.label), note=note)


def _is_gone(element: Element) -> bool:
    """True for what the printed page does not show; also for XML comments."""
    if element.tag == qn("w:fldSimple"):
        return _Field(element.get(qn("w:instr")) or "").is_listing
    return element.tag in _GONE or not isinstance(element.tag, str)


def _counts_pages(element: Element) -> bool:
    is_field = element.tag == qn("w:fldSimple")
    return is_field and _Field(element.get(qn("w:instr")) or "").counts_pages


def _add_marked(out: ParagraphWords, element: Element, look: _RunLook, fields: Fields) -> None:
    """Adds the words with how they stand on the page."""
    if fields.hide or fields.counts_pages:
        return
    text = _text_of(element)
    if look.mark is TextMark.PLAIN:
        _add(out, text, look)
    elif text:
        out.spans.append(MarkedSpan(text, look.bold, look.italic, look.mark))


def _add(out: ParagraphWords, text: str, look: _RunLook) -> None:
    if look.is_raised and text.strip(" ,;").isdigit():
        text = superscript(text)
    if text.strip() and not out.size:
        out.size = look.size
    if text:
        out.spans.append(TextSpan(text, look.bold, look.italic))


def _ticked_box(mark: Element) -> str:
    """The box of a form that the field's mark stands for, ticked or not; '' where it is none."""
    box = child(child(mark, "w:ffData"), "w:checkBox")
    if box is None:
        return ""
    state = child(box, "w:checked")
    state = state if state is not None else child(box, "w:default")
    return "☑ " if state is not None and is_on(value(state)) else "☐ "


def _text_of(element: Element) -> str:
    if element.tag in _SIGNS:
        return _SIGNS[element.tag]
    if element.tag == qn("w:sym"):
        code = (element.get(qn("w:char")) or "").upper()
        font = (element.get(qn("w:font")) or "").lower()
        known = _SYMBOLS_2 if font == "wingdings 2" else _SYMBOLS
        return known.get(code, "")
    text = element.text or ""
    return text.replace("\u00ad", "").replace("\u2011", "-").replace("\n", " ")


def choose_alternative(alternatives: Element) -> Element:
    """Of the same content in several forms, the first; the fallback where that has no words."""
    choice = alternatives.find(_CHOICE)
    fallback = alternatives.find(_FALLBACK)
    if choice is None or (fallback is not None and next(choice.iter(qn("w:t")), None) is None):
        return fallback if fallback is not None else alternatives
    return choice


def text_boxes(element: Element) -> Iterator[Element]:
    """The contents of the outermost text boxes in a drawing, each once."""
    for inner in element:
        if inner.tag == _BOX:
            yield inner
        elif inner.tag == _ALTERNATIVES:
            yield from text_boxes(choose_alternative(inner))
        else:
            yield from text_boxes(inner)


def is_balanced(story: Element) -> bool:
    """True where every field that begins also ends."""
    kinds = [mark.get(qn("w:fldCharType")) for mark in story.iter(qn("w:fldChar"))]
    return kinds.count("begin") == kinds.count("end")
