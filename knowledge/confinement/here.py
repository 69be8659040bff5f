"""Where this code runs: in Saathi, or in a child process that reads a file."""

is_child = False
