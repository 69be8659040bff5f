"""The edge: the terminal, and the only package that knows the environment."""
