"""The steps of agreements' lives on record, with the signed files; nothing of it is overwritten.

A step's key is unique, so that one that is asked for twice is entered once; so is its number within
the agreement, so that of two who act at once the second looks again at what stands.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from pydantic import TypeAdapter
from sqlalchemy.exc import IntegrityError

from drafting.agreements.lives.signed_files import SignedFile
from drafting.agreements.lives.steps import Actor, Step, StepFacts, StepKind
from drafting.agreements.lives.tables import AGREEMENT_STEPS, SIGNED_FILES
from drafting.partners.database import DatabaseAccess
from drafting.partners.errors import DraftingError, KeyMissing
from drafting.sealing import CannotOpen, KeyRing, SealingKey, open_bytes, seal_bytes

FACTS = TypeAdapter(StepFacts)
LONGEST_NAME = 120  # characters of who entered it
STEPS = [column for column in AGREEMENT_STEPS.c if column.name not in {"key", "record_version"}]
LOCKED = (
    "The signed file is encrypted, and the key is missing; whoever runs Saathi sets "
    "`privacy.encryption_key` again."
)


@dataclass(frozen=True)
class NewStep:
    """A step that is ready to be put on record."""

    partner: str
    agreement: str
    number: int
    kind: StepKind
    actor: Actor
    key: str
    facts: StepFacts
    draft: str = ""
    file: SignedFile | None = None


class StepRecord:
    """Every step of every agreement's life. Threads and processes may share it."""

    def __init__(
        self,
        database: DatabaseAccess,
        clock: Callable[[], float] = time.time,
        ring: KeyRing | None = None,
    ) -> None:
        """`ring` seals the signed files; without one they are kept as they came."""
        self._database = database
        self._clock = clock
        self._ring = ring or KeyRing()

    def of(self, partner: str, agreement: str) -> tuple[Step, ...]:
        """The steps of one agreement, in their order."""
        return self.of_partner(partner).get(agreement, ())

    def of_partner(self, partner: str) -> Mapping[str, tuple[Step, ...]]:
        """The steps of all agreements of a partner, by the agreement's key."""
        query = sa.select(*STEPS).where(AGREEMENT_STEPS.c.partner == partner)
        steps: dict[str, tuple[Step, ...]] = {}
        with self._database.read() as connection:
            for row in connection.execute(query.order_by(AGREEMENT_STEPS.c.number)):
                steps[row.agreement] = (*steps.get(row.agreement, ()), _step_of(row))
        return steps

    def with_key(self, key: str) -> Step | None:
        """The step that was asked for with that key; None where there is none yet."""
        query = sa.select(*STEPS).where(AGREEMENT_STEPS.c.key == key)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        return _step_of(row) if row else None

    def add(self, new_step: NewStep) -> Step | None:
        """The step as it is kept, with its file; None where its number was taken meanwhile."""
        row = self._row(new_step)
        try:
            with self._database.write() as connection:
                connection.execute(AGREEMENT_STEPS.insert(), row)
                if new_step.file is not None:
                    file_row = self._file_row(row["id"], new_step, new_step.file)
                    connection.execute(SIGNED_FILES.insert(), file_row)
        except IntegrityError:  # another one with that key or number was just now put on record
            return self.with_key(new_step.key)
        return self.with_key(new_step.key)

    def file(self, step: Step) -> SignedFile:
        """The signed file of a step. Raises DraftingError where it has none, KeyMissing."""
        query = SIGNED_FILES.select().where(SIGNED_FILES.c.id == step.id)
        with self._database.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise DraftingError("No signed file belongs to that step; choose one that was signed.")
        try:
            return SignedFile(row.name, open_file(row.content, self._ring, row.id))
        except CannotOpen as error:
            raise KeyMissing(LOCKED) from error

    def _row(self, new_step: NewStep) -> dict[str, Any]:
        return {
            "id": uuid.uuid4().hex,
            "key": new_step.key,
            "partner": new_step.partner,
            "agreement": new_step.agreement,
            "number": new_step.number,
            "kind": str(new_step.kind),
            "draft": new_step.draft,
            "record_version": new_step.facts.record_version,
            "by": new_step.actor.by[:LONGEST_NAME],
            "name": new_step.actor.name[:LONGEST_NAME],
            "at": self._clock(),
            "facts": FACTS.dump_json(new_step.facts).decode(),
        }

    def _file_row(self, step_id: str, new_step: NewStep, file: SignedFile) -> dict[str, Any]:
        key = self._ring.first
        return {
            "id": step_id,
            "partner": new_step.partner,
            "agreement": new_step.agreement,
            "name": file.name,
            "digest": file.digest,
            "content": file.content if key is None else sealed_file(file.content, key, step_id),
            "sealed_with": "" if key is None else key.id,
        }


def forget_lives(connection: sa.Connection, partner: str) -> None:
    """Deletes the partner's steps and signed files, for when its file is deleted."""
    for table in (SIGNED_FILES, AGREEMENT_STEPS):
        connection.execute(table.delete().where(table.c.partner == partner))


def forget_life(connection: sa.Connection, partner: str, agreement: str) -> None:
    """Deletes the steps and signed files of one agreement."""
    for table in (SIGNED_FILES, AGREEMENT_STEPS):
        this = sa.and_(table.c.partner == partner, table.c.agreement == agreement)
        connection.execute(table.delete().where(this))


def sealed_file(content: bytes, key: SealingKey, step_id: str) -> bytes:
    """A signed file as it is kept."""
    return seal_bytes(content, key, f"signed-file:{step_id}")


def open_file(content: bytes, ring: KeyRing, step_id: str) -> bytes:
    """A signed file, sealed or not. Raises CannotOpen."""
    return open_bytes(bytes(content), ring, f"signed-file:{step_id}")


def _step_of(row: sa.Row[Any]) -> Step:
    return Step(
        id=row.id,
        partner=row.partner,
        agreement=row.agreement,
        number=row.number,
        kind=StepKind(row.kind),
        at=datetime.fromtimestamp(row.at, UTC),
        by=row.by,
        name=row.name,
        draft=row.draft,
        facts=FACTS.validate_json(row.facts),
    )
