"""How a partner develops in directions of its own (CSPF 16(f)): its aims, and what came of them.

The kind of entry itself is `drafting/partnership/kinds/development.py`.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
