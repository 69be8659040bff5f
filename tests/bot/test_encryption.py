"""With a key set, no file of the database holds a bank detail or a CNIC, and nothing is lost."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from pydantic import SecretStr

from bot.encryption import encrypt_everything
from bot.operations.database import Database
from bot.partner_deletion import delete_partner
from bot.services import Services, make_services
from bot.settings.privacy import PrivacySettings
from bot.settings.settings import Settings
from bot.terminal.doctor.encryption import encryption
from drafting.agreements import AgreementRequest, Draft
from drafting.agreements.tables import DRAFTS
from drafting.due_diligence import AnswerInput, AnswerState, ChecklistRequest
from drafting.partners import DraftingError, NotOurs, StoredPartner
from drafting.partners.errors import KeyMissing, NotAllowed
from drafting.partners.record import Partner
from drafting.partners.record.people import Signatory
from drafting.partners.tables import VERSIONS
from drafting.partnership import seal_everything
from drafting.partnership import sealing_everything as steps
from drafting.screening import MatchStanding, PossibleMatch, Screening
from drafting.sealing import KeyRing, new_key, parse_keys
from tests.support.databases import KINDS, fresh_url
from tests.support.drafting.accounts import called_back
from tests.support.drafting.desk import words_of
from tests.support.drafting.kinds import CONTRACT

ROSHNI, SCHOOLS = "sample-roshni", "2026-schools"
IBAN, OLD_IBAN = "PK29SAMP0000000000000001", "PK36SCBL0000001123456702"
CNIC, TYPED_CNIC = "40000-0000001-2", "35202-7654321-1"
ACCOUNT = "Sample Bank of Nowhere"
EVIDENCE = b"%PDF- a scan of the card 61101-1112223-4"
LISTED, WHY_NOT = "Zamarud Nowhereabadi (made up)", "Another mother, by her own word."
PLANTED = (IBAN, OLD_IBAN, CNIC, TYPED_CNIC, ACCOUNT, EVIDENCE.decode(), LISTED, WHY_NOT)
# Typed where no number belongs: into the fields for other things.
NOTED_CNIC, NOTED_IBAN = "42101-9988776-3", "PK24MPBL9876543210987654"
RATIONALE = f"Asked for by the director, CNIC {NOTED_CNIC}, to be paid at {NOTED_IBAN}"
GOAL = "agreement.goal"
NUMBERS_IN_TEXTS = "bot.operations.migrations.versions.0023_numbers_in_texts"
FIRST, SECOND = new_key(), new_key()


class Deadly:
    """A database in which the process dies at a statement of a transaction."""

    def __init__(self, database: Database, statements: int) -> None:
        self._database, self._left = database, statements
        self.read = database.read

    @contextmanager
    def write(self) -> Iterator[Any]:
        with self._database.write() as self._connection:
            yield self

    def execute(self, *statement: Any) -> Any:
        self._left -= 1
        if not self._left:
            os.kill(os.getpid(), signal.SIGKILL)
        return self._connection.execute(*statement)


def killed_while_encrypting(home: Path, url: str, statements: int, *keys: str) -> bool:
    """Encrypts in a process that dies at that statement; False where it was done before."""
    child = os.fork()
    if not child:
        steps.PARTNERS_AT_ONCE = steps.ROWS_AT_ONCE = steps.FILES_AT_ONCE = 1
        ring = KeyRing(parse_keys(" ".join(keys)))
        try:
            seal_everything(Deadly(Database(url, home), statements), ring)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@contextmanager
def opened(home: Path, *keys: str, url: str = "") -> Iterator[Services]:
    """Saathi's services as a start with those keys gives them."""
    privacy = PrivacySettings(encryption_key=SecretStr("\n".join(keys)))
    services = make_services(Settings(home=home, privacy=privacy, database_url=SecretStr(url)))
    yield services
    services.database.close()


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    with fresh_url(request.param) as url:
        yield url


def with_account(partner: Partner, **values: str) -> Partner:
    return partner.model_copy(update={"bank": partner.bank.model_copy(update=values)})


def with_notes(partner: Partner) -> Partner:
    relationship = partner.relationship.model_copy(update={"lrsp_rationale": RATIONALE})
    return partner.model_copy(update={"relationship": relationship})


