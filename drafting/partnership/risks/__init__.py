"""Risks beside their entries: those of partners' files, and what reviews of agreements read.

The kind of entry itself is `drafting/partnership/kinds/risk.py`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
