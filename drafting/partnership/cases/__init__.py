"""Cases (CSPF 17(b)): what they hold, how they stand, how long they are kept, and their report.

The kind of entry itself is `drafting/partnership/kinds/case.py`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
