"""What Saathi says in its own words, and what it asks a chat model: prose files, strictly loaded.

fill, load        a reply's prose
ChatPrompt, load_chat   a chat prompt's prose, and its places by kind
ChatModel         a chat prompt → what the model wrote, or ModelUnavailable; imported late
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
