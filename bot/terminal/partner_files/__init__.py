"""Files of partners at the terminal: what an import changes, and what is open afterwards."""
