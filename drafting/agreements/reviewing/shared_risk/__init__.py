"""CSPF 17: what in a document moves a risk to one side, read beside the register's risks."""
