"""A look at a document before it is in force, for whoever must approve it.

Proposal         a file as it was read, what it would replace, what would change, and what to doubt
doubts_of        what a person should look at before they say yes
approval_report  the same as one HTML file, each page's picture beside its clauses
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
