"""A PDF's pages as pictures with their words, made in a child process."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import Field

from knowledge.confinement import Limits, confined
from knowledge.errors import UnreadableDocument
from knowledge.models import Document, Model

WIDTH = 900  # pixels of a page's picture: its small print can be read
MOST_HEIGHT = 4 * WIDTH  # of a page that is a long strip
QUALITY = 70  # of a JPEG
AT_ONCE = 20  # pages a call, so that what comes back stays small
MOST_PAGES = 400  # with pictures; a longer file shows the first ones
OPENING = 8  # words of a clause by which its page is found
WORD = re.compile(r"[^\W_]+")


class PagePicture(Model):
    """One page as it looks, and its words."""

    page: int = Field(description="From 1, as in the file.")
    jpeg: str = Field(description="In base64, as a page of HTML holds it.")
    text: str = Field(description="Its words as the file holds them; '' where it holds none.")


def pictures_of(file: str, pdf: bytes) -> list[PagePicture]:
    """The pages of a PDF, at most `MOST_PAGES`. Raises UnreadableDocument."""
    pages: list[PagePicture] = []
    while len(pages) < MOST_PAGES:
        batch = draw_pages(file, pdf, len(pages), AT_ONCE)
        pages += batch
        if len(batch) < AT_ONCE:
            break
    return pages[:MOST_PAGES]


@confined(
    UnreadableDocument,
    cure="leave out --report, and look at the file itself beside what is shown here",
    limits=Limits(seconds=120, processor=90),
    loads=("pypdfium2", "PIL.JpegImagePlugin"),
)
def draw_pages(file: str, pdf: bytes, first: int, count: int) -> list[PagePicture]:
    """The pictures of `count` pages from `first` on; fewer at the end."""
    import pypdfium2  # noqa: PLC0415  (in the child alone)

    try:
        document = pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise UnreadableDocument(
            f"{file} cannot be drawn; print it to a new PDF and add that one."
        ) from error
    last = min(first + count, len(document))
    return [_drawn(document[number], number + 1) for number in range(first, last)]


def _drawn(sheet: Any, number: int) -> PagePicture:
    width, height = sheet.get_size()
    scale = min(WIDTH / max(width, 1), MOST_HEIGHT / max(height, 1))
    picture = sheet.render(scale=scale).to_pil().convert("RGB")
    stream = io.BytesIO()
    picture.save(stream, "JPEG", quality=QUALITY, optimize=True)
    text = sheet.get_textpage().get_text_bounded()
    return PagePicture(
        page=number,
        jpeg=base64.b64encode(stream.getvalue()).decode(),
        text=text.replace("\0", "").encode(errors="replace").decode(),
    )


def clause_pages(
    document: Document, pages: Sequence[PagePicture], known: Mapping[str, int]
) -> dict[str, int]:
    """The page on which each clause begins; `known` are those that the reader noticed.

    The others are looked for by their first words, in reading order; one that is not found stands
    with the clause before it.
    """
    words = [WORD.findall(page.text.lower()) for page in pages]
    found: dict[str, int] = {}
    place, at = 0, 0
    for clause in document.walk():
        if clause.id in known:
            found[clause.id] = known[clause.id]
            place, at = max(known[clause.id] - 1, 0), 0
            continue
        opening = WORD.findall(f"{clause.heading} {clause.searchable}".lower())[:OPENING]
        spot = next(_spots(words, place, at, opening), None) if opening else None
        place, at = spot or (place, at)
        found[clause.id] = pages[place].page if place < len(pages) else 1
    return found


def _spots(
    words: Sequence[Sequence[str]], place: int, at: int, opening: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Page and place of the words in a row, from a place on; a page's end may cut them."""
    for page in range(place, len(words)):
        here = words[page]
        for start in range(at if page == place else 0, len(here)):
            row = here[start : start + len(opening)]
            if list(row) == list(opening[: len(row)]) and (
                len(row) == len(opening) or len(row) >= min(3, len(opening))
            ):
                yield page, start
