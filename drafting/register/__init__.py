"""The register: what is opened about a partner, what both sides say to it, and what of it waits.

Register     opens entries and keeps what is said to them; nothing is changed or taken away
RegisterDesk the same from what people type, whichever door it came through
EntryKind    the base of a kind of entry: one module has all its rules
Waiting      something that one side owes by a day
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
