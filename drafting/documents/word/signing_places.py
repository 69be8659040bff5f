"""Whether a template's places to sign are as good as Saathi's own; it may be drafted from anyway.

Templates that an office copied before keep what Saathi's were mended of since.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from drafting.documents.word.template_tags import Tag, W, above
from drafting.partners.problems import Problem

ANCHOR = re.compile(r"\{\{ *\w+\.anchor\b")
PARTY = re.compile(r"\{\{ *\w+\.party\b")
UNSEEN = "FFFFFF"  # letters as white as the page
DEEPEST = 20  # styles on each other
PRINTED = (
    "The anchor that e-signing looks for is printed, since its letters are not white; give its "
    "style white letters of 1 point, or copy the places to sign from Saathi’s template."
)
APART = (
    "The party stands in another row than where its people sign, so a page can end between them; "
    "put “{party}” into the cell of “{anchor}”, or copy the places to sign from Saathi’s template."
)


def unfit_places(tags: Sequence[Tag], styles: etree._Element | None) -> Iterator[Problem]:
    """Anchors that are printed, and parties that a page may part from their signatures."""
    parties = [tag for tag in tags if PARTY.match(tag.text)]
    styles_by_id = {} if styles is None else {style.get(f"{W}styleId"): style for style in styles}
    for tag in tags:
        if not ANCHOR.match(tag.text):
            continue
        if _colour(tag, styles_by_id) != UNSEEN:
            yield Problem(tag.where, PRINTED)
        row = above(tag.paragraph, "tr")
        owner = tag.text.strip("{ ").partition(".")[0]
        own = [party for party in parties if party.text.strip("{ ").startswith(f"{owner}.")]
        if own and row is not tag.paragraph and all(_row(party) is not row for party in own):
            yield Problem(own[0].where, APART.format(party=own[0].text, anchor=tag.text))


def _row(tag: Tag) -> etree._Element:
    return above(tag.paragraph, "tr")


def _colour(tag: Tag, styles: Mapping[str | None, etree._Element]) -> str:
    """The colour of a tag's letters: of its own run, else of its style; '' where none is given."""
    runs = [run for run in tag.paragraph.iter(f"{W}r") if "anchor" in "".join(run.itertext())]
    names = [name.get(f"{W}val") for run in runs for name in run.iterfind(f"{W}rPr/{W}rStyle")]
    of_runs = [styles[name] for name in names if name in styles]
    holders = [*runs, *of_runs, *_styles(tag.paragraph, styles)]
    colours = (holder.find(f"{W}rPr/{W}color") for holder in holders)
    return next((colour.get(f"{W}val", "").upper() for colour in colours if colour is not None), "")


def _styles(
    paragraph: etree._Element, styles: Mapping[str | None, etree._Element]
) -> Iterator[etree._Element]:
    """The paragraph's style, and those that it rests on."""
    reference = paragraph.find(f"{W}pPr/{W}pStyle")
    for _ in range(DEEPEST):
        style = None if reference is None else styles.get(reference.get(f"{W}val"))
        if style is None:
            return
        yield style
        reference = style.find(f"{W}basedOn")
