"""Agreements with a partner: drafted from its record, reviewed, issued and compared.

DraftingDesk   AgreementRequest → Draft, saved whole, with its Review; versions and comparisons
ClauseLibrary, TemplateShelf   the clauses and templates, the office's own beside Saathi's
check_everything   what is wrong in any of them
run_batch      the same document for many partners
office_gaps    what the office's settings leave open in every document
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
