"""The inbox: what people sent to Saathi, durable before work starts, and answered exactly once.

A delivery is one piece of work that asks for one reply. Its `key` names what was sent (a post by
its channel and time, a command by its trigger), so that a redelivery, a second event for the same
post, another socket and another replica all come to the same row. Who recorded it works on it, as
long as its lease lasts (leases.py).
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from bot.operations.database import Database
from bot.slack.delivery.deliveries import (
    FORGOTTEN,
    SET_ASIDE,
    UNDELIVERABLE,
    AnswerRecord,
    AskedTally,
    Delivery,
    DeliveryKind,
    LeaseLost,
    PersonTotals,
    Reply,
    Way,
    report_key,
)
from bot.slack.delivery.leases import IDS_AT_ONCE, Leases
from bot.slack.delivery.tables import (
    ANSWERS,
    ASIDE,
    DELIVERIES,
    NAMELESS,
    OPEN,
    REMINDERS,
    answer_row,
    delivery_of,
    record_of,
)

MINUTE = 60.0
CONTEXT = 24 * 3600.0  # seconds that a question's text is kept for follow-ups
DELIVERIES_KEPT = 30 * 24 * 3600.0  # seconds; redeliveries come within hours
DAY = 24 * 3600.0


class Inbox(Leases):
    """The deliveries and the answers in one database. Threads may share one."""

    def __init__(
        self,
        database: Database,
        keep_days: int = 365,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(database, clock)
        self._keep_days = keep_days

    def record(
        self, incoming: Delivery, at_most: int | None = None, claims: Collection[str] = ()
    ) -> Delivery | None:
        """The delivery as recorded, this process's to work on; None where it was recorded before.

        When this returns, the delivery survives a crash. A question beyond the `at_most` that a
        person may ask a minute is recorded as such, without its text. A reminder's `claims`, the
        keys of what it reminds of, are kept in the same step; None where any was claimed before.
        """
        delivery = replace(
            incoming, id=uuid.uuid4().hex, received_at=incoming.received_at or self._clock()
        )
        try:
            with self._database.write() as connection:
                if (
                    at_most is not None
                    and self._questions_in_last_minute(connection, delivery) >= at_most
                ):
                    delivery = replace(delivery, kind=DeliveryKind.LIMITED, text=None)
                connection.execute(DELIVERIES.insert(), self._row(delivery))
                # Looked at after the insert, which waits for whoever is renaming such a row.
                if _has_key(connection, report_key(delivery.key)):
                    raise _Known
                if claims:
                    rows = [{"key": key, "at": self._clock()} for key in claims]
                    connection.execute(REMINDERS.insert(), rows)
        except (IntegrityError, _Known):
            return None
        return delivery

    def unclaimed(self, keys: Collection[str]) -> set[str]:
        """Those of `keys` that no reminder claimed yet. Nothing is written."""
        names = list(keys)
        unclaimed = set(names)
        with self._database.read() as connection:
            for start in range(0, len(names), IDS_AT_ONCE):
                some = REMINDERS.c.key.in_(names[start : start + IDS_AT_ONCE])
                unclaimed -= set(
                    connection.execute(sa.select(REMINDERS.c.key).where(some)).scalars()
                )
        return unclaimed

    def _questions_in_last_minute(self, connection: sa.Connection, delivery: Delivery) -> int:
        """How many questions the person asked in the last minute."""
        query = (
            sa.select(sa.func.count())
            .select_from(DELIVERIES)
            .where(
                DELIVERIES.c.user == delivery.user,
                DELIVERIES.c.received_at > self._clock() - MINUTE,
                DELIVERIES.c.kind == DeliveryKind.QUESTION,
            )
        )
        return int(connection.execute(query).scalar_one())

    def _row(self, delivery: Delivery) -> dict[str, Any]:
        fields = {name: getattr(delivery, name) for name in delivery.__dataclass_fields__}
        return {
            **fields,
            "extra": dict(delivery.extra),
            "owner": self.owner,
            "lease_until": self._lease_end(),
            "outcome": "",
            "reply_channel": "",
            "reply_ts": "",
            "blamed": "",
        }

    def note_stream(self, delivery: Delivery, ts: str) -> None:
        """Remembers the message that a stream was begun in, to be finished after a crash.

        Raises LeaseLost.
        """
        self._require_change(delivery, stream_ts=ts)

    def note(self, delivery: Delivery, name: str, value: Any) -> None:
        """Keeps a value in the delivery's `extra`, to be found after a crash. Raises LeaseLost."""
        self._require_change(delivery, extra={**delivery.extra, name: value})

    def turn(self, delivery: Delivery, changed: Delivery) -> Delivery:
        """`delivery` as it goes on from here, before anything is sent: `changed`, in its row.

        Its kind, person, way, text, key and `extra` may change. Raises LeaseLost.
        """
        self._require_change(
            delivery,
            key=changed.key,
            kind=changed.kind,
            user=changed.user,
            way=changed.way,
            text=changed.text,
            extra=dict(changed.extra),
        )
        return changed

    def privately(self, delivery: Delivery) -> Delivery:
        """The same, to be answered to its person alone. Raises LeaseLost."""
        if delivery.way is not Way.THREAD or delivery.channel.startswith("D"):
            return delivery
        return self.turn(delivery, replace(delivery, way=Way.DIRECT))

    def was_told(self, delivery: Delivery, outcome: str, within: float = DAY / 2) -> bool:
        """True where the person was told the same in that conversation, `within` seconds.

        `outcome` is how such a delivery is closed; one that is still open counts as well.
        """
        with self._database.read() as connection:
            query = sa.select(DELIVERIES.c.id).where(
                DELIVERIES.c.user == delivery.user,
                DELIVERIES.c.channel == delivery.channel,
                DELIVERIES.c.kind == delivery.kind,
                DELIVERIES.c.outcome.in_(["", outcome]),
                DELIVERIES.c.received_at > self._clock() - within,
                DELIVERIES.c.key != delivery.key,
            )
            return connection.execute(query.limit(1)).first() is not None

    def is_last_word(self, delivery: Delivery) -> bool:
        """True where nothing came in that conversation after it, so that a reply is plainly its."""
        with self._database.read() as connection:
            query = sa.select(DELIVERIES.c.id).where(
                DELIVERIES.c.channel == delivery.channel,
                DELIVERIES.c.received_at > delivery.received_at,
            )
            return connection.execute(query.limit(1)).first() is None

    def is_reply(self, channel: str, ts: str) -> bool:
        """True where that message is known as a delivery's reply, or as its stream."""
        with self._database.read() as connection:
            rows = connection.execute(
                sa.select(DELIVERIES.c.id)
                .where(
                    sa.or_(DELIVERIES.c.channel == channel, DELIVERIES.c.reply_channel == channel),
                    sa.or_(DELIVERIES.c.reply_ts == ts, DELIVERIES.c.stream_ts == ts),
                )
                .limit(1)
            )
            return rows.first() is not None

    def close(self, delivery: Delivery, reply: Reply, record: AnswerRecord | None = None) -> None:
        """Closes the delivery with its reply and, in the same step, keeps what was answered.

        Where the reply could not be sent, the same may be tried again by the person, and what was
        to be reminded of falls due again. Raises LeaseLost.
        """
        changes: dict[str, Any] = {
            "closed_at": self._clock(),
            "outcome": reply.outcome,
            "reply_channel": reply.channel,
            "reply_ts": reply.ts,
            "extra": {},
            "begun_at": None,
        }
        if reply.outcome == UNDELIVERABLE:
            changes["key"] = f"{delivery.key}:{delivery.id}"[-255:]
        if delivery.kind is DeliveryKind.REPORT:
            changes |= NAMELESS
        with self._database.write() as connection:
            if not self._changed(connection, delivery, changes):
                raise LeaseLost(delivery.id)
            if reply.outcome == UNDELIVERABLE and delivery.kind is DeliveryKind.REMINDER:
                keys = list(delivery.extra.get("keys", ()))
                connection.execute(REMINDERS.delete().where(REMINDERS.c.key.in_(keys)))
            if record is not None and self._keep_days:
                connection.execute(ANSWERS.insert(), answer_row(delivery, reply, record))

    def set_aside(self, delivery: Delivery, notice: Reply) -> None:
        """Closes one that is not tried again, with the notice to its writer.

        All that is needed to try it again is kept, and its key, so that it is not received twice.
        Raises LeaseLost.
        """
        self._require_change(
            delivery,
            closed_at=self._clock(),
            outcome=SET_ASIDE,
            reply_channel=notice.channel,
            reply_ts=notice.ts,
            begun_at=None,
        )

    def set_aside_count(self) -> int:
        """How many deliveries are set aside now, by all processes."""
        with self._database.read() as connection:
            query = sa.select(sa.func.count()).select_from(DELIVERIES).where(ASIDE)
            return int(connection.execute(query).scalar_one())

    def open_count(self, received_before: float | None = None) -> int:
        """How many deliveries wait or are worked on, in all processes; of all, or of the older."""
        older = sa.true() if received_before is None else DELIVERIES.c.received_at < received_before
        with self._database.read() as connection:
            return _count(connection, DELIVERIES, sa.and_(OPEN, older))

    def oldest_open(self) -> float | None:
        """When the oldest open delivery was received, in seconds since 1970."""
        with self._database.read() as connection:
            return connection.execute(
                sa.select(sa.func.min(DELIVERIES.c.received_at)).where(OPEN)
            ).scalar()

    def took_part(self, channel: str, thread_ts: str, user: str) -> bool:
        """True where the person asked Saathi in that thread; to report misconduct is not to ask."""
        with self._database.read() as connection:
            rows = connection.execute(
                sa.select(DELIVERIES.c.id)
                .where(
                    DELIVERIES.c.channel == channel,
                    DELIVERIES.c.thread_ts == thread_ts,
                    DELIVERIES.c.user == user,
                    DELIVERIES.c.kind != DeliveryKind.REPORT,
                )
                .limit(1)
            )
            return rows.first() is not None

    def earlier_questions(
        self, delivery: Delivery, within: float = CONTEXT, limit: int = 3
    ) -> list[str]:
        """The questions before this one in the same thread, the oldest first, at most `limit`.

        `within` is in seconds.

        A thread under an answer that came by direct message goes on with that answer's question. A
        post that is in no thread goes on with the person's last question in the conversation.
        """
        if delivery.thread_ts == delivery.ts:
            same_thread_or_person = DELIVERIES.c.user == delivery.user
        else:
            same_thread_or_person = sa.or_(
                DELIVERIES.c.thread_ts == delivery.thread_ts,
                DELIVERIES.c.reply_ts == delivery.thread_ts,
            )
        here = sa.or_(
            DELIVERIES.c.channel == delivery.channel,
            DELIVERIES.c.reply_channel == delivery.channel,
        )
        with self._database.read() as connection:
            rows = connection.execute(
                sa.select(DELIVERIES.c.text)
                .where(
                    here,
                    same_thread_or_person,
                    DELIVERIES.c.kind == DeliveryKind.QUESTION,
                    DELIVERIES.c.received_at < delivery.received_at,
                    DELIVERIES.c.received_at > delivery.received_at - within,
                    DELIVERIES.c.id != delivery.id,
                )
                .order_by(DELIVERIES.c.received_at.desc())
                .limit(limit)
            ).scalars()
            return [text for text in reversed(list(rows)) if text]

    def question_of(self, delivery_id: str) -> tuple[str, list[str]]:
        """The question that a delivery asked, as far as it is kept, and those before it."""
        with self._database.read() as connection:
            query = DELIVERIES.select().where(DELIVERIES.c.id == delivery_id)
            row = connection.execute(query).first()
            kept = connection.execute(
                sa.select(ANSWERS.c.question).where(ANSWERS.c.delivery == delivery_id)
            ).scalar()
        if row is None or row.kind != DeliveryKind.QUESTION:
            return "", []
        return str(row.text or kept or ""), self.earlier_questions(delivery_of(row))

    def rate(self, delivery_id: str, helpful: bool) -> bool:
        """Keeps whether an answer helped; False where no such answer is kept."""
        with self._database.write() as connection:
            update = connection.execute(
                ANSWERS.update().where(ANSWERS.c.delivery == delivery_id).values(helpful=helpful)
            )
            return update.rowcount > 0

    def recent(self, user: str, limit: int = 5) -> list[AnswerRecord]:
        """The person's own last questions, newest first."""
        return self._records(ANSWERS.c.user == user, limit=limit, newest_first=True)

    def asked_between(self, since: float, until: float) -> list[AnswerRecord]:
        """Every question kept of that time, oldest first; times in seconds since 1970."""
        return self._records(_asked_between(since, until))

    def tally_between(self, since: float, until: float) -> AskedTally:
        """How many questions of that time are kept, were declined, and did not help."""
        row = ANSWERS.c
        counts = (
            sa.func.count(),
            sa.func.count().filter(~row.answered),
            sa.func.count().filter(row.answered, row.helpful.is_(False)),
        )
        with self._database.read() as connection:
            query = sa.select(*counts).where(_asked_between(since, until))
            return AskedTally(*connection.execute(query).one())

    def to_learn_from(self, since: float, until: float, limit: int) -> list[AnswerRecord]:
        """The last questions of that time that were declined or did not help, newest first."""
        badly = sa.or_(~ANSWERS.c.answered, ANSWERS.c.helpful.is_(False))
        condition = sa.and_(_asked_between(since, until), badly)
        return self._records(condition, limit=limit, newest_first=True)

    def _records(
        self,
        condition: sa.ColumnElement[bool],
        limit: int | None = None,
        newest_first: bool = False,
    ) -> list[AnswerRecord]:
        order = ANSWERS.c.asked_at.desc() if newest_first else ANSWERS.c.asked_at
        with self._database.read() as connection:
            rows = connection.execute(
                ANSWERS.select().where(condition).order_by(order).limit(limit)
            )
            return [record_of(row) for row in rows]

    def forget(self, user: str) -> int:
        """Deletes what the person asked; returns how many questions that were.

        What is still open keeps its text until it is answered; what is set aside goes.
        """
        with self._database.write() as connection:
            deletion = connection.execute(ANSWERS.delete().where(ANSWERS.c.user == user))
            connection.execute(
                DELIVERIES.update()
                .where(DELIVERIES.c.user == user, ASIDE)
                .values(outcome=FORGOTTEN, extra={})
            )
            connection.execute(
                DELIVERIES.update()
                .where(DELIVERIES.c.user == user, ~OPEN, DELIVERIES.c.text.is_not(None))
                .values(text=None)
            )
            return deletion.rowcount

    def kept_of(self, user: str) -> PersonTotals:
        """What the inbox holds of the person: questions, what is open, what waits to be purged."""
        is_from_user = DELIVERIES.c.user == user
        mentions_user = sa.and_(
            ANSWERS.c.user != user, ANSWERS.c.question.contains(user, autoescape=True)
        )
        with self._database.read() as connection:
            return PersonTotals(
                questions=_count(connection, ANSWERS, ANSWERS.c.user == user),
                open=_count(connection, DELIVERIES, sa.and_(OPEN, is_from_user)),
                closed=_count(connection, DELIVERIES, sa.and_(~OPEN, is_from_user)),
                named=_count(connection, ANSWERS, mentions_user),
            )

    def forget_team(self, team: str) -> None:
        """Deletes all that came from one workspace."""
        delivery_ids = sa.select(DELIVERIES.c.id).where(DELIVERIES.c.team == team)
        with self._database.write() as connection:
            connection.execute(ANSWERS.delete().where(ANSWERS.c.delivery.in_(delivery_ids)))
            connection.execute(DELIVERIES.delete().where(DELIVERIES.c.team == team))

    def purge(self) -> None:
        """Deletes what is older than may be kept; what is set aside goes whole, with its line."""
        now = self._clock()
        with self._database.write() as connection:
            connection.execute(
                ANSWERS.delete().where(ANSWERS.c.asked_at < now - self._keep_days * DAY)
            )
            connection.execute(
                DELIVERIES.update()
                .where(
                    ~OPEN,
                    ~ASIDE,
                    DELIVERIES.c.closed_at < now - CONTEXT,
                    DELIVERIES.c.text.is_not(None),
                )
                .values(text=None)
            )
            connection.execute(
                DELIVERIES.delete().where(~OPEN, DELIVERIES.c.closed_at < now - DELIVERIES_KEPT)
            )


class _Known(Exception):
    """The same was received before, and became a report when it was worked on."""


def _has_key(connection: sa.Connection, key: str) -> bool:
    query = sa.select(DELIVERIES.c.id).where(DELIVERIES.c.key == key)
    return connection.execute(query).first() is not None


def _count(connection: sa.Connection, table: sa.Table, condition: sa.ColumnElement[bool]) -> int:
    query = sa.select(sa.func.count()).select_from(table).where(condition)
    return int(connection.execute(query).scalar_one())


def _asked_between(since: float, until: float) -> sa.ColumnElement[bool]:
    return sa.and_(ANSWERS.c.asked_at >= since, ANSWERS.c.asked_at < until)
