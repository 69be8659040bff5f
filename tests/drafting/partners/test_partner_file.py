"""The partner file keeps who changed what and when, and overwrites nothing that it did not know."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bot.operations.database import Database
from drafting.partners import PartnerChanged, PartnerFile, StoredPartner
from drafting.partners.errors import BadRecord, UnknownPartner
from drafting.partners.record import Partner, know_places
from drafting.partners.samples import sample_partners
from drafting.partners.tables import VERSIONS
from tests.conftest import ROOT
from tests.support.databases import KINDS, fresh_database, fresh_url

KILLED_WHILE_SAVING = """
import os, signal, sys
from contextlib import contextmanager
from pathlib import Path
from bot.operations.database import Database
from drafting.partners import PartnerFile
from drafting.partners.samples import sample_partners

class Deadly:
    def __init__(self, database):
        self.database, self.left = database, 20

    @contextmanager
    def write(self):
        with self.database.write() as self.connection:
            yield self

    def execute(self, *statement):
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.connection.execute(*statement)

file = PartnerFile(Deadly(Database("", Path(sys.argv[1]))))
file.save_all(sample_partners(), by="Sample", source="test")
"""


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_database(request.param, tmp_path) as database:
        yield database


@pytest.fixture
def file(database: Database) -> PartnerFile:
    """A partner file with the samples, in which each save is a second after the one before."""
    seconds = count(1_800_000_000)
    file = PartnerFile(database, clock=lambda: float(next(seconds)))
    file.seed_samples()
    return file


def changed(partner: Partner, **parts: Any) -> Partner:
    """The partner with some parts of its identity changed."""
    return partner.model_copy(update={"identity": partner.identity.model_copy(update=parts)})


def test_a_new_file_holds_the_samples_as_they_were_written(file: PartnerFile) -> None:
    assert sorted(file.all(), key=lambda one: one.id) == list(sample_partners())
    assert [partner.name for partner in file.all()] == sorted(
        (partner.name for partner in sample_partners()), key=str.casefold
    )
    assert file.version("sample-roshni") == 1
    assert not file.unreadable()


def test_samples_come_once_and_never_back(file: PartnerFile) -> None:
    for partner in file.all():
        assert file.delete(partner.id) == 1
    file.seed_samples()
    assert file.all() == []


def test_a_change_keeps_who_when_and_what_was_there_before(file: PartnerFile) -> None:
    before = file.read("sample-roshni")
    after = changed(before.partner, acronym="NEW-S", former_names=())
    stored = file.save(after, by="U0SAMPLE1", source="Slack", expected_version=1)
    assert (stored.version, stored.changed_by) == (2, "U0SAMPLE1")
    assert stored.changed_at > before.changed_at
    assert file.get("sample-roshni") == after
    newest, first = file.history("sample-roshni")
    assert (newest.version, newest.by, newest.source) == (2, "U0SAMPLE1", "Slack")
    assert [(field.path, field.before, field.after) for field in newest.fields] == [
        ("identity.acronym", "RIWS-S", "NEW-S"),
        ("identity.former_names", "Roshni Invented Sewing Circle (sample)", ""),
    ]
    assert (first.by, first.source) == ("Saathi", "samples")
    assert {field.before for field in first.fields} == {""}


def test_history_names_entries_and_hides_what_is_restricted(file: PartnerFile) -> None:
    before = file.get("sample-roshni")
    record = before.model_dump(mode="json")
    record["bank"]["dedicated"] = "no"
    record["people"]["signatories"][0]["cnic"] = "40000-0000002-2"
    record["agreements"][0]["money"]["tranches"][1]["amount"] = "2,999,999"
    file.save(Partner.model_validate(record), by="Sample", source="test")
    fields = {field.path: field for field in file.history("sample-roshni")[0].fields}
    assert set(fields) == {
        "bank.dedicated",
        "people.signatories[1].cnic",
        "agreements[2026-schools].money.tranches[2].amount",
    }
    tranche = fields["agreements[2026-schools].money.tranches[2].amount"]
    assert (tranche.before, tranche.after) == ("3,000,000", "2,999,999")
    assert "2026-schools" in tranche.title
    assert "Tranche amount" in tranche.title
    cnic = fields["people.signatories[1].cnic"]
    hidden = cnic.shown(may_see_restricted_fields=False)
    assert "40000" not in hidden.before + hidden.after
    assert hidden.before != hidden.after
    assert cnic.shown(may_see_restricted_fields=True).after.endswith("0002-2")


def test_saving_what_is_there_already_makes_no_version(file: PartnerFile) -> None:
    assert file.save(file.get("sample-awaz"), by="Sample", source="test").version == 1
    assert len(file.history("sample-awaz")) == 1


def test_who_saves_over_a_change_they_have_not_seen_overwrites_nothing(file: PartnerFile) -> None:
    read = file.get("sample-awaz")
    file.save(changed(read, acronym="FIRST"), by="One", source="test", expected_version=1)
    with pytest.raises(PartnerChanged, match="open it again"):
        file.save(changed(read, acronym="SECOND"), by="Two", source="test", expected_version=1)
    assert file.get("sample-awaz").identity.acronym == "FIRST"
    with pytest.raises(PartnerChanged):
        file.save(read, by="Three", source="test", expected_version=0)


def test_of_many_who_save_at_once_one_wins_and_the_others_are_told(
    database: Database, file: PartnerFile
) -> None:
    read = file.get("sample-awaz")
    ready = threading.Barrier(8)
    won: list[str] = []
    lost: list[str] = []

    def save(name: str) -> None:
        own = PartnerFile(database)
        ready.wait()
        try:
            own.save(changed(read, acronym=name), by=name, source="test", expected_version=1)
            won.append(name)
        except PartnerChanged:
            lost.append(name)

    threads = [threading.Thread(target=save, args=(f"W{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 7)
    assert file.get("sample-awaz").identity.acronym == won[0]
    assert [change.version for change in file.history("sample-awaz")] == [2, 1]


def test_two_processes_that_make_the_same_partner_make_one(database: Database) -> None:
    ready = threading.Barrier(2)
    lost: list[int] = []

    def save(number: int) -> None:
        ready.wait()
        try:
            expected = {partner.id: 0 for partner in sample_partners()}
            by = {"by": f"W{number}", "source": "test"}
            PartnerFile(database).save_all(sample_partners(), expected_versions=expected, **by)
        except PartnerChanged:
            lost.append(number)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(lost) == 1
    file = PartnerFile(database)
    assert {file.read(one.id).changed_by for one in file.all()} == {f"W{1 - lost[0]}"}


@pytest.mark.parametrize("kind", KINDS)
def test_two_who_change_at_once_lose_nothing(kind: str, tmp_path: Path) -> None:
    with fresh_url(kind) as url:
        of_two_processes = [Database(url, tmp_path), Database(url, tmp_path)]
        of_two_processes[0].migrate()
        PartnerFile(of_two_processes[0]).seed_samples()
        ready = threading.Barrier(2)

        def add_names(number: int) -> None:
            own = PartnerFile(of_two_processes[number])
            ready.wait()
            for turn in range(15):
                name = f"Name {number}.{turn} (sample)"
                own.change("sample-awaz", partial(with_name, name), by="U1", source="x")

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(add_names, range(2)))
        file = PartnerFile(of_two_processes[1])
        names = file.get("sample-awaz").identity.former_names
        assert set(names) >= {
            f"Name {one}.{turn} (sample)" for one in range(2) for turn in range(15)
        }
        assert file.version("sample-awaz") == 31
        for database in of_two_processes:
            database.close()


def with_name(name: str, kept: StoredPartner) -> Partner:
    return changed(kept.partner, former_names=(*kept.partner.identity.former_names, name))


def test_what_stands_in_the_way_of_a_change_comes_back_and_nothing_is_saved(
    file: PartnerFile,
) -> None:
    way = {"by": "U1", "source": "x"}
    assert file.change("sample-awaz", lambda kept: f"not at {kept.version}", **way) == "not at 1"
    with pytest.raises(ZeroDivisionError):
        file.change("sample-awaz", lambda kept: kept.version // 0, **way)
    with pytest.raises(UnknownPartner, match="did you mean 'sample-awaz'"):
        file.change("sample-awas", lambda kept: kept.partner, **way)
    with pytest.raises(BadRecord, match="Legal name"):
        file.change("sample-awaz", lambda kept: changed(kept.partner, legal_name="\ud800"), **way)
    assert file.change("sample-awaz", lambda kept: kept.partner, **way).version == 1
    assert file.version("sample-awaz") == 1


def test_many_are_saved_all_or_none(file: PartnerFile) -> None:
    good = changed(file.get("sample-awaz"), acronym="GOOD")
    stale = changed(file.get("sample-roshni"), acronym="STALE")
    with pytest.raises(PartnerChanged):
        file.save_all([good, stale], by="x", source="test", expected_versions={"sample-roshni": 7})
    assert file.version("sample-awaz") == 1
    wrong = changed(file.get("sample-roshni"), legal_name="half of a character: \ud800")
    with pytest.raises(BadRecord, match="Legal name"):
        file.save_all([good, wrong], by="x", source="test")
    assert file.version("sample-awaz") == 1


def test_a_process_killed_while_it_saves_leaves_nothing_half_done(tmp_path: Path) -> None:
    with fresh_database("sqlite", tmp_path) as database:
        ran = subprocess.run(
            [sys.executable, "-c", KILLED_WHILE_SAVING, str(tmp_path)],
            cwd=ROOT,
            check=False,
            timeout=60,
        )
        assert ran.returncode == -9
        file = PartnerFile(database)
        assert file.all() == []
        file.seed_samples()
        assert len(file.all()) == 10


def test_an_unknown_partner_is_told_with_the_nearest(file: PartnerFile) -> None:
    with pytest.raises(UnknownPartner, match="did you mean 'sample-roshni'"):
        file.get("sample-roshny")
    with pytest.raises(UnknownPartner, match="saathi partners list"):
        file.get("zzzzzzzz")
    with pytest.raises(UnknownPartner):
        file.delete("zzzzzzzz")


def test_a_deleted_partner_is_gone_with_its_history_and_may_come_anew(file: PartnerFile) -> None:
    partner = file.get("sample-mashal")
    file.save(changed(partner, acronym="X-S"), by="Sample", source="test")
    assert file.delete("sample-mashal") == 2
    with pytest.raises(UnknownPartner):
        file.history("sample-mashal")
    assert "sample-mashal" not in {one.id for one in file.all()}
    again = file.save(partner, by="Sample", source="test", expected_version=0)
    assert again.version == 3, "no number stands for two states"
    assert file.get("sample-mashal") == partner


def test_a_record_that_no_longer_reads_back_takes_no_other_down(
    database: Database, file: PartnerFile
) -> None:
    old = {"id": "sample-awaz", "identity": {"legal_name": "Old", "partner_type": "guild"}}
    with database.write() as connection:
        connection.execute(
            VERSIONS.update().where(VERSIONS.c.partner == "sample-awaz").values(record=old)
        )
    fresh = PartnerFile(database)
    assert len(fresh.all()) == 9
    [reason] = fresh.unreadable()
    assert "sample-awaz" in reason
    assert "Type of organisation" in reason
    with pytest.raises(BadRecord, match="import the right value"):
        fresh.get("sample-awaz")
    assert fresh.history("sample-awaz")[0].fields


@pytest.mark.parametrize(
    ("typed", "found", "why"),
    [
        ("roshni", "sample-roshni", "name"),
        ("roshny women", "sample-roshni", "name"),
        ("RIWS", "sample-roshni", "acronym"),
        ("invented sewing", "sample-roshni", "former name"),
        ("مشعل فرضی فلاحی", "sample-mashal", "name in Urdu"),
        ("lamba nam", "sample-lamba", "name"),
        ("Consortum", "sample-sangam", "name"),
        ("sample-sailab", "sample-sailab", "id"),
    ],
)
def test_partners_are_found_by_part_of_a_name_with_slips(
    typed: str, found: str, why: str, tmp_path: Path
) -> None:
    with fresh_database("sqlite", tmp_path) as database:
        file = PartnerFile(database)
        file.seed_samples()
        best = file.find(typed)[0]
        assert (best.id, best.why) == (found, why)


def test_nothing_typed_finds_everybody_and_nonsense_nobody(file: PartnerFile) -> None:
    assert [found.name for found in file.find("", limit=3)] == [one.name for one in file.all()[:3]]
    assert file.find("zzzz") == []
    assert file.find("💥 ' OR 1=1 --") == []


def test_the_office_adds_a_district_that_was_made_since(tmp_path: Path) -> None:
    own = tmp_path / "places.yaml"
    own.write_text(
        "provinces:\n  sindh:\n    districts: [Sample Nagar]\nalso:\n  Old Nagar: Sample Nagar\n"
    )
    record = {"id": "x", "identity": {"legal_name": "X"}, "place": {"districts": "old nagar"}}
    try:
        know_places(own)
        assert Partner.model_validate(record).place.districts == ("Sample Nagar",)
        own.write_text("provinces:\n  narnia:\n    districts: [Lantern Waste]\n")
        with pytest.raises(BadRecord, match=r"places\.yaml .*docs/partners\.md"):
            know_places(own)
    finally:
        know_places(tmp_path / "none.yaml")
    with pytest.raises(ValueError, match="old nagar"):
        Partner.model_validate(record)
