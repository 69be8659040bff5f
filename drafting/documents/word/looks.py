"""How a run looks in Word: the properties that the template gives it, and what is added to them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DECLARED = re.compile(r' xmlns:\w+="[^"]*"')
# The order in which the schema wants the properties of a run.
_ORDER = re.findall(
    r"\w+",
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof "
    "snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd "
    "fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
)
_RANK = {name: rank for rank, name in enumerate(_ORDER)}


class Look(NamedTuple):
    """What is asked of a run beside what the template says."""

    bold: bool = False
    italic: bool = False
    style: str = ""  # the id of a character style
    right_to_left: bool = False


PLAIN = Look()


@lru_cache(maxsize=512)
def properties(template: str, look: Look) -> str:
    """The element `w:rPr` of a run: the template's own, with `look` added; '' where it is empty."""
    if look == PLAIN:
        return template
    fragment = f'<w:r xmlns:w="{NAMESPACE}">{template}</w:r>'
    root = etree.fromstring(_with_namespaces(fragment))
    own = root.find(f"{{{NAMESPACE}}}rPr")
    elements = {} if own is None else {_name(element): _written(element) for element in own}
    elements |= _asked(look, elements)
    return f"<w:rPr>{''.join(elements[name] for name in sorted(elements, key=_rank))}</w:rPr>"


def _asked(look: Look, present: dict[str, str]) -> dict[str, str]:
    additions: dict[str, str] = {}
    if look.style:
        additions["rStyle"] = f'<w:rStyle w:val="{look.style}"/>'
    if look.bold:
        additions |= {"b": "<w:b/>", "bCs": "<w:bCs/>"}
    if look.italic:
        additions |= {"i": "<w:i/>", "iCs": "<w:iCs/>"}
    if look.right_to_left:
        additions |= {"rtl": "<w:rtl/>", "lang": '<w:lang w:bidi="ur-PK"/>'}
        if "b" in present or look.bold:
            additions["bCs"] = "<w:bCs/>"
    return additions


def _with_namespaces(xml: str) -> str:
    """`xml` with every further prefix declared, so that it reads by itself."""
    prefixes = set(re.findall(r"[</ ](\w+):", xml)) - {"w", "xml", "xmlns"}
    declarations = "".join(f' xmlns:{prefix}="urn:{prefix}"' for prefix in sorted(prefixes))
    return xml.replace("<w:r ", f"<w:r{declarations} ", 1)


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _written(element: etree._Element) -> str:
    return _DECLARED.sub("", etree.tostring(element, encoding="unicode"))


def _rank(name: str) -> int:
    return _RANK.get(name, len(_RANK))
