"""The parts of a .docx that say about the document, and the part that holds its comments."""

from __future__ import annotations

from collections.abc import Iterable

from drafting.documents.composition import Composition
from drafting.documents.word.looks import NAMESPACE, PLAIN
from drafting.documents.word.texts import plain, runs
from drafting.documents.word.typesetter import Comment
from drafting.partners.naming import office_legal_name

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
COMMENTATOR, INITIALS = "Saathi", "S"
CORE = "docProps/core.xml"
COMMENTS = "word/comments.xml"
_CORE_NAMESPACES = (
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)


def core(composition: Composition, status: str) -> bytes:
    """The core properties. The day is the record's: no hour, so that the bytes stay the same."""
    day = f'<dcterms:{{0}} xsi:type="dcterms:W3CDTF">{_midnight(composition)}</dcterms:{{0}}>'
    return (
        f"{DECLARATION}<cp:coreProperties {_CORE_NAMESPACES}>"
        f"<dc:title>{plain(composition.title)}</dc:title>"
        f"<dc:subject>{plain(composition.subtitle)}</dc:subject>"
        f"<dc:creator>{plain(office_legal_name())}</dc:creator><cp:lastModifiedBy>{COMMENTATOR}</cp:lastModifiedBy>"
        f"<cp:revision>{max(composition.version, 1)}</cp:revision>"
        f"{day.format('created')}{day.format('modified')}"
        f"<dc:identifier>{plain(composition.reference)}</dc:identifier>"
        f"<dc:language>en-GB</dc:language><cp:contentStatus>{plain(status)}</cp:contentStatus>"
        "</cp:coreProperties>"
    ).encode()


def comments(of: Iterable[Comment], composition: Composition, style: str, mark: str) -> bytes:
    """The comments; `style` and `mark` are the ids of their styles, '' where there are none."""
    date = _midnight(composition)
    paragraph = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    sign = f'<w:rPr><w:rStyle w:val="{mark}"/></w:rPr>' if mark else ""
    elements = "".join(
        f'<w:comment w:id="{comment.id}" w:author="{COMMENTATOR}" w:date="{date}" '
        f'w:initials="{INITIALS}"><w:p>{paragraph}<w:r>{sign}<w:annotationRef/></w:r>'
        f"{runs(comment.text, '', PLAIN)}</w:p></w:comment>"
        for comment in of
    )
    return f'{DECLARATION}<w:comments xmlns:w="{NAMESPACE}">{elements}</w:comments>'.encode()


def _midnight(composition: Composition) -> str:
    return f"{plain(composition.dated)}T00:00:00Z"
