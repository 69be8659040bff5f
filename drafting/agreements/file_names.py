"""How the files of clauses and templates are named to whoever mends them."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).parent


def shown(file: Path) -> str:
    """A file of Saathi's own by its name in the package, one of the office's in full."""
    return str(file.relative_to(PACKAGE) if file.is_relative_to(PACKAGE) else file)
