"""An agreement’s life: issued, signed, amended, ended; which version is the one to go by.

LifeDesk      enters steps by the one table of rules, takes them back, keeps the signed files
Life          all steps of one agreement, and the state that they come to
signing_pack  a version to sign with the policies that it rests on, one .zip
dates_of      the dates of an agreement, for a calendar
owed_terms    what an agreement owes, each with the one key by which it is known
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
