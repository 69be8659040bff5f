"""What the policies say: documents, their index, and answers word for word.

PolicyDesk     the whole: library, index and answers, kept in step
Library        every edition on record; `compare` tells what changed between two
read_document  .md, .docx and .pdf → Document with its clause tree
check_file     the guard before any of them opens a file; `check_content` for one in memory
read_word_file  the plain paragraphs of a .docx that passed the guards, for comparing files;
               `read_word_content` for one in memory
look_through   the guard that every zip package passes before it is opened, under Caps
confined       a reader whose calls run in a child process, within Limits
write_whole    files that are their owner's alone, whole or not there at all (own_folder, file_lock)
PolicyIndex    search over any passages, with scores; `build_index` makes one
ClauseRetriever  the same for LangChain
Writer         answers in a chat model's words, checked
Answer, Citation, Document, Clause ...  the domain objects
KnowledgeError   the base of all errors; its text is one sentence with the cure
"""

import os
from typing import TYPE_CHECKING, Any

from knowledge.errors import (
    CorruptCorpus,
    DuplicateEdition,
    EmbeddingError,
    IndexBusy,
    IndexMismatch,
    IndexMissing,
    KnowledgeError,
    UnknownDocument,
    UnreadableDocument,
)
from knowledge.models import (
    Answer,
    Citation,
    Clause,
    Contact,
    Document,
    Footnote,
    Gap,
    Point,
    Reason,
    Section,
    Statement,
    Status,
    Tension,
    Writing,
)

# Before onnxruntime is loaded, by whichever library: it would else give this machine an id and send
# Microsoft what it runs. Its own function for that comes too late.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

if TYPE_CHECKING:
    from knowledge.confinement import Limits, confined
    from knowledge.index.building import build as build_index
    from knowledge.index.passages import Passage
    from knowledge.index.policy_index import Hit, PolicyIndex, Query
    from knowledge.index.retriever import ClauseRetriever
    from knowledge.library import Change, Library, Record, compare
    from knowledge.policy_desk import Added, PolicyDesk
    from knowledge.reading import read_document
    from knowledge.reading.guards import check_content, check_file
    from knowledge.reading.packages import BadPackage, Caps, PackageFault, look_through
    from knowledge.reading.word.paragraphs import WordFile, read_word_content, read_word_file
    from knowledge.storage.files import (
        OTHERS,
        OWNERS_FILE,
        file_lock,
        is_own,
        own_folder,
        take_from_others,
        write_whole,
    )
    from knowledge.storage.package_files import package_file_problems
    from knowledge.writing.writer import Writer

# Loaded at first use: numpy, bm25s and langchain-core cost half a second that `--help` is spared.
_LATER = {
    "Added": ("knowledge.policy_desk", "Added"),
    "BadPackage": ("knowledge.reading.packages", "BadPackage"),
    "Caps": ("knowledge.reading.packages", "Caps"),
    "Change": ("knowledge.library", "Change"),
    "ClauseRetriever": ("knowledge.index.retriever", "ClauseRetriever"),
    "Hit": ("knowledge.index.policy_index", "Hit"),
    "Library": ("knowledge.library", "Library"),
    "Limits": ("knowledge.confinement", "Limits"),
    "OTHERS": ("knowledge.storage.files", "OTHERS"),
    "OWNERS_FILE": ("knowledge.storage.files", "OWNERS_FILE"),
    "PackageFault": ("knowledge.reading.packages", "PackageFault"),
    "Passage": ("knowledge.index.passages", "Passage"),
    "PolicyDesk": ("knowledge.policy_desk", "PolicyDesk"),
    "PolicyIndex": ("knowledge.index.policy_index", "PolicyIndex"),
    "Query": ("knowledge.index.policy_index", "Query"),
    "Record": ("knowledge.library", "Record"),
    "WordFile": ("knowledge.reading.word.paragraphs", "WordFile"),
    "Writer": ("knowledge.writing.writer", "Writer"),
    "build_index": ("knowledge.index.building", "build"),
    "check_content": ("knowledge.reading.guards", "check_content"),
    "check_file": ("knowledge.reading.guards", "check_file"),
    "compare": ("knowledge.library", "compare"),
    "confined": ("knowledge.confinement", "confined"),
    "package_file_problems": ("knowledge.storage.package_files", "package_file_problems"),
    "file_lock": ("knowledge.storage.files", "file_lock"),
    "is_own": ("knowledge.storage.files", "is_own"),
    "own_folder": ("knowledge.storage.files", "own_folder"),
    "look_through": ("knowledge.reading.packages", "look_through"),
    "read_document": ("knowledge.reading", "read_document"),
    "read_word_content": ("knowledge.reading.word.paragraphs", "read_word_content"),
    "read_word_file": ("knowledge.reading.word.paragraphs", "read_word_file"),
    "take_from_others": ("knowledge.storage.files", "take_from_others"),
    "write_whole": ("knowledge.storage.files", "write_whole"),
}

__all__ = [
    "OTHERS",
    "OWNERS_FILE",
    "Added",
    "Answer",
    "BadPackage",
    "Caps",
    "Change",
    "Citation",
    "Clause",
    "ClauseRetriever",
    "Contact",
    "CorruptCorpus",
    "Document",
    "DuplicateEdition",
    "EmbeddingError",
    "Footnote",
    "Gap",
    "Hit",
    "IndexBusy",
    "IndexMismatch",
    "IndexMissing",
    "KnowledgeError",
    "Library",
    "Limits",
    "PackageFault",
    "Passage",
    "Point",
    "PolicyDesk",
    "PolicyIndex",
    "Query",
    "Reason",
    "Record",
    "Section",
    "Statement",
    "Status",
    "Tension",
    "UnknownDocument",
    "UnreadableDocument",
    "WordFile",
    "Writer",
    "Writing",
    "build_index",
    "check_content",
    "check_file",
    "compare",
    "confined",
    "file_lock",
    "is_own",
    "look_through",
    "own_folder",
    "package_file_problems",
    "read_document",
    "read_word_content",
    "read_word_file",
    "take_from_others",
    "write_whole",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'knowledge' has no attribute '{name}'")
    from importlib import import_module  # noqa: PLC0415

    module, attribute = _LATER[name]
    return getattr(import_module(module), attribute)
