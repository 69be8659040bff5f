"""Sealing: what only some roles may see is encrypted before it is kept.

KeyRing         the keys in force: the first seals, all of them open
parse_keys      keys as a setting or a file holds them; `new_key` makes one
note_key        leaves on record that a database holds sealed values, and under which key
Seal            seals and opens what belongs to one row and field
CannotOpen      a sealed value whose key is missing, or which was tampered with
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
