"""The Committee that decides on partnerships (CSPF 18(c)): its sheets, and what it decided.

The kind of entry itself is `drafting/partnership/kinds/decision.py`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
