"""Two-way due diligence (CSPF 15(d)): the catalogue, the choice of items, checklists at work."""
