"""Sets the values that a template asks for: words, open fields, references, titles with comments.

One typesetter sets one document, both copies at once: it counts the comments and bookmarks, whose
ids must be unique, and marks the places where the copies differ. The mark is a control character,
which no value can hold.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from drafting.documents.composition import Annex, Composition, Paragraph, Run, SetClause, Table
from drafting.documents.word.looks import PLAIN, Look, properties
from drafting.documents.word.marks import FirstColumn, Heading
from drafting.documents.word.places import ValueSurroundings
from drafting.documents.word.texts import plain, run, runs

LONGEST_BOOKMARK = 40  # characters that Word allows
SHORTEST_BLANK, LONGEST_BLANK, LONGEST_BLANK_IN_A_CELL = 8, 28, 12  # underscores
MARK = "\x01"
BRACKETS = re.compile(r"^\[(.*)\]$", re.DOTALL)
OPEN_FIELD, BLANK_FIELD = "Open field", "Blank field"
COMMENT_MARK = "annotation reference"


class Comment(NamedTuple):
    """A comment beside a clause."""

    id: int
    text: str


class CopyStatus(str):
    """How far the working copy is from signature; knows the same of the clean one."""

    __slots__ = ("of_the_clean_copy",)
    of_the_clean_copy: str


class Manner(NamedTuple):
    """How a document is set."""

    places: Sequence[ValueSurroundings]  # where values stand in the template, by number
    styles: Mapping[str, str]  # the ids of its styles by name
    numbers_clauses: bool  # Word counts the clauses, so that a reference can be a field
    numbers_annexes: bool


class Typesetter:
    """Called by the compiled template with a value and the number of its look."""

    def __init__(self, composition: Composition, manner: Manner) -> None:
        self.manner = manner
        self.comments: list[Comment] = []
        self.tables: list[Table] = []
        self.differing: list[tuple[str, str]] = []  # in the working copy, and in the clean one
        self._marked: set[str] = set()
        self._numbers = _numbers(composition, manner)
        self._open = Look(style=manner.styles.get(OPEN_FIELD, ""))
        self._blank = Look(style=manner.styles.get(BLANK_FIELD, ""))
        mark = Look(style=manner.styles.get(COMMENT_MARK, ""))
        self._comment_look = properties("", mark)

    def __call__(self, value: object, place: int) -> Markup:
        """The runs of `value`, which is any value of a composition."""
        there = self.manner.places[place]
        return Markup(self._set(value, there))  # noqa: S704  (`runs` escapes)

    def filled(self, xml: str, copy: int) -> str:
        """`xml` with its marks replaced by the words of the working copy (0) or the clean one."""
        pieces = xml.split(MARK)
        pieces[1::2] = [self.differing[int(number)][copy] for number in pieces[1::2]]
        return "".join(pieces)

    def _differs(self, working: str, clean: str) -> str:
        self.differing.append((working, clean))
        return f"{MARK}{len(self.differing) - 1}{MARK}"

    def _set(self, value: object, place: ValueSurroundings) -> str:
        look = place.look
        if isinstance(value, tuple):
            return "".join([self._run(part, place) for part in value])
        if isinstance(value, CopyStatus):
            clean = runs(value.of_the_clean_copy, look, PLAIN)
            return self._differs(runs(value, look, PLAIN), clean)
        if isinstance(value, Heading):
            return self._titled(value, look)
        if isinstance(value, FirstColumn):
            self.tables.append(value.of)
            return f"<!--table {len(self.tables) - 1}-->" + runs(value, look, PLAIN)
        if isinstance(value, Paragraph):
            return self._set(value.runs, place)
        return runs(str(value), look, PLAIN)

    def _run(self, words: Run, place: ValueSurroundings) -> str:
        if words.open_field:
            return self._open_field(words, place)
        look = place.look
        run_look = Look(bold=words.bold, italic=words.italic)
        number = self._numbers.get(words.refers_to) if words.refers_to else None
        if number is not None and words.text.endswith(number):
            before = words.text[: -len(number)]
            return runs(before, look, run_look) + _reference(
                words.refers_to, number, properties(look, run_look)
            )
        return runs(words.text, look, run_look)

    def _open_field(self, words: Run, place: ValueSurroundings) -> str:
        """Marked in the working copy; a line to write on, with its label, in the clean one."""
        brackets = BRACKETS.match(words.text)
        label = brackets[1] if brackets else words.text
        longest = LONGEST_BLANK_IN_A_CELL if place.narrow else LONGEST_BLANK
        line = "_" * min(max(len(label), SHORTEST_BLANK), longest)
        return self._differs(
            runs(f"[{label}]", place.look, self._open),
            run(line, place.look) + runs(f" ({label})", place.look, self._blank),
        )

    def _titled(self, title: Heading, look: str) -> str:
        """A title with its bookmark and, in the working copy, the comment that says why."""
        words = runs(title, look, PLAIN)
        name = bookmark(title.of.id if isinstance(title.of, SetClause) else title.of.letter)
        if name in self._marked:
            return words
        self._marked.add(name)
        number = len(self._marked)
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{self._commented(words, title.of)}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def _commented(self, words: str, item: SetClause | Annex) -> str:
        if item.reason is None:
            return words
        comment = Comment(len(self.comments), item.reason.text)
        self.comments.append(comment)
        start = f'<w:commentRangeStart w:id="{comment.id}"/>'
        mark = f'<w:r>{self._comment_look}<w:commentReference w:id="{comment.id}"/></w:r>'
        end = f'<w:commentRangeEnd w:id="{comment.id}"/>{mark}'
        return f"{self._differs(start, '')}{words}{self._differs(end, '')}"


def bookmark(name: str) -> str:
    """The name of the bookmark on a clause or an annex; Word's lists of bookmarks leave it out."""
    fit = "_Ref_" + re.sub(r"\W", "_", name, flags=re.ASCII)
    if len(fit) <= LONGEST_BOOKMARK:
        return fit
    return f"{fit[: LONGEST_BOOKMARK - 9]}_{zlib.crc32(name.encode()):08x}"


def _numbers(composition: Composition, manner: Manner) -> dict[str, str]:
    """What Word itself counts for each clause and annex that a reference can name."""
    clauses = {clause.id: clause.number for clause in composition.clauses()}
    annexes = {annex.letter: f"Annex {annex.letter}" for annex in composition.annexes}
    return (clauses if manner.numbers_clauses else {}) | (annexes if manner.numbers_annexes else {})


def _reference(to: str, number: str, look: str) -> str:
    """A field that follows the number when somebody moves the clause in Word."""

    def mark(kind: str) -> str:
        return f'<w:r>{look}<w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = f'<w:instrText xml:space="preserve"> REF {bookmark(to)} \\n \\h </w:instrText>'
    return (
        f"{mark('begin')}<w:r>{look}{code}</w:r>{mark('separate')}"
        f"{run(plain(number), look)}{mark('end')}"
    )