def fill(services: Services) -> tuple[str, str]:
    """An account that was changed, a draft with it, evidence, and an answer; the file's id."""
    file = services.partners
    roshni = file.get(ROSHNI)
    for partner in (with_account(roshni, iban=OLD_IBAN), roshni):
        file.save(partner, by="U1", source="test")
        called_back(services.database, file, ROSHNI, services.key_ring)
    request = AgreementRequest(ROSHNI, CONTRACT, SCHOOLS, "U1", "wish", may_see_restricted=True)
    draft = services.drafting.draft(request)
    assert draft.holds_restricted
    desk = services.due_diligence
    checklist = desk.start(ChecklistRequest(ROSHNI, SCHOOLS, "U1", "list"))
    entry = checklist.half(checklist.entries[0].side)[0].key
    proof = desk.attach(checklist.id, "card.pdf", EVIDENCE, "U1")
    text = f"The card of {TYPED_CNIC} was seen."
    desk.answer(
        checklist.id, [AnswerInput(entry, AnswerState.ANSWERED, "U1", "answer", text, (proof,))]
    )
    keep_match(services)
    return draft.id, proof.file


def keep_match(services: Services) -> None:
    """A check that found a possible match, which somebody cleared."""
    match = PossibleMatch(
        id="0123456789ab",
        partner=ROSHNI,
        subject=LISTED,
        role="Board",
        list_title="Made up",
        list_as_of=None,
        reference=f"row of {LISTED}",
        listed_name=LISTED,
        about=f"{LISTED}, born nowhere",
        reasons=(f"The name is the same as ‘{LISTED}’.",),
        found_at=datetime(2026, 11, 23, tzinfo=UTC),
    )
    screening = Screening(
        id="1",
        partner=ROSHNI,
        at=match.found_at,
        by="Sample Officer",
        names=1,
        fingerprint="",
        lists=(),
        found=(match.id,),
    )
    services.screening.screenings.keep(screening, [match])
    services.screening.decide(match.id, MatchStanding.CLEARED, "Sample Officer", WHY_NOT)


def found_in(home: Path) -> set[str]:
    """What of the planted values stands in any file below `home`, in any case or spacing."""
    return {
        text
        for path in home.rglob("*")
        if path.is_file()
        for content in [path.read_bytes()]
        for text in PLANTED
        if text.encode() in content or text.replace("-", "").encode() in content
    }


def raw_rows(services: Services) -> str:
    """Every row of every table, as it is kept."""
    metadata = sa.MetaData()
    with services.database.read() as connection:
        metadata.reflect(connection)
        rows = [
            repr(tuple(row))
            for table in metadata.sorted_tables
            for row in connection.execute(table.select())
        ]
    return "\n".join(rows)


def assert_whole(services: Services, draft: str, evidence: str) -> None:
    """Everything that was filled in reads as it was."""
    stored = services.partners.read(ROSHNI)
    assert stored.partner.bank.iban == IBAN
    assert stored.partner.people.signatories[0].cnic == CNIC
    assert not stored.unreadable
    changes = services.partners.history(ROSHNI)[0].fields
    assert [(field.before, field.after) for field in changes] == [(OLD_IBAN, IBAN)]
    files = services.drafting.get(draft, may_see_restricted_fields=True)
    assert IBAN in words_of(files.clean)
    assert IBAN in words_of(files.working)
    assert services.due_diligence.evidence(evidence) == ("card.pdf", EVIDENCE)
    (checklist,) = services.due_diligence.checklists.of_partner(ROSHNI)
    texts = [answer.text for entry in checklist.entries for answer in entry.answers]
    assert f"The card of {TYPED_CNIC} was seen." in texts
    (match,) = services.screening.current_matches(ROSHNI)
    assert (match.listed_name, match.decisions[0].reason) == (LISTED, WHY_NOT)


def test_what_stood_there_is_encrypted_and_leaves_no_trace_in_any_file(tmp_path: Path) -> None:
    with opened(tmp_path) as services:
        draft, evidence = fill(services)
    assert found_in(tmp_path) == set(PLANTED)
    with opened(tmp_path, FIRST) as services:
        report = encrypt_everything(services)
        assert report.no_traces
        assert not report.state.left
        assert not found_in(tmp_path)  # while it runs, its journal included
        assert_whole(services, draft, evidence)
        assert encrypt_everything(services).rows == 0
    assert not found_in(tmp_path)
    with opened(tmp_path) as services:
        raw = services.database.read
        with raw() as connection:
            kept = connection.execute(sa.text("SELECT working, clean FROM drafts")).one()
        assert not any(content.startswith(b"PK") for content in kept)  # no .docx any more


def test_with_a_key_from_the_start_nothing_is_ever_written_in_the_clear(
    tmp_path: Path, url: str
) -> None:
    with opened(tmp_path, FIRST, url=url) as services:
        draft, evidence = fill(services)
        assert not found_in(tmp_path)
        assert not [text for text in PLANTED if text in raw_rows(services)]
        assert_whole(services, draft, evidence)
        assert encrypt_everything(services).rows == 0


