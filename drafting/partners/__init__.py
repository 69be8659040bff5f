"""The partner file: the partners' records, every version of them, and who the office is.

PartnerFile    the records and their versions; Stored, Change
visible        a record without what a person may not see; `chosen` filters partners
plan_import, carry_out_import   workbooks and YAML into the file; `export_partners` the other way
Office         the office's own side of every agreement; `office_today` its date
office_name    what sentences call it, which `name_office` sets; `with_office` fills it in
DraftingError  the base of all errors in drafting; its text is one sentence with the cure
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
