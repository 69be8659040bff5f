"""Screening: a partner’s names and numbers against the lists that the office puts in a folder.

ScreeningDesk     checks a partner, says what is due, keeps how a possible match was settled
PossibleMatch     an entry of a list that may mean somebody of the partner, with its reasons
due_checks        the partners to be checked; `waiting_matches` what waits for a person
WatchList         a list file as read; `read_lists` reads a folder of them
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
