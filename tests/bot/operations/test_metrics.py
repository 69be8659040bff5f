"""What Prometheus reads: every number that the operators need, and nobody's name."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import prometheus_client
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from bot.operations.metrics import CONTENT_TYPE, MOST, Metrics
from bot.slack.delivery.deliveries import DeliveryKind


def read(metrics: Metrics) -> dict[str, dict[tuple[str, ...], float]]:
    """What Prometheus would read: series → values of its labels → number."""
    series: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(metrics.render().decode()):
        for sample in family.samples:
            series.setdefault(sample.name, {})[tuple(sample.labels.values())] = sample.value
    return series


def test_every_event_is_counted_where_the_operators_look_for_it() -> None:
    metrics = Metrics()
    for kind in DeliveryKind:
        metrics.recorded(kind)
    metrics.duplicate(DeliveryKind.QUESTION)
    metrics.replied("answered", 0.4)
    metrics.replied("declined", 7.0)
    metrics.sent("post")
    metrics.sent("modal")
    metrics.recovered()
    metrics.limited()
    metrics.called("chat.postMessage", "ok")
    metrics.called("chat.startStream", "unknown_method")
    metrics.rate_limited(30)
    metrics.rate_limited(1.5)
    told = read(metrics)
    assert told["saathi_deliveries_total"] == {
        **{(str(kind), "recorded"): 1 for kind in DeliveryKind},
        ("question", "duplicate"): 1,
    }
    assert told["saathi_replies_total"] == {("answered",): 1, ("declined",): 1}
    assert told["saathi_messages_sent_total"] == {("post",): 1, ("modal",): 1}
    assert told["saathi_recovered_total"] == {(): 1}
    assert told["saathi_people_limited_total"] == {(): 1}
    assert told["saathi_slack_calls_total"] == {
        ("chat.postMessage", "ok"): 1,
        ("chat.startStream", "unknown_method"): 1,
    }
    assert told["saathi_slack_rate_limits_total"] == {(): 2}
    assert told["saathi_slack_rate_limit_seconds_total"] == {(): 31.5}


def test_times_fall_into_buckets_around_the_aims() -> None:
    metrics = Metrics()
    for seconds in (0.004, 0.19, 0.21, 2.9, 3.1):
        metrics.acknowledged(seconds)
    for seconds in (0.4, 4.0, 250.0, 5000.0):
        metrics.replied("answered", seconds)
    told = read(metrics)
    acknowledged = told["saathi_acknowledge_seconds_bucket"]
    assert (acknowledged["0.2",], acknowledged["3.0",], acknowledged["+Inf",]) == (2, 4, 5)
    replied = told["saathi_reply_seconds_bucket"]
    assert (replied["0.5",], replied["5.0",], replied["3600.0",], replied["+Inf",]) == (1, 2, 3, 4)
    assert told["saathi_reply_seconds_sum"][()] == 5254.4


def test_a_clock_that_was_set_back_takes_nothing_away() -> None:
    metrics = Metrics()
    metrics.acknowledged(-2)
    metrics.replied("answered", -2)
    metrics.rate_limited(-2)
    metrics.waiting(1, -2)
    told = read(metrics)
    assert told["saathi_acknowledge_seconds_sum"][()] == 0
    assert told["saathi_reply_seconds_sum"][()] == 0
    assert told["saathi_oldest_waiting_seconds"][()] == 0


def test_the_line_is_shown_as_it_was_last_told() -> None:
    metrics = Metrics()
    metrics.waiting(12, 40.5)
    assert read(metrics)["saathi_waiting"][()] == 12
    assert read(metrics)["saathi_oldest_waiting_seconds"][()] == 40.5
    metrics.waiting(0, 0)
    assert read(metrics)["saathi_waiting"][()] == 0


def test_the_process_tells_its_memory() -> None:
    assert read(Metrics())["process_resident_memory_bytes"][()] > 1_000_000


def test_two_apps_in_a_process_count_apart_and_leave_the_common_registry_alone() -> None:
    one, other = Metrics(), Metrics()
    one.limited()
    assert read(one)["saathi_people_limited_total"] == {(): 1}
    assert read(other)["saathi_people_limited_total"] == {(): 0}
    assert b"saathi" not in prometheus_client.generate_latest()
    assert CONTENT_TYPE.startswith("text/plain")


IDS = st.from_regex(r"[UWCDGTB]0[A-Z0-9]{5,12}", fullmatch=True)
TIMES = st.from_regex(r"1[0-9]{9}\.[0-9]{6}", fullmatch=True)
SENTENCES = st.text(min_size=1).map(lambda said: f"{said} ?")


@settings(deadline=None)
@given(st.one_of(IDS, TIMES, SENTENCES))
def test_no_label_holds_a_person_a_channel_a_time_or_a_text(value: str) -> None:
    metrics = Metrics()
    metrics.recorded(value)
    metrics.duplicate(value)
    metrics.replied(value, 1)
    metrics.sent(value)
    metrics.called(value, value)
    told = read(metrics)
    assert set(told["saathi_slack_calls_total"]) == {("other", "other")}
    assert set(told["saathi_replies_total"]) == {("other",)}
    assert set(told["saathi_messages_sent_total"]) == {("other",)}
    assert {kind for kind, _ in told["saathi_deliveries_total"]} == {"other"}


def test_a_label_has_not_more_values_than_prometheus_can_bear() -> None:
    metrics = Metrics()
    letters = "abcdefghijklmnopqrstuvwxyz"
    for first in letters:
        for second in letters:
            metrics.called("chat.postMessage", f"error_{first}{second}")
    errors = {error for _, error in read(metrics)["saathi_slack_calls_total"]}
    assert len(errors) == MOST + 1
    assert "other" in errors


def test_threads_lose_no_count() -> None:
    metrics = Metrics()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: metrics.replied("answered", 0.1), range(4000)))
    assert read(metrics)["saathi_replies_total"] == {("answered",): 4000}


def test_counting_costs_next_to_nothing() -> None:
    metrics = Metrics()
    started = time.perf_counter()
    for _ in range(2000):
        metrics.recorded("question")
        metrics.acknowledged(0.01)
        metrics.called("chat.postMessage", "ok")
        metrics.replied("answered", 0.3)
    assert (time.perf_counter() - started) / 2000 < 0.001