def test_what_is_killed_at_any_step_is_finished_by_the_next_run(tmp_path: Path, url: str) -> None:
    with opened(tmp_path, url=url) as services:
        draft, evidence = fill(services)
    for keys in ((FIRST,), (SECOND, FIRST)):  # what was plain is encrypted, then the key changes
        for statements in (3, 9, 30, 60):
            assert killed_while_encrypting(tmp_path, url, statements, *keys)
            with opened(tmp_path, *keys, url=url) as services:
                assert_whole(services, draft, evidence)
        with opened(tmp_path, *keys, url=url) as services:
            report = encrypt_everything(services)
            assert (report.state.left, report.state.locked) == (0, 0)
    with opened(tmp_path, SECOND, url=url) as services:  # the old key is needed no more
        assert_whole(services, draft, evidence)


def test_two_replicas_may_encrypt_at_once(tmp_path: Path, url: str) -> None:
    with opened(tmp_path, url=url) as services:
        draft, evidence = fill(services)
    ring, barrier = KeyRing(parse_keys(FIRST)), threading.Barrier(2)

    def encrypt() -> int:
        database = Database(url, tmp_path)
        barrier.wait()
        try:
            return seal_everything(database, ring)
        finally:
            database.close()

    with ThreadPoolExecutor(2) as replicas:
        both = [replicas.submit(encrypt) for _ in range(2)]
        assert sum(replica.result() for replica in both) > 0
    with opened(tmp_path, FIRST, url=url) as services:
        assert not encrypt_everything(services).state.left
        assert_whole(services, draft, evidence)


def test_a_missing_key_loses_nothing_and_all_else_goes_on(tmp_path: Path, url: str) -> None:
    with opened(tmp_path, FIRST, url=url) as services:
        draft, evidence = fill(services)
    with opened(tmp_path, url=url) as services:
        stored = services.partners.read(ROSHNI)
        assert stored.partner.name.startswith("Roshni")
        assert "bank.iban" in stored.unreadable
        assert "people.signatories[1].cnic" in stored.unreadable
        (change,) = services.partners.history(ROSHNI)[0].fields
        assert (change.path, change.before, change.after) == (
            "bank.iban",
            "cannot be read: key missing",
            "cannot be read: key missing",
        )
        for needs_the_key in (
            lambda: services.drafting.get(draft, may_see_restricted_fields=True),
            lambda: services.due_diligence.evidence(evidence),
            lambda: save(services, with_account(stored.partner, iban=OLD_IBAN)),
        ):
            with pytest.raises(KeyMissing, match="the key is missing"):
                needs_the_key()
        assert services.drafting.info(draft).holds_restricted
        request = AgreementRequest(ROSHNI, CONTRACT, SCHOOLS, "U1", "again", True)
        assert not services.drafting.draft(request).holds_restricted
        renamed = stored.partner.identity.model_copy(update={"acronym": "RNW"})
        people, added = stored.partner.people, Signatory(name="Sample Signatory Nine")
        promoted = people.signatories[0].model_copy(update={"title": "President"})
        people = people.model_copy(update={"signatories": (added, promoted)})
        save(services, stored.partner.model_copy(update={"identity": renamed, "people": people}))
        assert services.partners.find("RNW")
        desk = services.due_diligence
        (checklist,) = desk.checklists.of_partner(ROSHNI)
        new = desk.attach(checklist.id, "new.pdf", b"%PDF while it was missing", "U1")
    with opened(tmp_path, FIRST, url=url) as services:  # the key is there again
        stored = services.partners.read(ROSHNI)
        assert (stored.partner.identity.acronym, stored.partner.bank.iban) == ("RNW", IBAN)
        first, second = stored.partner.people.signatories
        assert (first.cnic, second.title, second.cnic) == ("", "President", CNIC)
        changes = services.partners.history(ROSHNI)[0].fields
        assert not [field for field in changes if field.path.startswith("bank")]
        assert encrypt_everything(services).rows  # what was kept meanwhile
        assert "%PDF while" not in raw_rows(services)
        assert services.due_diligence.evidence(new.file) == (
            "new.pdf",
            b"%PDF while it was missing",
        )


def save(services: Services, partner: Partner) -> StoredPartner:
    return services.partners.save(partner, by="U2", source="test")


