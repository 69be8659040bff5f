"""The pool (CSPF 15(a), 16(d)): partners and prospects together, who is where and works on what.

pool_of        everybody in it, of the partners on record and the register's prospects
pool_filter    what is looked for, as somebody typed or chose it
pool_page      the report, with a map of the provinces and the gaps
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
