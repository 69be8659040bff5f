"""What is wrong with a PDF's streams: PDFium reads on in silence where one breaks off."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterator
from enum import Enum, auto

MAX_STREAM = 20 * 1024 * 1024  # bytes of one page's drawing instructions, inflated
_MAX_INFLATED = 400 * 1024 * 1024  # of all that is looked at
_PIECE = 256 * 1024
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_HEAD = 2048  # bytes before a stream in which its dictionary stands
_NOT_DRAWN = re.compile(
    rb"/(?:Image|XRef|ObjStm|FontFile\d?|Length1|ICCBased|Metadata|EmbeddedFile|CIDFontType0C|"
    rb"Type1C|OpenType|DecodeParms|FunctionType|ShadingType|CMapName)\b"
)


class StreamFault(Enum):
    """What is wrong with a stream that draws a page."""

    DAMAGED = auto()  # it does not inflate
    TOO_MUCH = auto()  # it inflates to far more than a page needs


def fault_of_streams(content: bytes) -> StreamFault | None:
    """The first fault; None where there is none, and for a file that is encrypted."""
    if b"/Encrypt" in content:
        return None
    total = 0
    for stream in _flate_streams(content):
        size, is_whole = _inflated(stream)
        total += size
        if size > MAX_STREAM or total > _MAX_INFLATED:
            return StreamFault.TOO_MUCH
        if not is_whole:
            return StreamFault.DAMAGED
    return None


def _flate_streams(content: bytes) -> Iterator[bytes]:
    """Each deflated stream that may draw a page."""
    for match in _STREAM.finditer(content):
        head = content[max(0, match.start() - _HEAD) : match.start()]
        head = head[head.rfind(b" obj") + 1 :]
        if b"/FlateDecode" not in head or _NOT_DRAWN.search(head):
            continue
        end = content.find(b"endstream", match.end())
        stream = content[match.end() : end if end >= 0 else len(content)]
        if b"/ASCII85Decode" in head:
            stream = _from_text(stream)
        yield stream


def _from_text(stream: bytes) -> bytes:
    """The bytes of a stream that is written as text; b'' where they are none."""
    try:
        return base64.a85decode(stream.strip().removesuffix(b"~>").removeprefix(b"<~"))
    except ValueError:
        return b""


def _inflated(content: bytes) -> tuple[int, bool]:
    """How many bytes the stream inflates to, and whether it is whole so far."""
    inflater = zlib.decompressobj()
    size, at, end = 0, 0, len(content)
    try:
        while at < end and not inflater.eof and size <= MAX_STREAM:
            piece = content[at : min(at + _PIECE, end)]
            size += len(inflater.decompress(piece, MAX_STREAM))
            while inflater.unconsumed_tail and size <= MAX_STREAM:
                size += len(inflater.decompress(inflater.unconsumed_tail, MAX_STREAM))
            at += len(piece)
    except zlib.error:
        # Some programs write a wrong checksum behind what is whole.
        return size, size > 0 and end - at <= 8
    return size, inflater.eof or bool(size) or not content.strip()
