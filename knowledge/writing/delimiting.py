"""What people and documents say, put between marks for a chat model.

Nothing between the marks can close them: its angle brackets become characters that look alike.
"""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.asking.understanding import clean
from knowledge.models import Citation, Statement

BRACKETS = str.maketrans({"<": "‹", ">": "›"})


def delimit(text: str) -> str:
    """`text` on one line, without a character that opens or closes a mark."""
    return clean(text).translate(BRACKETS)


def clause_name(citation: Citation) -> str:
    """How a model names the clause: 'cspf 17(a)'."""
    return f"{citation.document} {citation.clause}"


def delimit_clauses(citations: Iterable[Citation]) -> str:
    """The clauses whole, each between marks with its name."""
    return "\n\n".join(
        f'<clause id="{clause_name(citation)}">\n{_lines(citation.text)}\n</clause>'
        for citation in citations
    )


def delimit_statements(statements: Iterable[Statement]) -> str:
    """The statements with their quotes, each between marks with its clause's name."""
    return "\n\n".join(
        f'<statement id="{statement.document} {statement.clause}">\n{delimit(statement.text)}\n'
        f"<quote>\n{_lines(statement.quote)}\n</quote>\n</statement>"
        for statement in statements
    )


def _lines(text: str) -> str:
    return "\n".join(delimit(line) for line in text.split("\n"))
