"""The kinds of entries of the register: a module each, which names its instance `KIND`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from drafting.register import EntryKind


def all_kinds() -> tuple[EntryKind, ...]:
    """Every kind, by the order of their modules' names."""
    names = sorted(module.name for module in iter_modules(__path__))
    return tuple(import_module(f"{__name__}.{name}").KIND for name in names)
