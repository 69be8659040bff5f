"""The screening desk: checks a partner, says when it is due again, and keeps what was settled."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime

from dateutil.relativedelta import relativedelta

from drafting.partners.field_values import day
from drafting.partners.office_time import office_day, office_today
from drafting.partners.partner_file import PartnerFile
from drafting.partners.record.partner import Partner
from drafting.screening.entries import BadList, WatchList
from drafting.screening.matches import (
    CheckedList,
    MatchDecision,
    MatchStanding,
    PossibleMatch,
    Screening,
    UnfitMatchDecision,
)
from drafting.screening.matching import find_matches, list_words
from drafting.screening.name_lists import ScreenedLists
from drafting.screening.results import ScreeningResult, result_of
from drafting.screening.store import Screenings
from drafting.screening.subjects import fingerprint, subjects_of
from drafting.sealing import reason_of, why_unfit

LONGEST_NAME = 120
NO_REASON = "Write the reason: what you compared, and what it showed."


class ScreeningDesk:
    """Checks partners against the office's lists. Threads and processes may share its database."""

    def __init__(  # noqa: PLR0913  (what a desk works with)
        self,
        *,
        partners: PartnerFile,
        screenings: Screenings,
        lists: Callable[[], Sequence[WatchList]],
        again_after_months: int,
        changed: Callable[[str], object] = lambda _partner: None,
        today: Callable[[], date] = office_today,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`lists` is asked each time, so that a new edition holds at once.

        `changed` hears of a partner, by its id, after each check and each decision on a match.
        """
        self._partners = partners
        self.screenings = screenings
        self._lists = lists
        self._months = again_after_months
        self._changed = changed
        self._today = today
        self._clock = clock
        self._screened: tuple[tuple[str, ...], ScreenedLists] | None = None
        self._laying_out = threading.Lock()  # which takes seconds for a long list: once is enough

    def lists(self) -> Sequence[WatchList]:
        """The office's lists. Raises BadList where one cannot be read."""
        return self._lists()

    def screen(self, partner_id: str, by: str, account: str = "") -> Screening:
        """Checks a partner against every list, and puts that on record.

        `by` is a name; `account` is whose it is: a member's id, or the account at the terminal.
        Raises UnknownPartner, and BadList where there is no list or one cannot be read.
        """
        partner = self._partners.get(partner_id)
        lists = self._lists()
        if not lists:
            raise BadList(
                "No list is there to check against; put the lists’ files (.xml, .xlsx, .csv) into "
                "the folder `screening` of Saathi’s home."
            )
        subjects, now = subjects_of(partner), self._clock()
        found = find_matches(partner.id, subjects, self._laid_out(lists), now)
        screening = Screening(
            id=uuid.uuid4().hex,
            partner=partner.id,
            at=now,
            by=by,
            names=len(subjects),
            fingerprint=fingerprint(partner),
            lists=tuple(_checked(watch_list) for watch_list in lists),
            found=tuple(match.id for match in found.matches),
            passed_over=found.passed_over,
            account=account,
        )
        self.screenings.keep(screening, found.matches)
        self._changed(partner.id)
        return screening

    def latest(self, partner_id: str) -> Screening | None:
        """The newest check of a partner; None where it was never checked."""
        return self.screenings.newest(partner_id)

    def current_matches(self, partner_id: str) -> list[PossibleMatch]:
        """What counts of a partner now: what its last check found.

        What an earlier check found still counts where that list is not among the last check's.
        """
        latest = self.latest(partner_id)
        if latest is None:
            return []
        titles = {checked.title for checked in latest.lists}
        return [
            match
            for match in self.screenings.matches(partner_id)
            if match.id in latest.found or match.list_title not in titles
        ]

    def match(self, match_id: str) -> PossibleMatch:
        """The possible match of that id. Raises UnknownMatch."""
        return self.screenings.match(match_id)

    def open_matches(self, partner_id: str) -> list[PossibleMatch]:
        """The possible matches of a partner that nobody cleared: open ones, and confirmed ones."""
        matches = self.current_matches(partner_id)
        return [match for match in matches if match.standing is not MatchStanding.CLEARED]

    def result(self, partner_id: str) -> ScreeningResult | None:
        """What a partner's last check showed, without names; None where it was never checked.

        Raises UnknownPartner.
        """
        latest = self.latest(partner_id)
        if latest is None:
            return None
        partner = self._partners.get(partner_id)
        is_due = any(self._changes(partner, latest, ()))  # new lists need no reading for this
        return result_of(latest, self.current_matches(partner_id), is_due=is_due)

    def decide(
        self, match_id: str, outcome: MatchStanding, by: str, reason: str, account: str = ""
    ) -> PossibleMatch:
        """The match as a named person settled it; OPEN takes back what was settled before.

        Raises UnknownMatch, and UnfitMatchDecision without a name or a reason.
        """
        match = self.screenings.match(match_id)
        name, why = " ".join(by.split())[:LONGEST_NAME], reason_of(reason)
        if not name:
            raise UnfitMatchDecision("Say who settles it, by name.")
        if why_not := why_unfit(why, NO_REASON):
            raise UnfitMatchDecision(why_not)
        if outcome is match.standing:
            raise UnfitMatchDecision(f"The possible match {match.id} is {outcome} already.")
        decision = MatchDecision(
            at=self._clock(), by=name, outcome=outcome, reason=why, account=account
        )
        settled = self.screenings.decide(match, decision)
        self._changed(match.partner)
        return settled

    def due(self) -> list[tuple[Partner, tuple[str, ...]]]:
        """The partners that are to be checked, each with why, in words. Raises BadList."""
        lists = self._lists()
        latest = self.screenings.newest_of_all()
        reasons = (
            (partner, self._why_due(partner, latest.get(partner.id), lists))
            for partner in self._partners.all()
        )
        return [(partner, why) for partner, why in reasons if why]

    def periods_since(self, screening: Screening) -> int:
        """How many whole periods of the setting ago a check was made."""
        age = relativedelta(self._today(), office_day(screening.at))
        months: int = 12 * age.years + age.months
        return months // self._months

    def why_due(self, partner: Partner, lists: Sequence[WatchList]) -> tuple[str, ...]:
        """Why a partner is to be checked, a sentence each; () where its last check still holds."""
        return self._why_due(partner, self.latest(partner.id), lists)

    def _why_due(
        self, partner: Partner, latest: Screening | None, lists: Sequence[WatchList]
    ) -> tuple[str, ...]:
        if latest is None:
            return ("It was never checked.",)
        return tuple(self._changes(partner, latest, lists))

    def _changes(
        self, partner: Partner, latest: Screening, lists: Sequence[WatchList]
    ) -> Iterator[str]:
        if latest.fingerprint != fingerprint(partner):
            yield "Its names or numbers changed since."
        digests = {checked.digest for checked in latest.lists}
        for watch_list in lists:
            if watch_list.digest not in digests:
                yield f"New since: {list_words(watch_list.title, watch_list.as_of)}."
        checked_on = office_day(latest.at)
        if checked_on + relativedelta(months=self._months) <= self._today():
            yield f"The last check was on {day(checked_on)}."

    def _laid_out(self, lists: Sequence[WatchList]) -> ScreenedLists:
        """The lists laid out for the search, once for each edition."""
        digests = tuple(watch_list.digest for watch_list in lists)
        with self._laying_out:
            if self._screened is None or self._screened[0] != digests:
                self._screened = (digests, ScreenedLists.of(lists))
            return self._screened[1]


def _checked(watch_list: WatchList) -> CheckedList:
    return CheckedList(
        title=watch_list.title,
        file=watch_list.file,
        as_of=watch_list.as_of,
        digest=watch_list.digest,
        entries=len(watch_list.entries),
    )
