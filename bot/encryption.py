"""Encrypts everything that stands in the database with the first key, and leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.operations.erasing import erase_traces
from bot.services import Services
from drafting.partnership import SEALED_TABLES, SealingState, seal_everything, sealing_state
from drafting.sealing import is_cleaned, mark_cleaned


@dataclass(frozen=True)
class EncryptionReport:
    """What an encryption did."""

    rows: int
    state: SealingState  # afterwards
    no_traces: bool  # False: what stood there before may still be found in the files


def encrypt_everything(
    services: Services, tell: Callable[[int], None] = lambda _: None
) -> EncryptionReport:
    """Seals what is left with the first key and takes its traces out of the database's files.

    `tell` hears how many rows were done so far. Killed at any moment, the next call goes on.
    Without a key nothing is done. Raises DatabaseError.
    """
    database, ring = services.database, services.key_ring
    state = sealing_state(database, ring)
    if ring.first is None:
        return EncryptionReport(0, state, no_traces=False)
    if state.left and is_cleaned(database, ring.first):
        mark_cleaned(database, ring.first, cleaned=False)
    rows = seal_everything(database, ring, tell) if state.left or state.locked else 0
    no_traces = is_cleaned(database, ring.first)
    if not no_traces and (no_traces := erase_traces(database, SEALED_TABLES)):
        mark_cleaned(database, ring.first)
    return EncryptionReport(rows, sealing_state(database, ring), no_traces)
