"""Checks, possible matches and decisions in the database. They are only added."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from drafting.partners.database import DatabaseAccess
from drafting.screening.matches import (
    MatchDecision,
    PossibleMatch,
    Screening,
    UnfitMatchDecision,
    UnknownMatch,
)
from drafting.screening.sealing import kept_match, opened_match
from drafting.screening.tables import DECISIONS, MATCHES, SCREENINGS
from drafting.sealing import KeyRing


class Screenings:
    """Every check, with what it found. Threads and processes may share it."""

    def __init__(self, database: DatabaseAccess, ring: KeyRing | None = None) -> None:
        """With a key in `ring`, what names somebody is sealed with it."""
        self._database = database
        self._ring = ring or KeyRing()

    def keep(self, screening: Screening, matches: Sequence[PossibleMatch]) -> None:
        """Puts a check on record with its matches; one that was found before stays as it was."""
        with self._database.write() as connection:
            ids = [match.id for match in matches]
            known = sa.select(MATCHES.c.id).where(MATCHES.c.id.in_(ids))
            there = set(connection.execute(known).scalars())
            rows = [self._match_row(match) for match in matches if match.id not in there]
            if rows:
                connection.execute(MATCHES.insert(), rows)
            connection.execute(
                SCREENINGS.insert().values(
                    id=screening.id,
                    partner=screening.partner,
                    at=screening.at.timestamp(),
                    screening=screening.model_dump_json(),
                )
            )

    def of_partner(self, partner: str) -> list[Screening]:
        """The checks of a partner, newest first."""
        query = sa.select(SCREENINGS.c.screening).where(SCREENINGS.c.partner == partner)
        newest = query.order_by(SCREENINGS.c.at.desc(), SCREENINGS.c.id)
        with self._database.read() as connection:
            texts = connection.execute(newest).scalars().all()
        return [Screening.model_validate_json(text) for text in texts]

    def newest(self, partner: str) -> Screening | None:
        """The last check of a partner; None where it was never checked."""
        query = sa.select(SCREENINGS.c.screening).where(SCREENINGS.c.partner == partner)
        newest = query.order_by(SCREENINGS.c.at.desc(), SCREENINGS.c.id).limit(1)
        with self._database.read() as connection:
            text = connection.execute(newest).scalar()
        return Screening.model_validate_json(text) if text is not None else None

    def newest_of_all(self) -> dict[str, Screening]:
        """The last check of each partner that was ever checked, by the partner's id."""
        row = SCREENINGS.c
        last = sa.select(row.partner, sa.func.max(row.at).label("at")).group_by(row.partner)
        times = last.subquery()
        is_last = sa.and_(row.partner == times.c.partner, row.at == times.c.at)
        query = sa.select(row.partner, row.screening).join(times, is_last)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(row.id.desc())).all()
        return {partner: Screening.model_validate_json(text) for partner, text in rows}

    def matches(self, partner: str) -> list[PossibleMatch]:
        """Every possible match that was ever found of a partner, oldest first."""
        query = sa.select(MATCHES).where(MATCHES.c.partner == partner)
        with self._database.read() as connection:
            rows = connection.execute(query.order_by(MATCHES.c.at, MATCHES.c.id)).all()
            return self._with_decisions(connection, rows)

    def partners_with_matches(self) -> list[str]:
        """The ids of the partners of whom a possible match was ever found."""
        query = sa.select(MATCHES.c.partner).distinct().order_by(MATCHES.c.partner)
        with self._database.read() as connection:
            return list(connection.execute(query).scalars())

    def match(self, match_id: str) -> PossibleMatch:
        """The possible match of that id. Raises UnknownMatch."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(MATCHES).where(MATCHES.c.id == match_id)).all()
            matches = self._with_decisions(connection, rows)
        if not matches:
            raise UnknownMatch(
                f"There is no possible match '{match_id[:40]}'; `saathi screening show PARTNER_ID` "
                "shows them."
            )
        return matches[0]

    def decide(self, match: PossibleMatch, decision: MatchDecision) -> PossibleMatch:
        """The match with what was settled added to it.

        Raises UnfitMatchDecision where somebody else settled it since `match` was read.
        """
        row_id = uuid.uuid4().hex
        kept = kept_match(decision.model_dump_json(), self._ring, row_id)
        row = {
            "id": row_id,
            "match": match.id,
            "partner": match.partner,
            "number": len(match.decisions) + 1,
            "at": decision.at.timestamp(),
            "decision": kept.text,
            "sealed_with": kept.sealed_with,
        }
        try:
            with self._database.write() as connection:
                connection.execute(DECISIONS.insert().values(row))
        except IntegrityError as error:
            raise UnfitMatchDecision(
                f"Somebody else settled {match.id} just now; look at it again first."
            ) from error
        return self.match(match.id)

    def forget(self, partner: str) -> None:
        """Deletes all checks of a partner with what belongs to them."""
        with self._database.write() as connection:
            for table in (DECISIONS, MATCHES, SCREENINGS):
                connection.execute(table.delete().where(table.c.partner == partner))

    def _with_decisions(
        self, connection: sa.Connection, rows: Sequence[sa.Row[Any]]
    ) -> list[PossibleMatch]:
        query = sa.select(DECISIONS).where(DECISIONS.c.match.in_([row.id for row in rows]))
        decisions: dict[str, list[MatchDecision]] = {}
        for row in connection.execute(query.order_by(DECISIONS.c.match, DECISIONS.c.number)):
            text = opened_match(row.decision, self._ring, row.id)
            decision = MatchDecision.model_validate_json(text)
            decisions.setdefault(row.match, []).append(decision)
        texts = (opened_match(row.match, self._ring, row.id) for row in rows)
        matches = (PossibleMatch.model_validate_json(text) for text in texts)
        return [
            match.model_copy(update={"decisions": tuple(decisions.get(match.id, ()))})
            for match in matches
        ]

    def _match_row(self, match: PossibleMatch) -> dict[str, Any]:
        text = match.model_dump_json(exclude={"decisions"})
        kept = kept_match(text, self._ring, match.id)
        return {
            "id": match.id,
            "partner": match.partner,
            "at": match.found_at.timestamp(),
            "match": kept.text,
            "sealed_with": kept.sealed_with,
        }
