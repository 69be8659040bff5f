"""Reports over many partners, a module each; `choosing.py` has them by their names."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
