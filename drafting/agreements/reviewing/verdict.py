"""One verdict on a draft: may it be signed? In the words that every place shows.

The pages' header, file names, the PDF, Slack, the terminal and JSON all ask here, so that none of
them says something else.
"""

from __future__ import annotations

from dataclasses import dataclass

from drafting.documents.page_status import PageStatus

RULES = 2  # by which verdicts are given now
EARLIER_RULES = 1  # a copy said "For signature" as soon as no blank was open, whatever else was
FOR_REVIEW = "Draft for review, not for signature"
EARLIER = "Made under earlier rules, which counted blanks alone"


@dataclass(frozen=True)
class Verdict:
    """Whether a draft may be signed: a draft keeps the rules that it was made under."""

    open_points: int
    rules: int = RULES

    @property
    def is_earlier(self) -> bool:
        """True for a draft whose pages were headed under earlier rules: nothing vouches for it."""
        return self.rules < RULES

    @property
    def is_ready(self) -> bool:
        """True where nothing is open."""
        return not self.open_points and not self.is_earlier

    @property
    def count(self) -> str:
        """'17 open points'."""
        return f"{self.open_points:,} open point{'' if self.open_points == 1 else 's'}"

    @property
    def heading(self) -> str:
        """'For signature', or 'Not ready for signature: 17 open points'."""
        if self.is_earlier:
            return f"{EARLIER}: {self.count}"
        return "For signature" if self.is_ready else f"Not ready for signature: {self.count}"

    @property
    def in_short(self) -> str:
        """For a table: 'for signature', '17 open points'."""
        if self.is_earlier:
            return f"{self.count} (earlier rules)"
        return "for signature" if self.is_ready else self.count

    @property
    def page_status(self) -> PageStatus:
        """What the header of every page says, in each copy."""
        still_open = f": {self.count}" if self.open_points else ""
        return PageStatus(f"{FOR_REVIEW}{still_open}", self.heading)

    @property
    def in_file_names(self) -> str:
        """'for-signature' or 'not-ready-17-open'; '' under earlier rules, which said nothing."""
        if self.is_earlier:
            return ""
        return "for-signature" if self.is_ready else f"not-ready-{self.open_points}-open"
