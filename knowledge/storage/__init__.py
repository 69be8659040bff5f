"""Files on disk: whole or not there at all, and their owner's alone."""
