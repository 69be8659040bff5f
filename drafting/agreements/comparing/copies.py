"""Which of a draft's two copies a file was made from: the one that shares more of its paragraphs.

Only that one is read whole. To tell which it is, the letters of both are enough.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

from drafting.agreements.comparing.issued import even
from drafting.agreements.draft import Draft
from drafting.partners.errors import UnreadableDraft
from knowledge.confinement import confined
from knowledge.reading import WholeFile

WORDS_IN = ("word/document.xml", "word/header", "word/footer")  # how such members' names begin


@confined(UnreadableDraft, cure="draft the document anew", loads=("docx",))
def nearer_copy(file: str, draft: Draft, content: WholeFile) -> bytes:
    """The copy, working or clean, that the file is nearer to; `file` is its name.

    A template of the office's own may hold what takes for ever to read, so it runs in a child.
    """
    paragraphs = (*content.headers, *content.footers, *content.paragraphs)
    letters = {_letters(paragraph.text) for paragraph in paragraphs}
    return max((draft.working, draft.clean), key=lambda copy: len(letters & {*_in_copy(copy)}))


def _letters(text: str) -> str:
    """`text` without its spaces: tabs and breaks are elements of their own in the file."""
    return "".join(even(text).split())


def _in_copy(docx: bytes) -> Iterator[str]:
    """The letters of each paragraph, those of its margins too."""
    from docx.oxml import ns, parse_xml  # noqa: PLC0415  (0.2 s, for Word files only)

    paragraph, words = ns.qn("w:p"), ns.qn("w:t")
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        for name in package.namelist():
            if name.startswith(WORDS_IN) and name.endswith(".xml"):
                for element in parse_xml(package.read(name)).iter(paragraph):
                    yield _letters("".join(element.itertext(words)))
