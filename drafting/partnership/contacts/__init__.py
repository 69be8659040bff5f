"""How both sides keep in touch (CSPF 16(b), footnote 10): the standard, contacts, questions."""
