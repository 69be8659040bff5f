"""The parser of English sentences: spaCy with its small model, read as package data.

It comes with the extra `check`, which the extras of the providers include: without a chat model no
sentence is parsed, and nothing of it is loaded.
"""

from __future__ import annotations

import importlib.util
import re
import threading
from functools import lru_cache
from typing import TYPE_CHECKING

from knowledge.storage.package_files import PARSER_FILES

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# A word, hyphenated or with its apostrophe; a number; or one mark.
WORD = re.compile(
    r"\d+(?:[.,]\d+)*(?:st|nd|rd|th|%)?(?![^\W\d_])|'s\b|'(?=\s|$)"
    r"|[^\W_]+(?:-[^\W_]+)*(?:'(?!s\b)[^\W\d_]+)?|[^\w\s]"
)
STEPS = ("tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer")
KEPT = 2048  # parses
_ONE_AT_A_TIME = threading.Lock()  # threads share the model, and it is not made for that


def check_is_installed() -> bool:
    """True where the extra is there; imports nothing."""
    return importlib.util.find_spec("spacy") is not None and PARSER_FILES[0].folder() is not None


@lru_cache(maxsize=1)
def load_parser() -> Language:
    """The parser. Raises EmbeddingError where the model is missing or altered."""
    import spacy  # noqa: PLC0415  (only where sentences of a model are checked: half a second)

    paths = [file.path() for file in PARSER_FILES]
    return spacy.load(paths[0].parent, exclude=["ner", "senter"])


@lru_cache(maxsize=KEPT)
def parse(sentence: str) -> Doc:
    """The words of one sentence, each with its head and what it is to it."""
    from spacy.tokens import Doc  # noqa: PLC0415

    with _ONE_AT_A_TIME:
        language = load_parser()
        doc = Doc(language.vocab, words=WORD.findall(sentence))
        for name in STEPS:
            doc = language.get_pipe(name)(doc)
    return doc
