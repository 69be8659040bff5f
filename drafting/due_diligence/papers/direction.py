"""The look of a checklist's Word file turned: from right to left, and close for a small one."""

from __future__ import annotations

import re

# What is read in a small checklist's rows, and above and below them.
OF_TEN_POINTS = frozenset(
    {"Introduction", "ColumnHeading", "Area", "Question", "Small", "StateLine", "AnswerText"}
    | {"FieldLine", "LeftOut"}
)
LATIN, URDU = 20, 21  # half points: letters of ten points, and Urdu's that look as large
# Between the paragraphs of a row, in twentieths of a point.
HAND_LINE = (
    '<w:style w:type="paragraph" w:customStyle="1" w:styleId="HandLine"><w:name w:val="Hand line"/>'
    '<w:basedOn w:val="AnswerText"/><w:qFormat/><w:pPr><w:pBdr>'
    '<w:bottom w:val="dotted" w:sz="4" w:space="0" w:color="8C857D"/>'
    '<w:between w:val="dotted" w:sz="4" w:space="0" w:color="8C857D"/></w:pBdr>'
    '<w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"/></w:pPr></w:style>'
)
HEIGHT = 330  # of a line to write on by hand, in twentieths of a point
# The margins of a file that is set close, in twentieths of a point.
MARGINS = {"top": 1020, "bottom": 760, "left": 850, "right": 850, "header": 480, "footer": 380}
WIDE_TABS = {9638: 10206, 5040: 5380}  # where the right ends of lines are then
_STYLE = re.compile(r"<w:style [^>]*w:styleId=\"(\w+)\">.*?</w:style>", re.DOTALL)
_BOLD = re.compile(r"<w:b/>(?!<w:bCs/>)")


def styles(xml: str, *, right_to_left: bool, close: bool) -> str:
    """The styles of a file that runs from right to left, is set close, or both."""
    if close:
        xml = _STYLE.sub(_of_ten_points, xml)
        for place, wide in WIDE_TABS.items():
            xml = xml.replace(f'w:pos="{place}"', f'w:pos="{wide}"')
    if right_to_left:
        xml = _BOLD.sub("<w:b/><w:bCs/>", xml)
        xml = xml.replace(
            '<w:name w:val="Normal"/><w:qFormat/>',
            '<w:name w:val="Normal"/><w:qFormat/><w:pPr><w:bidi/></w:pPr>',
        )
        # What Label and others say of bold letters holds for Urdu's too; not so for plain ones.
    return xml.replace("</w:styles>", f"{HAND_LINE.format(height=HEIGHT)}</w:styles>")


def _of_ten_points(match: re.Match[str]) -> str:
    style = match[0]
    if match[1] == "Title":
        return _sized(style, 32, 33)
    if match[1] not in OF_TEN_POINTS:
        return style
    if match[1] in ("Area", "ColumnHeading"):
        style = re.sub(r'w:(before|after)="\d+"', r'w:\1="20"', style)
    return _sized(style, LATIN, URDU)


def _sized(style: str, latin: int, urdu: int) -> str:
    style = re.sub(r'<w:sz w:val="\d+"/>', f'<w:sz w:val="{latin}"/>', style)
    return re.sub(r'<w:szCs w:val="\d+"/>', f'<w:szCs w:val="{urdu}"/>', style)


def turned(xml: str, *, right_to_left: bool, close: bool) -> str:
    """The text with its section running from right to left and with narrow margins, where so."""
    if close:
        for margin, width in MARGINS.items():
            xml = re.sub(rf'(<w:pgMar [^>]*w:{margin}=)"\d+"', rf'\1"{width}"', xml)
    if not right_to_left:
        return xml
    return re.sub(r"(<w:cols [^>]*/>)(?!<w:bidi/>)", r"\1<w:bidi/>", xml)
