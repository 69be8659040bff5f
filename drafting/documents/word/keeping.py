"""What stays on one page in Word: a paragraph with the next, a table with what introduces it."""

from __future__ import annotations

import re
from collections.abc import Mapping

COLON_AT_END = ":</w:t></w:r></w:p>"
STYLED = re.compile(r"<w:p(?: [^>]*)?><w:pPr><w:pStyle [^>]*/>(?!<w:keepNext)")
IN_A_CELL = re.compile(r"(<w:pPr><w:pStyle [^>]*/>)(?!<w:keepNext)")
KEPT, NOT_KEPT = "<w:keepNext/>", '<w:keepNext w:val="0"/>'
BEFORE_A_TABLE = 2  # its caption, or the gap in its place, and the sentence that introduces it
CLAUSE, SIGNATURES, ANCHOR = "Clause", "Signature heading", "Signature anchor"
MOST_TOGETHER = 4  # rows of places to sign, of which more have no room on a page with words
ROW = re.compile(r"(?=<w:tr[ >])")


def with_what_follows(xml: str) -> str:
    """`xml` with every paragraph that ends in a colon kept on the page of the next one."""
    pieces = xml.split(COLON_AT_END)
    return COLON_AT_END.join([*(last_kept(piece, 1) for piece in pieces[:-1]), pieces[-1]])


def with_its_table(xml: str) -> str:
    """`xml`, which ends where a table begins, with what introduces the table kept with it."""
    return last_kept(xml, BEFORE_A_TABLE)


def with_the_signatures(xml: str, styles: Mapping[str, str]) -> str:
    """`xml` with the last clause kept on the page of the signatures, which never stand alone."""
    signing = xml.find(_of_style(styles, SIGNATURES))
    clause = xml.rfind(_of_style(styles, CLAUSE), 0, max(signing, 0))
    if clause < 0:
        return xml
    start, end = xml.rfind("<w:p", 0, clause - len("<w:pPr>")), xml.rfind("</w:p>", 0, signing)
    start = max(start, xml.rfind("</w:tbl>", 0, end))  # a table may be longer than a page
    last = xml[start:end]
    return xml[:start] + last_kept(last, len(STYLED.findall(last))) + xml[end:]


def with_rows_of_signatures(xml: str, styles: Mapping[str, str]) -> str:
    """`xml` with pages ending between the rows of places to sign, where these are many.

    A row itself, which holds all that one person signs, is never parted.
    """
    heading, anchor = _of_style(styles, SIGNATURES), _of_style(styles, ANCHOR)
    start = xml.find("<w:tbl>", max(xml.find(heading), 0))
    end = xml.find("</w:tbl>", start)
    if heading not in xml or start < 0 or end < 0:
        return xml
    rows = ROW.split(xml[start:end])
    if sum(anchor in row for row in rows) <= MOST_TOGETHER:
        return xml
    freed = (_freed(row) if anchor in row else row for row in rows)
    return xml[:start] + "".join(freed) + xml[end:]


def _freed(row: str) -> str:
    """A row that is not kept on the page of the next one, whatever its styles say."""
    return IN_A_CELL.sub(rf"\1{NOT_KEPT}", row)


def row_kept(xml: str) -> str:
    """A table's row, kept on the page of the next one."""
    return IN_A_CELL.sub(rf"\1{KEPT}", xml)


def last_kept(xml: str, count: int) -> str:
    """`xml` with its last `count` paragraphs, where they have a style, kept with the next."""
    starts = [match.start() for match in re.finditer(r"<w:p[ >]", xml)][-count:] if count else []
    for start in reversed(starts):
        style = STYLED.match(xml, start)
        if style:
            xml = xml[: style.end()] + KEPT + xml[style.end() :]
    return xml


def _of_style(styles: Mapping[str, str], name: str) -> str:
    return f'<w:pStyle w:val="{styles.get(name, "")}"/>'