def test_another_key_is_not_taken_for_the_right_one(tmp_path: Path) -> None:
    with opened(tmp_path, FIRST) as services:
        fill(services)
    with opened(tmp_path, SECOND) as services:
        report = encrypt_everything(services)
        assert report.state.locked
        stored = services.partners.read(ROSHNI)
        assert "bank.iban" in stored.unreadable
        save(services, with_account(stored.partner, iban=OLD_IBAN))
        # Nobody can tell whether it is the one that cannot be read: the partner is called back.
        assert "bank.iban" in services.partners.read(ROSHNI).unreadable
        called_back(services.database, services.partners, ROSHNI, services.key_ring)
        assert services.partners.get(ROSHNI).bank.iban == OLD_IBAN
    with opened(tmp_path, SECOND, FIRST) as services:
        assert services.partners.get(ROSHNI).bank.bank == ACCOUNT  # carried on, under its own key
        before = services.partners.history(ROSHNI)[0].fields[0].before
        assert before == IBAN  # what was replaced without being read stands in the history


def test_a_sealed_value_that_is_moved_to_another_partner_does_not_open(tmp_path: Path) -> None:
    with opened(tmp_path, FIRST) as services:
        fill(services)
        with services.database.write() as connection:
            connection.execute(
                sa.text(
                    "UPDATE partner_versions SET record = (SELECT record FROM partner_versions "
                    "WHERE partner = 'sample-roshni' AND version = 1) "
                    "WHERE partner = 'sample-awaz'"
                )
            )
    with opened(tmp_path, FIRST) as services:
        assert "bank.iban" in services.partners.read("sample-awaz").unreadable


def test_one_account_on_two_partners_is_seen_also_without_the_key(tmp_path: Path) -> None:
    with opened(tmp_path) as services:  # before there is a key, by the values
        save(services, with_account(services.partners.get("sample-awaz"), iban=IBAN))
        (shared,) = services.partners.shared_numbers(ROSHNI)
        assert (shared.title, shared.partners) == ("IBAN", ("sample-awaz",))
    with opened(tmp_path, FIRST) as services:
        encrypt_everything(services)
    with opened(tmp_path) as services:
        (shared,) = services.partners.shared_numbers("sample-awaz")
        assert shared.partners == (ROSHNI,)
    with opened(tmp_path, SECOND, FIRST) as services:
        encrypt_everything(services)
        assert len(services.partners.shared_numbers(ROSHNI)) == 1
        delete_partner(services, "sample-awaz")
        assert not services.partners.shared_numbers(ROSHNI)
        with services.database.read() as connection:
            kept = connection.execute(sa.text("SELECT partner FROM partner_digests")).scalars()
            assert "sample-awaz" not in set(kept)


def test_a_value_that_did_not_change_keeps_its_seal(tmp_path: Path) -> None:
    with opened(tmp_path) as services:
        fill(services)
    with opened(tmp_path, FIRST) as services:
        encrypt_everything(services)
        partner = services.partners.get(ROSHNI)
        renamed = partner.identity.model_copy(update={"acronym": "RNW"})
        save(services, partner.model_copy(update={"identity": renamed}))
        with services.database.read() as connection:
            query = "SELECT record FROM partner_versions WHERE partner = :id ORDER BY version"
            kept: list[Any] = list(
                connection.execute(sa.text(query).columns(record=sa.JSON), {"id": ROSHNI}).scalars()
            )
        seals = [record["bank"]["iban"]["sealed"] for record in kept]
        assert seals[0] == seals[2] == seals[3] != seals[1]


def test_a_number_in_a_field_for_something_else_is_sealed_and_waits_for_its_key(
    tmp_path: Path,
) -> None:
    with opened(tmp_path, FIRST) as services:
        save(services, with_notes(services.partners.get(ROSHNI)))
        rows = raw_rows(services)
        assert (NOTED_CNIC in rows, NOTED_IBAN in rows) == (False, False)
        assert services.partners.get(ROSHNI).relationship.lrsp_rationale == RATIONALE
    with opened(tmp_path) as services:
        stored = services.partners.read(ROSHNI)
        assert "relationship.lrsp_rationale" in stored.unreadable
        with pytest.raises(KeyMissing):
            save(services, with_notes(stored.partner))


