"""What is wrong with a line that is no TOML, in plain words with the cure.

No sentence repeats a value, for it may be a secret.
"""

from __future__ import annotations

import codecs
import re

CURLY = "“”„‟‘’‚‛«»"
ESCAPE = re.compile("escape|hex value|unicode scalar", re.IGNORECASE)  # in tomllib's words
KEY = r"\s*[\w\"'.-]+"
INVISIBLE = re.compile("[\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060\ufeff]")
QUOTES = 'Curly quotes stand here, and TOML wants straight ones: {key} = "…".'
UNSEEN = "An invisible character stands here, as from a web page; type the line again."
NOT_CLOSED = "The text that begins here is not closed; end it as it begins, with three quotes."
LIST_NOT_CLOSED = 'The list that begins here is not closed; end it with ]: {key} = ["…"].'
BACKSLASH = (
    "In double quotes a \\ has a meaning of its own; put the text in single quotes: {key} = '…'."
)
LIST = (
    'Something in this list is not right; it is written {key} = ["…", "…"], each text in straight '
    "quotes, commas between, and ] at its end."
)
# What a line looks like → what is wrong and the cure; {key} is the name before the sign.
LOOKS: tuple[tuple[str, str], ...] = (
    (r"\s*(//|;|--|/\*)", "A comment begins with #."),
    (
        r"\s*[{}]",
        'This looks like JSON; here a setting is written name = "text", on a line of its own.',
    ),
    (
        rf"{KEY}\s*:\s*(#.*)?$",
        "This looks like YAML; here the name of a table stands in brackets, [{key}], and below it "
        'a setting is written name = "text".',
    ),
    (
        rf"{KEY}\s*:(?!=).*",
        "A setting is written with an equals sign: {key} = …, with text in straight quotes.",
    ),
    (
        r"\s*\[{1,2}[^\]#]*(#.*)?$",
        "The name of a table stands in brackets, and the closing one is missing: [office].",
    ),
    (r"\s*\[.*\].*\S", "Only a comment may stand behind the name of a table in its brackets."),
    (r"\s*\[", "The name of a table is letters, digits, '_' and dots in brackets: [office]."),
    (
        r"\s*[^\W\d]\w*( +\w+)+\s*=",
        "A name holds no spaces; write it with '_' between its words.",
    ),
    (rf"{KEY}\s*=\s*(#.*)?$", "The value of '{key}' is missing; write one, or remove the line."),
    (
        rf"{KEY}\s*=\s*\+?\d[\d\s()-]*[\s()-][\d\s()-]*(#.*)?$",
        'What is no plain number stands in straight quotes: {key} = "…".',
    ),
    (
        rf"{KEY}\s*=\s*\d{{1,3}}(,\d{{2,3}})+(\.\d+)?\s*(#.*)?$",
        "A number is written without commas; for easier reading it may hold '_': 20_000_000.",
    ),
    (
        rf"{KEY}\s*=\s*[+-]?0\d+\s*(#.*)?$",
        "A number does not begin with 0; take the 0 away, or, for a telephone number, put it all "
        'in straight quotes: {key} = "…".',
    ),
    (
        rf"{KEY}\s*=\s*(?i:true|yes|on)\s*(#.*)?$",
        "Write {key} = true, in small letters and without quotes.",
    ),
    (
        rf"{KEY}\s*=\s*(?i:false|no|off)\s*(#.*)?$",
        "Write {key} = false, in small letters and without quotes.",
    ),
    (
        rf"{KEY}\s*=\s*(?i:none|null|nil)\s*(#.*)?$",
        "There is no 'none' in TOML; remove the line, and '{key}' is not set.",
    ),
    (
        rf"{KEY}\s*=\s*(\"[^\"]*\"|'[^']*')\s*,",
        'Several values stand in square brackets: {key} = ["…", "…"].',
    ),
    (
        rf"{KEY}\s*=\s*(\"[^\"]*\"|'[^']*')\s*\S",
        "After the text in quotes only a comment may stand, which begins with #; inside the text, "
        'write a quote as \\".',
    ),
    (
        rf"{KEY}\s*=\s*(\"[^\"]*|'[^']*)$",
        "The quote that opens the text of '{key}' is not closed; write {key} = \"…\".",
    ),
    (rf"{KEY}\s*=\s*\[.*", LIST),
    (
        rf"{KEY}\s*=\s*\{{.*",
        'What stands in braces is written on one line: {{name = "…", title = "…"}}, with commas '
        "between.",
    ),
    (
        rf"{KEY}\s*=\s*[\d.+-]+\s+\S",
        "After a number only a comment may stand, which begins with #; text stands in straight "
        'quotes: {key} = "…".',
    ),
    (rf"{KEY}\s*==", "One equals sign is enough: {key} = …."),
    (rf"{KEY}\s*=\s*\S", 'Text stands in straight quotes: {key} = "…".'),
    (rf"{KEY}\s*(#.*)?$", 'An equals sign and a value are missing: {key} = "…".'),
)
OTHERWISE = (
    'This is no TOML; a setting is written name = "text" or name = 5, on a line of its own, and a '
    "comment begins with #."
)
UTF_16 = (
    "The file is saved as UTF-16 (Windows calls it “Unicode”), and TOML is UTF-8; open it in an "
    "editor and save it with the encoding UTF-8."
)
NO_UTF_8 = (
    "This line holds a character that is not UTF-8; open the file in an editor, save it with the "
    "encoding UTF-8, and look at the letters with accents."
)


def cure(line: str, why: str, first: str = "") -> str:
    """What is wrong with a line that tomllib refuses, and what to write.

    `why` is tomllib's reason, and `first` the line where the statement begins.
    """
    first = first or line
    key, value = _key(first), first.partition("=")[2].strip()
    bare = _unquoted(line)
    open_list = value.startswith("[") and not value.partition("#")[0].rstrip().endswith("]")
    looks = (
        (any(sign in bare for sign in CURLY), QUOTES),
        (bool(INVISIBLE.search(bare)), UNSEEN),
        (bool(ESCAPE.search(why)) and "\\" in line, BACKSLASH),
        (value.startswith(('"""', "'''")), NOT_CLOSED),
        (line is not first, LIST),
        (open_list, LIST_NOT_CLOSED),
        *((bool(re.match(look, line)), sentence) for look, sentence in LOOKS),
    )
    return next((sentence for fits, sentence in looks if fits), OTHERWISE).format(key=key)


def _unquoted(line: str) -> str:
    """The line without the texts in straight quotes, where any character is allowed."""
    return re.sub(r"\"[^\"]*\"|'[^']*'|#.*", "", line)


def encoding_cure(content: bytes) -> tuple[int, str] | None:
    """The line and the cure where the file is not UTF-8; None where it is."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in content[:200]:
        return 1, UTF_16
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1, NO_UTF_8
    return None


def _key(line: str) -> str:
    """The name before the sign, without quotes; 'name' where there is none to be seen."""
    match = re.match(r"\s*[\"']?([A-Za-z_][\w.-]*( +\w+)*)[\"']?\s*([=:]|$)", line)
    return match[1].strip().replace(" ", "_") if match else "name"
