"""Two-way due diligence (CSPF 15(d)): the catalogue, checklists at work, and their files.

DueDiligenceDesk   a checklist that fits an agreement, and the answers that it gets
Checklist, ChecklistEntry, ItemAnswer   a checklist at work; Summary what it adds up to
Catalogue, Item    what may be asked; TierPolicy how much
checklist_document, checklist_workbook   a checklist as a file; `read_checklist` reads it again
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
