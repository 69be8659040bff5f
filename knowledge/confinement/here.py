"""Where this code runs: in Saathi, or in a child that reads a file already."""

is_child = False
