"""What Saathi says in its own words: prose files and their strict loader."""

from prompts.loader import Prompt, PromptError, fill, load

__all__ = ["Prompt", "PromptError", "fill", "load"]
