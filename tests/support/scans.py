"""PDFs whose pages are pictures of text, as a scanner makes them."""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageFilter
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

DOTS = 200  # an inch


def page_picture(lines: Sequence[str], size: float = 12) -> Image.Image:
    """A page with the lines, a blank line of room above each that begins with a number."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4)
    canvas.setFont("Times-Roman", size)
    y = A4[1] - 90
    for line in lines:
        y -= 1.2 * size * (2 if line[:1].isdigit() else 1)
        canvas.drawString(80, y, line)
    canvas.save()
    document = pypdfium2.PdfDocument(stream.getvalue())
    try:
        picture: Image.Image = document[0].render(scale=DOTS / 72).to_pil().convert("L")
        return picture
    finally:
        document.close()


def worn(picture: Image.Image, degrees: float) -> Image.Image:
    """The same as an old scanner gives it: a little askew, grey, blurred, with specks."""
    askew = picture.rotate(degrees, fillcolor=245, resample=Image.Resampling.BICUBIC)
    grey = askew.filter(ImageFilter.GaussianBlur(0.6)).point([30 + c * 4 // 5 for c in range(256)])
    specks = random.Random(14)
    for _ in range(grey.width * grey.height // 2_000):
        grey.putpixel((specks.randrange(grey.width), specks.randrange(grey.height)), 60)
    return grey


def scan(path: Path, *pictures: Image.Image) -> Path:
    """A PDF of the pictures, a page each."""
    canvas = Canvas(str(path))
    for picture in pictures:
        width, height = (72 * side / DOTS for side in picture.size)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(picture), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return path
