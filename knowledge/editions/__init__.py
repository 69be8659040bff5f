"""Editions on record: what was put there, what was amended, and what differs between two.

Record       an edition, its amendments, and which of several is in force
compare      two editions side by side, aligned by their words
history_of   who put what on record, and who decided what about it later
keeping      the files they are kept in, each whole and never overwritten
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
