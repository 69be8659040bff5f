"""`python -m bot` is the `saathi` command."""

from bot.cli import main

main()
