"""The partner's record as data: who the partner is, and its agreements. Unknown stays unknown.

Each field's title is what people read; `RESTRICTED` marks what only some roles may see. Fields that
hold nothing are unknown: nothing is guessed, and nothing is derived where the law decides.

Partner, Agreement, Person ...   the record and its parts
fields_of, value_at   a record's fields with their titles and types
know_places    the districts that may be named
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
