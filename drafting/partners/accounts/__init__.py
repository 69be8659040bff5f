"""Changes of a partner's account: held until a second person records that they called back.

AccountDesk    settles what waits: confirmed by a call, refused, withdrawn
AccountChange  one change on record, with its state and its CallBack
CallBackRefused  why a change is not settled so, and which field is wrong
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
