"""The calendar of partnerships: what is due when, of all that is on record; computed, never stored.

due            all that waits of one partner, a pure function over what is on record
CalendarDesk   the same from the database, for one partner and for all of them
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
