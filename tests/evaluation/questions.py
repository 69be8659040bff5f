"""Files of questions, and texts brought to one form so that they can be compared."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})

Question = dict[str, Any]


def normal(text: str) -> str:
    """`text` without what differs between copies: quotes' and dashes' forms, emphasis, marks."""
    bare = re.sub(r"[*_]+|[¹²³⁴⁵⁶⁷⁸⁹⁰]+", " ", text.translate(PLAIN))
    return " ".join(bare.split()).lower()


def load(file: Path) -> list[Question]:
    """The questions of a file."""
    questions: list[Question] = yaml.safe_load(file.read_text(encoding="utf-8"))
    return questions
