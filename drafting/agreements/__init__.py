"""Agreements with a partner: drafted from its record, reviewed, compared."""
