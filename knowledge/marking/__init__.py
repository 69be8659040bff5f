"""People's marks: "this clause answers", "this one does not", and which questions they are for.

Mark            what a person decided about one clause and one question
applied_mark    a mark among the documents in force: where its clause stands now, or stale
words_digest    names what a clause says, whatever its number is
ask_the_same    whether two questions ask the same, strictly
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
