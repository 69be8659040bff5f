"""What reviews and lessons change: the catalogue of due diligence, and the page that shows it.

RegisterNames   what entries of the register may name, by its sort
changed_catalogue the catalogue with what was taken of proposals
lessons_page    the report on meetings, lessons and proposals
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
