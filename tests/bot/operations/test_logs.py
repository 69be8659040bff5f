"""The log tells what happened; no secret, no number of a person and no message stands in it."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

from bot.errors import sentence
from bot.operations import logs
from bot.operations.logs import about, log_to
from bot.operations.redaction import LONGEST, redact

LOG = logging.getLogger("saathi.tests")
ASKED = "May Sample Partner's driver mention the audit in public?"
CARRIED = "Sample Person was offered money for the stamp. I saw it on Monday at the gate."

LOGGERS = ("", "slack_sdk", "slack_bolt", "slack_sdk.web.base_client", "slack_bolt.App")


class Written:
    """What `log_to` wrote: to its file, and to a stream in either form."""

    def __init__(self, folder: Path, *secrets: str) -> None:
        self._file = folder / "saathi.log"
        self._streams = {"json": io.StringIO(), "text": io.StringIO()}
        log_to(folder, self._streams["json"], "json", secrets=secrets)
        plain = logging.StreamHandler(self._streams["text"])
        plain.setFormatter(logs.PlainText(frozenset(secrets)))
        plain.addFilter(logs.is_loggable)
        plain.name = f"{logs.MARK}plain"  # taken down with the others
        logging.getLogger().addHandler(plain)

    def everything(self) -> str:
        """All that came out, as a person or a machine would read it."""
        return "\n".join([self.plain, *(value for line in self.lines for value in line.values())])

    @property
    def lines(self) -> list[dict[str, str]]:
        """The JSON lines of the file, which are those of the stream."""
        streamed = self._streams["json"].getvalue()
        filed = self._file.read_text(encoding="ascii") if self._file.exists() else ""
        assert filed == streamed
        return [json.loads(line) for line in streamed.splitlines()]

    @property
    def plain(self) -> str:
        """The lines for a terminal."""
        return self._streams["text"].getvalue()

    def forget(self) -> None:
        """Begins anew."""
        for stream in self._streams.values():
            stream.seek(0)
            stream.truncate()
        self._file.write_text("")


@pytest.fixture(autouse=True)
def _taken_down() -> Iterator[None]:
    levels = {name: logging.getLogger(name).level for name in LOGGERS}
    yield
    logs.close()
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def written(tmp_path: Path) -> Written:
    return Written(tmp_path)


# What a line holds


def test_a_line_tells_when_where_how_grave_and_what(written: Written) -> None:
    LOG.warning("reply put off: %s", "ratelimited")
    (line,) = written.lines
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line.pop("time"))
    assert line == {
        "level": "warning",
        "logger": "saathi.tests",
        "message": "reply put off: ratelimited",
    }
    assert re.fullmatch(
        r"[\d:, -]+ WARNING saathi.tests reply put off: ratelimited\n", written.plain
    )


def test_an_error_stands_under_the_reference_that_the_person_was_told(written: Written) -> None:
    try:
        raise ZeroDivisionError("the innards")
    except ZeroDivisionError as error:
        told = sentence(error)
    (line,) = written.lines
    assert f"give the reference {line['reference']} to" in told
    assert line["error"].startswith("Traceback")
    assert line["error"].endswith("ZeroDivisionError: the innards")
    assert "    ZeroDivisionError: the innards\n" in written.plain


def test_work_on_a_delivery_names_it_in_every_line_and_in_no_other_thread(written: Written) -> None:
    delivery = "0f8fad5bd9cb469fa16570867728950e"
    with about(delivery):
        LOG.info("within")
        other = threading.Thread(target=LOG.info, args=("elsewhere",))
        other.start()
        other.join()
    LOG.info("after")
    assert [line.get("delivery") for line in written.lines] == [delivery, None, None]
    assert f"within · delivery {delivery}" in written.plain


def test_a_message_of_several_lines_cannot_pose_as_records(written: Written) -> None:
    LOG.info("first\n2026-11-22 10:00:00,000 ERROR saathi all is lost\x1b[31m\r\u2028x")
    assert len(written.lines) == 1
    assert len(written.plain.splitlines()) == 2
    assert written.plain.splitlines()[1].startswith("    2026-11-22")
    assert "\x1b" not in written.everything()
    assert "\r" not in written.everything()


def test_ids_times_and_addresses_of_this_machine_stay_readable() -> None:
    for needed in (
        "reply 0f8fad5bd9cb469fa16570867728950e put off",
        "unexpected error, reference 12345678",
        "the post 1732312345.678901 is gone",
        "leased until 2026-11-22 10:15:30.123456 by worker-7",
        'File "/srv/saathi/bot/slack/delivery/workers.py", line 120, in _serve',
        "listening on 127.0.0.1:54321",
        "{'ok': False, 'error': 'token_revoked'}",
        "may take 1,000,000 clauses in 3600 s",
    ):
        assert redact(needed) == needed


# Where it goes


def test_a_folder_that_cannot_be_written_means_no_file_and_no_complaint(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    log_to(tmp_path / "file" / "home")
    LOG.error("nobody hears this")
    assert capsys.readouterr() == ("", "")


def test_logging_anew_takes_the_earlier_log_down(tmp_path: Path) -> None:
    for name in ("one", "two"):
        log_to(tmp_path / name)
        LOG.info("to %s", name)
    assert "to one" in (tmp_path / "one" / "saathi.log").read_text()
    assert "to two" not in (tmp_path / "one" / "saathi.log").read_text()
    assert "to two" in (tmp_path / "two" / "saathi.log").read_text()


def test_the_file_is_put_aside_before_it_grows_too_large(tmp_path: Path) -> None:
    (tmp_path / "saathi.log").write_text("x" * 1_999_950 + "\n")
    log_to(tmp_path)
    LOG.info("one more line")
    assert (tmp_path / "saathi.log.1").stat().st_size == 1_999_951
    assert "one more line" in (tmp_path / "saathi.log").read_text()


# Secrets and numbers

HEX = "0123456789abcdef"
DIGITS = "0123456789"
UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def several(letters: str, least: int, most: int | None = None) -> st.SearchStrategy[str]:
    return st.text(letters, min_size=least, max_size=least if most is None else most)


def joined(*parts: str | st.SearchStrategy[str], by: str = "") -> st.SearchStrategy[str]:
    made = [st.just(part) if isinstance(part, str) else part for part in parts]
    return st.tuples(*made).map(by.join)


def in_fours(number: str) -> str:
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4))


def in_urdu_digits(number: str) -> str:
    return number.translate(str.maketrans(DIGITS, "۰۱۲۳۴۵۶۷۸۹"))


word = several(HEX + "XYZ-", 10, 60)
tokens = joined(st.sampled_from(["xoxb-", "xoxp-", "xapp-1-", "xoxe-1-", "xoxe.xoxp-1-"]), word)
bearers = several(HEX + "._-", 12, 80).map(lambda token: f"Bearer {token}")
response_urls = joined(
    "https://hooks.slack.com/", st.sampled_from(["commands", "actions", "services"]), "/T0/", word
)
# A delivery's id is hexadecimal too, with a 4 in its middle.
signing_secrets = several(HEX, 32).filter(lambda secret: secret[12] != "4")
passwords = several(HEX + "XYZ@:/!%", 9, 30).filter(lambda p: not p.endswith("@"))
pk_ibans = joined("PK", several(DIGITS, 2), several(UPPER, 4), several(DIGITS, 16))
other_ibans = st.one_of(
    joined("DE", several(DIGITS, 20)),
    joined("GB", several(DIGITS, 2), several(UPPER, 4), several(DIGITS, 14)),
    joined("FR", several(DIGITS, 12), several(DIGITS + UPPER, 11), several(DIGITS, 2)),
    joined("AE", several(DIGITS, 21)),
)
ibans = st.one_of(pk_ibans, other_ibans).flatmap(
    lambda iban: st.sampled_from([iban, in_fours(iban), iban.lower()])
)
cnics = st.tuples(
    several(DIGITS, 5), several(DIGITS, 7), several(DIGITS, 1), st.sampled_from(["-", "", " "])
).map(lambda parts: parts[3].join(parts[:3]))
ntns = joined(several(DIGITS, 7), several(DIGITS, 1), by="-")
accounts = several(DIGITS, 10, 20)
urdu_numbers = st.one_of(cnics, accounts).map(in_urdu_digits)
SECRETS = st.one_of(
    tokens, bearers, response_urls, signing_secrets, ibans, cnics, ntns, accounts, urdu_numbers
)


def core(secret: str) -> str:
    """The part of it that must not be seen again, whatever stands around it."""
    return secret.removeprefix("Bearer ").removeprefix("https://")


def log_everywhere(secret: str) -> None:
    """Records that hold the secret in every place where a record can hold it."""
    LOG.info(f"it is {secret}, as told")
    LOG.warning("it is %s, as told", secret)
    LOG.warning("among %r", {"kept": [secret], 7: (secret,)})
    LOG.info("%(name)s", {"name": secret})
    LOG.info("does not fit %d", secret)
    LOG.info("beside", extra={"reference": secret, "delivery": secret, "other": secret})
    logging.getLogger("some.library").warning("a library says %s", secret)
    logging.getLogger("slack_sdk.web").error("Slack's says %s", secret)
    try:
        try:
            raise KeyError(secret)
        except KeyError as inner:
            inner.add_note(f"noted: {secret}")
            raise ExceptionGroup("many", [ValueError(f"bad {secret}"), inner]) from inner
    except ExceptionGroup:
        LOG.exception("failed on %s", secret)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(secret=SECRETS)
def test_a_secret_comes_out_of_no_part_of_a_record(written: Written, secret: str) -> None:
    written.forget()
    log_everywhere(secret)
    assert len(written.lines) == 9
    assert core(secret) not in written.everything()
    assert core(secret).lower() not in written.everything().lower()


@settings(max_examples=100, deadline=None)
@given(secret=SECRETS, before=st.text(max_size=30), after=st.text(max_size=30))
def test_a_secret_is_found_whatever_words_stand_around_it(
    secret: str, before: str, after: str
) -> None:
    assume(core(secret) not in before + after)
    assert core(secret) not in redact(f"{before} {secret} {after}")


@settings(deadline=None)
@given(password=passwords)
def test_the_password_of_a_database_does_not_come_out(password: str) -> None:
    for scheme in ("postgresql", "postgresql+psycopg", "https"):
        told = redact(f"cannot reach {scheme}://saathi:{password}@db.example.org/saathi now")
        assert password not in told
        assert told.endswith("@db.example.org/saathi now")


@pytest.mark.parametrize(
    "told",
    [
        "signing_secret=hunter2hunter2",
        "SAATHI_SLACK__SIGNING_SECRET: 'hunter2hunter2'",
        '{"client_secret": "hunter2hunter2"}',
        "{'password': 'hunter2hunter2 and more'}",
        "api-key = hunter2hunter2",
        "Authorization: Basic hunter2hunter2",
        "wss://wss-primary.slack.com/link/?ticket=hunter2hunter2&app_id=1",
        "headers={b'x-slack-signature': b'hunter2hunter2'}",
    ],
)
def test_what_is_named_as_a_secret_is_one(told: str) -> None:
    assert "hunter2" not in redact(told)
    assert "more" not in redact(told)


def test_the_settings_own_secrets_are_known_by_heart(tmp_path: Path) -> None:
    written = Written(tmp_path, "0f8fad5bd9cb469fa16570867728950e", "pass phrase", "")
    log_everywhere("0f8fad5bd9cb469fa16570867728950e")
    log_everywhere("say pass phrase now")
    assert "0f8fad5bd9cb469f" not in written.everything()
    assert "pass phrase" not in written.everything()


@pytest.mark.parametrize("before_the_end", [3, 6, 11, 16])
def test_a_text_that_is_cut_off_shows_no_half_of_a_secret(before_the_end: int) -> None:
    long = (" word" * LONGEST)[: LONGEST - before_the_end]
    for secret in ("42101-1234567-1", "PK36 SCBL 0000 0011 2345 6702", "xoxb-1234567890-abcdef"):
        told = redact(f"{long}{secret} and more")
        assert secret[: before_the_end - 1] not in told
        assert len(told) < LONGEST


def test_no_text_keeps_the_log_busy() -> None:
    started = time.perf_counter()
    for hostile in (
        "a",
        "1 ",
        "a://a:",
        "{'text': '",
        "token",
        "PK1",
        "ab12 ",
        '"',
        "[parameters: ",
    ):
        redact(hostile * (100_000 // len(hostile)))
    assert time.perf_counter() - started < 5


# What people wrote


def test_the_text_in_hand_comes_out_in_no_record(written: Written) -> None:
    with about("0f8fad5bd9cb469fa16570867728950e", ASKED, None):
        log_everywhere(ASKED)
        LOG.error("cut: %s", ASKED.rstrip("?"))
        LOG.error("as JSON: %s", json.dumps({"asked": ASKED}))
    assert "driver" not in written.everything()
    assert "[message]" in written.plain


def test_a_sentence_of_the_text_in_hand_comes_out_neither(written: Written) -> None:
    with about("", CARRIED):
        LOG.error("the second half: %s", CARRIED.partition(". ")[2])
        LOG.error("the first: %s", CARRIED.partition(". ")[0])
    assert "Monday" not in written.everything()
    assert "offered" not in written.everything()


def test_a_short_text_in_hand_leaves_other_words_whole(written: Written) -> None:
    with about("", "hi"):
        LOG.error("this is within; hi there")
    assert written.lines[0]["message"] == "this is within; [message] there"


@pytest.mark.parametrize(
    "told",
    [
        json.dumps({"type": "message", "text": ASKED, "ts": "1732312345.678901"}),
        repr({"type": "message", "text": ASKED, "ts": "1732312345.678901"}),
        json.dumps({"payload": json.dumps({"text": ASKED})}),
        repr({"blocks": [{"text": {"type": "mrkdwn", "text": ASKED}}]}),
        f"A global middleware (x) skipped calling either `next()` or `next_()` without providing "
        f"a response for the request ({ {'event': {'words': ASKED}} })",
        f"Received an unsupported data frame (session id: s, opcode: 9, payload: {ASKED})",
        f"(sqlite3.Error) no\n[SQL: INSERT ...]\n[parameters: ('x', \"{ASKED}\")]\n(Background)",
        f"UniqueViolation\nDETAIL:  Failing row contains (1, {ASKED}).",
        f"validation error [type=int, input_value='{ASKED}', input_type=str]",
    ],
)
def test_what_libraries_repeat_of_a_message_is_left_out(told: str) -> None:
    assert "driver" not in redact(told)


def test_a_database_error_does_not_repeat_what_was_to_be_written(written: Written) -> None:
    engine = sa.create_engine("sqlite://")
    with engine.connect() as connection:
        try:
            connection.execute(sa.text("INSERT INTO nowhere VALUES (:text)"), {"text": ASKED})
        except sa.exc.SQLAlchemyError:
            LOG.exception("cannot be written")
    assert "no such table: nowhere" in written.everything()
    assert "driver" not in written.everything()


def test_slacks_libraries_write_no_message_though_they_are_set_to_debug(written: Written) -> None:
    for name in LOGGERS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    with heard() as said:
        through_bolt(ASKED)
    assert any("driver" in one for one in said)  # they do say it, to whoever listens
    assert "driver" not in written.everything()
    assert "xoxb-sample" not in written.everything()
    assert {line["level"] for line in written.lines} <= {"warning", "error"}


@contextlib.contextmanager
def heard() -> Iterator[list[str]]:
    """What everybody says meanwhile, unredacted."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    yield said
    logging.getLogger().removeHandler(handler)


def through_bolt(text: str) -> None:
    """An event that nobody handles, one whose listener fails, and a post that cannot be sent."""
    client = WebClient("xoxb-sample-123", base_url="http://127.0.0.1:9/", retry_handlers=[])
    logger = logging.getLogger("slack_bolt")
    app = App(client=client, logger=logger, token_verification_enabled=False)

    @app.middleware
    def known_workspace(context: Any, next: Any) -> None:  # noqa: A002  (Bolt's name for it)
        context["authorize_result"] = None
        next()

    app.dispatch(BoltRequest(mode="socket_mode", body=event("message", text)))
    app.dispatch(BoltRequest(mode="socket_mode", body=event("app_mention", text)))
    with contextlib.suppress(Exception):
        client.chat_postMessage(channel="D0SAMPLE", text=text)


def event(kind: str, text: str) -> dict[str, Any]:
    """A payload as Slack sends it."""
    said = {"type": kind, "user": "U0SAMPLE", "channel": "C0SAMPLE", "text": text, "ts": "1.2"}
    return {"type": "event_callback", "team_id": "T0SAMPLE", "event_id": "Ev0", "event": said}
