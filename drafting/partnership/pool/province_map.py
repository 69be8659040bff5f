"""A map of Pakistan's provinces and areas as tiles, each with its figures; not to scale.

The tiles stand roughly as the provinces lie. They say nothing of where a border runs.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from drafting.partners.vocabulary import Province
from drafting.partnership.pool.figures import NOBODY, PoolCount

# Where each tile stands, in tiles from the left and from the top.
TILES = {
    Province.KHYBER_PAKHTUNKHWA: (1, 0),
    Province.GILGIT_BALTISTAN: (2, 0),
    Province.ISLAMABAD: (1, 1),
    Province.AZAD_KASHMIR: (2, 1),
    Province.BALOCHISTAN: (0, 2),
    Province.PUNJAB: (1, 2),
    Province.SINDH: (1, 3),
}
TILE_WIDTH, TILE_HEIGHT, GAP, EDGE = 470, 260, 14, 24  # pixels
COLUMNS, ROWS = 3, 4
# One hue from light to dark: told apart by whoever does not see colours, and in black and white.
SHADES = ("#FFFFFF", "#DCE9F2", "#A9C9DE", "#6A9FC2", "#34719B", "#123F63")
DARK, LIGHT, GREY = "#1A1A1A", "#FFFFFF", "#7A7A7A"
DARK_FROM = 4  # the first shade on which light letters are read
NAME, FIGURE, SMALL = 34, 62, 28  # heights of letters, in pixels
TITLE = "Partners and prospects by province"


class TileWords(NamedTuple):
    """What stands on a tile."""

    name: tuple[str, ...]
    figure: str
    below: tuple[str, ...]


def province_map(counts: Mapping[Province, PoolCount]) -> bytes:
    """The map as a PNG."""
    width = COLUMNS * (TILE_WIDTH + GAP) - GAP + 2 * EDGE
    height = ROWS * (TILE_HEIGHT + GAP) - GAP + 2 * EDGE
    image = Image.new("RGB", (width, height), LIGHT)
    pen = ImageDraw.Draw(image)
    limits = shade_limits(max((count.total for count in counts.values()), default=0))
    for province, place in TILES.items():
        _draw_tile(pen, place, province, counts.get(province, NOBODY), limits)
    _draw_key(pen, limits)
    stream = io.BytesIO()
    image.save(stream, "PNG", optimize=True, dpi=(300, 300))
    return stream.getvalue()


def map_words(counts: Mapping[Province, PoolCount]) -> str:
    """The map in words, for whoever does not see it: 'Sindh: 3 partners, 1 prospect; …'."""
    parts = []
    for province in TILES:
        words = tile_words(province, counts.get(province, NOBODY))
        parts.append(f"{province.label}: {', '.join((words.figure, *words.below))}")
    return f"{TITLE}. {'; '.join(parts)}."


def shade_limits(most: int) -> tuple[int, ...]:
    """The least number of each shade after the first, which is for nobody."""
    steps = len(SHADES) - 1
    limits = [max(1, -(-most * step // steps)) for step in range(steps)]
    return tuple(dict.fromkeys([1, *limits[1:]]))


def shade_of(total: int, limits: tuple[int, ...]) -> int:
    """Which shade a tile with so many has; 0 for nobody."""
    return sum(total >= limit for limit in limits) if total else 0


def tile_words(province: Province, count: PoolCount) -> TileWords:
    """What stands on the tile of a province."""
    name = tuple(_lines(province.label))
    if not count.total:
        return TileWords(name, "nobody", ())
    women = f"{count.women_led} women-led" if count.women_led else ""
    prospects = _counted(count.prospects, "prospect") if count.prospects else ""
    return TileWords(
        name, _counted(count.partners, "partner"), tuple(filter(None, (prospects, women)))
    )


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def _lines(label: str) -> list[str]:
    """A name on as many lines as a tile has room for."""
    if len(label) <= len("Khyber Pakhtunkhwa"):
        return [label]
    head, _, tail = label.partition(" and ") if " and " in label else label.partition(" Capital ")
    middle = "and" if " and " in label else "Capital"
    return [head, f"{middle} {tail}"]


def _draw_tile(
    pen: ImageDraw.ImageDraw,
    place: tuple[int, int],
    province: Province,
    count: PoolCount,
    limits: tuple[int, ...],
) -> None:
    left = EDGE + place[0] * (TILE_WIDTH + GAP)
    top = EDGE + place[1] * (TILE_HEIGHT + GAP)
    shade = shade_of(count.total, limits)
    box = (left, top, left + TILE_WIDTH, top + TILE_HEIGHT)
    pen.rounded_rectangle(box, radius=18, fill=SHADES[shade], outline=GREY, width=3)
    if not count.total:  # a gap is seen without any colour
        _hatch(pen, box)
    ink = LIGHT if shade >= DARK_FROM else DARK
    words = tile_words(province, count)
    lines = [*((text, NAME) for text in words.name), (words.figure, FIGURE)]
    lines += [(text, SMALL) for text in words.below]
    down = top + 18
    for text, size in lines:
        pen.text((left + 22, down), text, fill=ink, font=ImageFont.load_default(size))
        down += round(size * 1.25)


def _hatch(pen: ImageDraw.ImageDraw, box: tuple[int, int, int, int]) -> None:
    """A band of slanted lines at the foot of a tile."""
    left, _, right, bottom = box
    for start in range(left + 20, right - 60, 28):
        pen.line((start, bottom - 18, start + 40, bottom - 58), fill=GREY, width=4)


def _draw_key(pen: ImageDraw.ImageDraw, limits: tuple[int, ...]) -> None:
    """What the shades mean, in the empty corner at the left."""
    left, top = EDGE, EDGE
    font = ImageFont.load_default(SMALL)
    pen.text((left, top), "Partners and prospects", fill=DARK, font=font)
    for step, words in enumerate(key_words(limits)):
        down = top + 48 + step * 46
        box = (left, down, left + 60, down + 36)
        pen.rectangle(box, fill=SHADES[step], outline=GREY, width=2)
        pen.text((left + 76, down + 1), words, fill=DARK, font=font)
    below = top + 48 + (len(limits) + 1) * 46 + 8
    note = "Tiles, not to scale.\nThey show no borders."
    pen.multiline_text((left, below), note, fill=DARK, font=font, spacing=8)


def key_words(limits: tuple[int, ...]) -> list[str]:
    """What each shade means: 'nobody', '1 to 3', '10 and more'."""
    spans = [
        str(low) if high == low + 1 else f"{low} to {high - 1}" for low, high in pairwise(limits)
    ]
    return ["nobody", *spans, f"{limits[-1]} and more"]