def test_what_was_typed_before_numbers_in_texts_were_sealed_is_sealed_after_the_update(
    tmp_path: Path,
) -> None:
    with opened(tmp_path, FIRST) as services:
        save(services, with_notes(services.partners.get(ROSHNI)))
        encrypt_everything(services)
        with services.database.write() as connection:  # as the version before kept it
            row = connection.execute(VERSIONS.select().where(VERSIONS.c.partner == ROSHNI)).all()[
                -1
            ]
            relationship = {**row.record["relationship"], "lrsp_rationale": RATIONALE}
            connection.execute(
                VERSIONS.update()
                .where(VERSIONS.c.partner == ROSHNI, VERSIONS.c.version == row.version)
                .values(record={**row.record, "relationship": relationship})
            )
            assert not encryption(services).cure
            with Operations.context(MigrationContext.configure(connection)):
                import_module(NUMBERS_IN_TEXTS).upgrade()
        assert NOTED_CNIC in raw_rows(services)
        assert "1 rows are not encrypted" in encryption(services).now
        assert encrypt_everything(services).rows == 1
        assert NOTED_CNIC not in raw_rows(services)
        assert services.partners.get(ROSHNI).relationship.lrsp_rationale == RATIONALE


def with_goal(partner: Partner, number: str) -> Partner:
    agreements = [
        agreement.model_copy(update={"goal": f"Schools that stay open, paid at {number}"})
        if agreement.key == SCHOOLS
        else agreement
        for agreement in partner.agreements
    ]
    return partner.model_copy(update={"agreements": tuple(agreements)})


def drafted(services: Services, key: str, *, by_finance: bool) -> Draft:
    return services.drafting.draft(
        AgreementRequest(ROSHNI, CONTRACT, SCHOOLS, "U1", key, may_see_restricted=by_finance)
    )


def test_a_number_in_a_text_of_a_draft_is_finance_s_alone(tmp_path: Path) -> None:
    with opened(tmp_path, FIRST) as services:
        save(services, with_goal(services.partners.get(ROSHNI), NOTED_IBAN))
        others = drafted(services, "others", by_finance=False)
        assert not others.holds_restricted
        assert NOTED_IBAN not in words_of(others.working)
        (left,) = [field for field in others.review.open_fields if field.field == GOAL]
        assert left.restricted
        whole = drafted(services, "finance", by_finance=True)
        assert NOTED_IBAN in words_of(whole.clean)
        assert GOAL in services.drafting.restricted_fields(whole.id)
        with pytest.raises(NotAllowed):
            services.drafting.get(whole.id)
        save(services, with_goal(services.partners.get(ROSHNI), NOTED_CNIC))
        newer = drafted(services, "newer", by_finance=True)
        assert newer.version == whole.version + 1
        for may_see in (False, True):
            back = services.drafting.compare(
                newer.clean, "back.docx", may_see_restricted_fields=may_see
            )
            assert back.is_as_issued
        rows = raw_rows(services)
        assert [number in rows for number in (NOTED_IBAN, NOTED_CNIC)] == [False, False]
        for content in stored_files(services):
            assert not content.startswith(b"PK") or NOTED_IBAN not in words_of(content)


def stored_files(services: Services) -> list[bytes]:
    with services.database.read() as connection:
        rows = connection.execute(sa.select(DRAFTS.c.working, DRAFTS.c.clean)).all()
    return [bytes(content) for row in rows for content in row]


def test_a_draft_of_before_is_sealed_where_a_number_stands_in_its_texts(tmp_path: Path) -> None:
    with opened(tmp_path, FIRST) as services:
        file = services.partners
        save(services, with_goal(file.get(ROSHNI), "the bank"))
        draft = drafted(services, "before", by_finance=False)
        encrypt_everything(services)
        with services.database.write() as connection:  # as the version before kept it
            kept = connection.execute(sa.select(DRAFTS.c.composition)).scalar_one()
            composition = kept.replace("paid at the bank", f"paid at {NOTED_IBAN}")
            said = [f"The goal is “{NOTED_CNIC}”."]
            connection.execute(DRAFTS.update().values(composition=composition, changes=said))
            with Operations.context(MigrationContext.configure(connection)):
                import_module(NUMBERS_IN_TEXTS).upgrade()
        assert NOTED_IBAN in raw_rows(services)
        assert encrypt_everything(services).rows == 1
        rows = raw_rows(services)
        assert (NOTED_IBAN in rows, NOTED_CNIC in rows) == (False, False)
        with pytest.raises(NotAllowed):
            services.drafting.get(draft.id)
        assert not any(content.startswith(b"PK") for content in stored_files(services))
        opened_draft = services.drafting.get(draft.id, may_see_restricted_fields=True)
        assert opened_draft.working == draft.working


def test_a_draft_of_another_row_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path, FIRST) as services:
        draft, _ = fill(services)
        with services.database.write() as connection:
            connection.execute(sa.text("UPDATE drafts SET clean = working"))
        with pytest.raises(DraftingError) as refused:
            services.drafting.get(draft, may_see_restricted_fields=True)
        assert not isinstance(refused.value, NotOurs)
