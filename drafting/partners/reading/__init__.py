"""Workbooks and YAML files of partners, read and merged into the partner file.

plan_content   what a file that somebody sent would change
NoPartnersInIt   raised for a workbook that is no partner file
highlights     the sums, accounts and dates of a partner, for a look before it is saved
stamps_of      which version of each record an export is made from
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
