"""What a page draws besides letters: the strokes of tables and boxes, and pictures."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pypdfium2.raw as pdfium

from knowledge.reading.pdf.letters import turned_to_page
from knowledge.reading.pdf.strokes import Stroke

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MAX_OBJECTS = 100_000  # of a page that are looked at
MAX_STROKES = 6_000  # more are a drawing, and no table is looked for
_MAX_SEGMENTS = 400  # of one path
_DEEPEST_FORM = 8
_THIN = 2.0  # points
_LEAST_PICTURE = 60.0  # points, both ways: smaller ones are logos and bullets

Matrix = tuple[float, float, float, float, float, float]
_AS_IS: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass
class Drawn:
    """The strokes, and the number of pictures."""

    strokes: list[Stroke] = field(default_factory=list)
    pictures: int = 0


def drawn_on(page: PdfPage) -> Drawn:
    """What is drawn; no strokes on a page full of drawings."""
    drawn = Drawn()
    to_page = turned_to_page(page)
    for number, (kind, shape, matrix) in enumerate(_objects(page)):
        if number > MAX_OBJECTS:
            break
        if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            drawn.pictures += _is_large(shape)
        elif kind == pdfium.FPDF_PAGEOBJ_PATH and len(drawn.strokes) <= MAX_STROKES:
            for a, b in _borders(shape, matrix):
                drawn.strokes.append(Stroke(*to_page(*a), *to_page(*b)))
    if len(drawn.strokes) > MAX_STROKES:
        drawn.strokes = []
    return drawn


def _objects(page: PdfPage) -> Iterator[tuple[int, Any, Matrix]]:
    """The page's objects, those inside forms as well, each with where its form stands."""
    count = pdfium.FPDFPage_CountObjects(page.raw)
    for at in range(max(count, 0)):
        yield from _inside(pdfium.FPDFPage_GetObject(page.raw, at), _AS_IS, 0)


def _inside(shape: Any, matrix: Matrix, depth: int) -> Iterator[tuple[int, Any, Matrix]]:
    kind = pdfium.FPDFPageObj_GetType(shape)
    if kind != pdfium.FPDF_PAGEOBJ_FORM:
        yield kind, shape, matrix
    elif depth < _DEEPEST_FORM:
        inner = _joined(_matrix_of(shape), matrix)
        for at in range(max(pdfium.FPDFFormObj_CountObjects(shape), 0)):
            yield from _inside(pdfium.FPDFFormObj_GetObject(shape, at), inner, depth + 1)


def _matrix_of(shape: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(shape, matrix):
        return _AS_IS
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _joined(first: Matrix, second: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    g, h, i, j, k, m = second
    return (
        *(a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j),
        *(e * g + f * i + k, e * h + f * j + m),
    )


def _moved(point: tuple[float, float], matrix: Matrix) -> tuple[float, float]:
    x, y = point
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)


def _is_large(shape: Any) -> bool:
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(shape, *edges):
        return False
    left, bottom, right, top = (edge.value for edge in edges)
    return min(right - left, top - bottom) >= _LEAST_PICTURE


def _borders(shape: Any, matrix: Matrix) -> Iterator[tuple[tuple[float, float], ...]]:
    """The straight lines that the path draws; a thin filled rectangle is one, a shaded one none."""
    count = pdfium.FPDFPath_CountSegments(shape)
    if not 2 <= count <= _MAX_SEGMENTS:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(shape, fill, stroke)
    inner = _joined(_matrix_of(shape), matrix)
    lines = [(_moved(a, inner), _moved(b, inner)) for a, b in _lines(shape, count)]
    lines = [line for line in lines if all(math.isfinite(v) for point in line for v in point)]
    if stroke.value:
        yield from lines
    elif fill.value and lines:
        yield from _thin_bar(lines)


def _lines(shape: Any, count: int) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    x, y = ctypes.c_float(), ctypes.c_float()
    start = last = (0.0, 0.0)
    for at in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(shape, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = (x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, point
        if pdfium.FPDFPathSegment_GetClose(segment):
            yield point, start
        last = point


def _thin_bar(
    lines: list[tuple[tuple[float, float], tuple[float, float]]],
) -> Iterator[tuple[tuple[float, float], ...]]:
    """The middle of a filled rectangle that is as thin as a stroke."""
    xs = [x for line in lines for x, _ in line]
    ys = [y for line in lines for _, y in line]
    left, right, low, high = min(xs), max(xs), min(ys), max(ys)
    if high - low <= _THIN < right - left:
        yield (left, (low + high) / 2), (right, (low + high) / 2)
    elif right - left <= _THIN < high - low:
        yield ((left + right) / 2, low), ((left + right) / 2, high)
