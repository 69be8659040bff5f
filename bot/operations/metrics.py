"""Metrics for Prometheus: how much, how fast and how well; never who, where or what was said."""

from __future__ import annotations

import re
from threading import Lock

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

CONTENT_TYPE = CONTENT_TYPE_LATEST
# Slack waits 3 s; the aim is 0.2 s for 99 of 100.
TO_ACKNOWLEDGE = (0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1, 2, 3)
TO_REPLY = (0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 20, 30, 60, 120, 300, 900, 3600)
# Names that code gives: 'answered', 'chat.postMessage', 'not_in_channel'. No id of a person, a
# channel or a delivery looks like one, and no sentence.
NAME = re.compile(r"[a-z]+(?:[._-][a-z]+)*(?:\.[a-zA-Z]+)*")
LONGEST = 50
MOST = 60  # values of one label
OTHER = "other"


class Metrics:
    """The metrics of one process, in a registry of their own. Threads may share them."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._names = _LabelValues()
        self._count_deliveries(registry)
        self._count_calls(registry)
        ProcessCollector(registry=registry)  # memory, open files, time on the processor

    def _count_deliveries(self, registry: CollectorRegistry) -> None:
        """From what comes in to the reply that goes out."""
        self._deliveries = Counter(
            "saathi_deliveries",
            "What people sent: 'recorded', or 'duplicate' where it had been recorded before.",
            ("kind", "result"),
            registry=registry,
        )
        self._replies = Counter(
            "saathi_replies", "Deliveries closed, by how.", ("outcome",), registry=registry
        )
        self._sent = Counter(
            "saathi_messages_sent",
            "Replies that went out, by way: 'post', 'stream', 'modal' or 'response'.",
            ("way",),
            registry=registry,
        )
        self._recovered = Counter(
            "saathi_recovered",
            "Deliveries taken over whose reply was found to be out already.",
            registry=registry,
        )
        self._limited = Counter(
            "saathi_people_limited",
            "Questions beyond what one person may ask a minute.",
            registry=registry,
        )
        self._time_deliveries(registry)
        self._count_waiting(registry)

    def _time_deliveries(self, registry: CollectorRegistry) -> None:
        self._acknowledging = Histogram(
            "saathi_acknowledge_seconds",
            "From a payload's arrival to its acknowledgement.",
            buckets=TO_ACKNOWLEDGE,
            registry=registry,
        )
        self._replying = Histogram(
            "saathi_reply_seconds",
            "From a delivery's arrival to its reply.",
            buckets=TO_REPLY,
            registry=registry,
        )

    def _count_waiting(self, registry: CollectorRegistry) -> None:
        """What all processes together have not answered."""
        self._waiting = Gauge(
            "saathi_waiting", "Deliveries without a reply yet, in all processes.", registry=registry
        )
        self._oldest = Gauge(
            "saathi_oldest_waiting_seconds",
            "How long the oldest of them has been waiting; 0 where none is.",
            registry=registry,
        )
        self._backup_age = Gauge(
            "saathi_backup_age_seconds",
            "How long ago the last backup of this home was made; NaN where none was.",
            registry=registry,
        )
        self._aside = Gauge(
            "saathi_set_aside",
            "Deliveries that are set aside now, by all processes.",
            registry=registry,
        )
        self._well = Gauge(
            "saathi_well",
            "1 where this process's 'database' or 'index' answers in time, else 0.",
            ("what",),
            registry=registry,
        )

    def _count_calls(self, registry: CollectorRegistry) -> None:
        """Calls of Slack's Web API, and calls of whomever over HTTP."""
        self._calls = Counter(
            "saathi_slack_calls",
            "Calls of Slack's Web API: 'ok', or the error that came back.",
            ("method", "outcome"),
            registry=registry,
        )
        self._limits = Counter(
            "saathi_slack_rate_limits", "Times that Slack asked to wait.", registry=registry
        )
        self._limited_for = Counter(
            "saathi_slack_rate_limit_seconds",
            "How long it asked to wait, in all.",
            registry=registry,
        )
        self._refused = Counter(
            "saathi_http_refused",
            "Requests over HTTP that were refused, by why.",
            ("reason",),
            registry=registry,
        )

    def recorded(self, kind: str) -> None:
        """A delivery was recorded."""
        self._deliveries.labels(self._names.of("kind", kind), "recorded").inc()

    def duplicate(self, kind: str) -> None:
        """A delivery came that had been recorded before."""
        self._deliveries.labels(self._names.of("kind", kind), "duplicate").inc()

    def acknowledged(self, seconds: float) -> None:
        """A payload was acknowledged, `seconds` after it came."""
        self._acknowledging.observe(max(seconds, 0.0))

    def replied(self, outcome: str, seconds: float) -> None:
        """A delivery was closed, `seconds` after it came."""
        self._replies.labels(self._names.of("outcome", outcome)).inc()
        self._replying.observe(max(seconds, 0.0))

    def sent(self, way: str) -> None:
        """A reply went out as 'post', 'stream', 'modal' or 'response'."""
        self._sent.labels(self._names.of("way", way)).inc()

    def recovered(self) -> None:
        """A reply was found to be out already."""
        self._recovered.inc()

    def limited(self) -> None:
        """A person asked more than may be asked a minute."""
        self._limited.inc()

    def refused(self, reason: str) -> None:
        """A request over HTTP was refused: it was 'unsigned', 'too_large' or 'malformed', say."""
        self._refused.labels(self._names.of("reason", reason)).inc()

    def called(self, method: str, outcome: str) -> None:
        """A method of Slack's Web API was called; `outcome` is 'ok' or Slack's error."""
        method, outcome = self._names.of("method", method), self._names.of("error", outcome)
        self._calls.labels(method, outcome).inc()

    def rate_limited(self, seconds: float) -> None:
        """Slack asked to wait `seconds`."""
        self._limits.inc()
        self._limited_for.inc(max(seconds, 0.0))

    def waiting(self, count: float, oldest_seconds: float, aside: float = 0) -> None:
        """So many deliveries wait, the oldest of them for so long; so many are set aside.

        To be called before `render`.
        """
        self._waiting.set(count)
        self._oldest.set(max(oldest_seconds, 0.0))  # NaN stays NaN
        self._aside.set(aside)

    def backed_up(self, seconds_ago: float) -> None:
        """The last backup was made so long ago; NaN where there is none. Before `render`."""
        self._backup_age.set(seconds_ago)

    def well(self, *, database: bool, index: bool) -> None:
        """Whether the database and the index answer. To be called before `render`."""
        self._well.labels("database").set(database)
        self._well.labels("index").set(index)

    def render(self) -> bytes:
        """All of it in Prometheus' text format; its content type is CONTENT_TYPE."""
        return generate_latest(self._registry)


class _LabelValues:
    """Values of labels: names that code gives, and of each label not too many."""

    def __init__(self) -> None:
        self._values: dict[str, set[str]] = {}
        self._lock = Lock()

    def of(self, label: str, value: str) -> str:
        """`value`, or 'other' where it is no such name or one too many."""
        values = self._values.setdefault(label, set())
        if value in values:
            return value
        if len(value) > LONGEST or not NAME.fullmatch(value):
            return OTHER
        with self._lock:
            if len(values) >= MOST:
                return OTHER
            values.add(value)
        return value
