"""Reports over many partners: turn-around times and decisions."""
