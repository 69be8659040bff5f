"""Daily chores of whoever serves: what is older than the settings keep it is deleted, by one."""

from __future__ import annotations

import logging
import threading

from bot.services import Services

LOG = logging.getLogger("saathi.housekeeping")
FIRST = 120.0  # seconds after the start
EVERY = 3600.0  # seconds between looks whether a day has passed


class Housekeeping:
    """Looks every hour whether the day's chores are due, until it is stopped."""

    def __init__(self, services: Services, first: float = FIRST, every: float = EVERY) -> None:
        """`first` and `every` are seconds: until the first look, and between looks."""
        self._services = services
        self._first, self._every = first, every
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="housekeeping", daemon=True)

    def start(self) -> None:
        """Starts looking."""
        self._thread.start()

    def stop(self) -> None:
        """Stops looking; a look under way is finished."""
        self._stopping.set()
        if self._thread.ident:
            self._thread.join()

    def look(self) -> int:
        """Does what is due; how many things were deleted."""
        filed = self._services.file_all_decisions()
        if filed:
            LOG.info("filed decisions of the Committee in partners' records: %s", filed)
        removals = self._services.retention.carry_out_daily()
        if removals:
            LOG.info("deleted what is too old by the settings: %s things", len(removals))
        return len(removals)

    def _run(self) -> None:
        wait = self._first
        while not self._stopping.wait(wait):
            wait = self._every
            try:
                self.look()
            except Exception:  # the next look may go well
                LOG.exception("what is too old could not be deleted")
