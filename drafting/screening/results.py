"""What a check showed, in words that name nobody who is listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drafting.partners.field_values import day, listed
from drafting.partners.office_time import office_day
from drafting.screening.matches import MatchStanding, PossibleMatch, Screening
from drafting.screening.matching import list_words


@dataclass(frozen=True)
class ScreeningResult:
    """What a partner's last check showed; it holds no name of a match."""

    check: str  # its id
    words: str  # the day, who checked, the lists with their dates, how many matches and how settled
    is_current: bool  # nothing is open, and nothing of the partner has changed since


def result_of(
    screening: Screening, matches: Sequence[PossibleMatch], *, is_due: bool
) -> ScreeningResult:
    """The result of a check whose possible matches stand so now."""
    lists = "; ".join(list_words(checked.title, checked.as_of) for checked in screening.lists)
    names = "1 name" if screening.names == 1 else f"{screening.names} names"
    words = (
        f"Checked on {day(office_day(screening.at))} by {screening.by}: {names} against {lists}. "
        f"{_match_words(matches)}"
    )
    settled = all(match.standing is MatchStanding.CLEARED for match in matches)
    return ScreeningResult(screening.id, words, settled and not is_due)


def _match_words(matches: Sequence[PossibleMatch]) -> str:
    if not matches:
        return "No possible match."
    count = "1 possible match" if len(matches) == 1 else f"{len(matches)} possible matches"
    return f"{count}: {listed(tuple(_by_standing(matches)))}."


def _by_standing(matches: Sequence[PossibleMatch]) -> Iterator[str]:
    """'1 open', '2 cleared by Sample Officer': how many stand so, and by whom."""
    for standing in MatchStanding:
        of_standing = [match for match in matches if match.standing is standing]
        people = dict.fromkeys(
            match.decisions[-1].by for match in of_standing if standing is not MatchStanding.OPEN
        )
        by = f" by {listed(tuple(people))}" if people else ""
        if of_standing:
            yield f"{len(of_standing)} {standing}{by}"
