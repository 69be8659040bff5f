"""The chat model's budget: tokens and money of a day, in the database.

What a call can cost at most is counted before it is made, in one statement that the database
carries out whole; so neither threads nor replicas nor a crash can exceed the day's budget.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from bot.operations.database import Database
from drafting.partners import office_today
from prompts import Cost

METADATA = sa.MetaData()
SPENDING = sa.Table(
    "spending",
    METADATA,
    sa.Column("day", sa.String(10), primary_key=True),
    sa.Column("tokens", sa.BigInteger, nullable=False),
    sa.Column("micros", sa.BigInteger, nullable=False),
)
A_NEW_DAY = sa.text(
    "INSERT INTO spending (day, tokens, micros) VALUES (:day, 0, 0) ON CONFLICT DO NOTHING"
)


@dataclass(frozen=True)
class DailySpending:
    """The budget of each day, by the machine's calendar. Threads may share one."""

    database: Callable[[], Database]  # opened at the first call
    most: Cost  # of a day; no micros: money is not counted
    today: Callable[[], date] = office_today

    def reserve(self, cost: Cost) -> str | None:
        """The day that `cost` is counted to from now on; None where it does not fit."""
        day = self.today().isoformat()
        row = SPENDING.c
        fits = [row.day == day, row.tokens + cost.tokens <= self.most.tokens]
        if self.most.micros:
            fits.append(row.micros + cost.micros <= self.most.micros)
        with self.database().write() as connection:
            connection.execute(A_NEW_DAY, {"day": day})
            update = connection.execute(sa.update(SPENDING).where(*fits).values(_more(cost)))
        return day if update.rowcount else None

    def settle(self, day: str, reservation: Cost, used: Cost) -> None:
        """Counts `used` to `day` in place of `reserved`."""
        more = Cost(used.tokens - reservation.tokens, used.micros - reservation.micros)
        with self.database().write() as connection:
            connection.execute(sa.update(SPENDING).where(SPENDING.c.day == day).values(_more(more)))

    def spent(self) -> Cost:
        """What today's calls took so far, with what is reserved."""
        query = sa.select(SPENDING.c.tokens, SPENDING.c.micros).where(
            SPENDING.c.day == self.today().isoformat()
        )
        with self.database().read() as connection:
            row = connection.execute(query).first()
        return Cost(row.tokens, row.micros) if row else Cost()


def _more(cost: Cost) -> dict[str, sa.ColumnElement[int]]:
    return {
        "tokens": SPENDING.c.tokens + cost.tokens,
        "micros": SPENDING.c.micros + cost.micros,
    }
