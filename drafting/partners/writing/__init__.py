"""Partners written as workbooks, .csv and YAML, and the blank workbook.

AskedFields    what a document needs, for a workbook that asks for no more
template       the blank workbook
open_workbook  what is still open of one agreement, with what is known beside
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
