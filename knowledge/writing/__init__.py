"""A chat model's statements, each checked against the clause that it cites.

check     whether a claim stands on the clauses that the model was given
check_is_installed  whether the parser that the check needs is there
Claim     one statement of a model, with the clause that it names
contradictions  the sentences of two texts that cannot both be followed
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
