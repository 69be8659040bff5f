"""What the policies say: documents, their index, and answers word for word.

PolicyDesk     the whole: library, index and answers, kept in step
Library        every edition on record; `compare` tells what changed between two
read_document  .md, .docx and .pdf → Document with its clause tree
check_file     the guard before any of them opens a file
read_word_file  the plain paragraphs of a .docx that passed the guards, for comparing files
PolicyIndex    search over any passages, with scores; `build_index` makes one
ClauseRetriever  the same for LangChain
Writer         answers in a chat model's words, checked
Answer, Citation, Document, Clause ...  the domain objects
KnowledgeError   the base of all errors; its text is one sentence with the cure

Beside it stand `knowledge.reading`, `knowledge.storage` and `knowledge.confinement`: the guards,
files and child processes that drafting works with too.
"""

import os

import lazy_loader

# Before onnxruntime is loaded, by whichever library: it would else give this machine an id and send
# Microsoft what it runs. Its own function for that comes too late.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
