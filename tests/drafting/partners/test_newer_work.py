"""An older file and newer work: whatever either changed, nothing newer is undone unseen."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drafting.partners import PartnerFile, carry_out_import, export_partners, plan_import
from drafting.partners.reading import ImportChoices, stamps_of
from drafting.partners.record import Partner
from drafting.partners.tables import VERSIONS
from tests.support.databases import fresh_database

PARTNER = "sample-roshni"
# A value for each field, by its path; '{}' is who wrote it.
FIELDS: dict[str, Any] = {
    "identity.acronym": "{}",
    "identity.address": "{} road 1",
    "identity.former_names": ["{} of before"],
    "relationship.shared_vision": "The vision of {}.",
    "people.signatories": [{"name": "Signatory of {}", "title": "Chair"}],
    "agreements[2026-schools].goal": "The goal of {}.",
    "agreements[2026-schools].money.donor": "The donor of {}",
    "agreements[2026-schools].reports": [{"what": "Report of {}"}],
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PartnerFile]:
    with fresh_database("sqlite", tmp_path_factory.mktemp("home")) as database:
        file = PartnerFile(database)
        file.seed_samples()
        yield file


def by(writer: str, value: Any) -> Any:
    if isinstance(value, str):
        return value.format(writer)
    if isinstance(value, list):
        return [by(writer, entry) for entry in value]
    return {name: by(writer, entry) for name, entry in value.items()}


def place(data: dict[str, Any], path: str) -> tuple[dict[str, Any], str]:
    """The part of a record that holds the field, and its name there."""
    if path.startswith("agreements["):
        key, _, path = path.removeprefix("agreements[").partition("].")
        data = next(one for one in data["agreements"] if one["key"] == key)
    *above, last = path.split(".")
    for name in above:
        data = data.setdefault(name, {})
    return data, last


def written(partner: Partner, writer: str, paths: list[str]) -> Partner:
    data = partner.model_dump(mode="json")
    for path in paths:
        part, name = place(data, path)
        part[name] = by(writer, FIELDS[path])
    return Partner.model_validate(data)


def values(partner: Partner) -> dict[str, str]:
    data = partner.model_dump(mode="json")
    parts = {path: place(data, path) for path in FIELDS}
    return {path: str(part[name]) for path, (part, name) in parts.items()}


@pytest.mark.parametrize("seed", range(6))
def test_newer_fields_stay_and_all_others_come_in(
    seed: int, file: PartnerFile, tmp_path: Path
) -> None:
    chance = random.Random(seed)
    record = file.read(PARTNER)
    newer = [path for path in FIELDS if chance.random() < 0.4]
    edited = [path for path in FIELDS if chance.random() < 0.5]
    old = tmp_path / ("old.xlsx" if seed % 4 == 0 else "old.yaml")
    export_partners(
        [written(record.partner, f"file {seed}", edited)],
        old,
        may_see_restricted_fields=bool(seed % 2),
        stamps=stamps_of([record]),
    )
    for path in newer:  # each in a version of its own
        now = file.get(PARTNER)
        file.save(written(now, f"colleague {seed}", [path]), by="Colleague", source="test")
    before, colleagues = values(record.partner), values(file.get(PARTNER))
    plan = plan_import(old, file)
    assert not plan.problems
    carry_out_import(plan, file, by="Importer")
    expected = values(written(file.get(PARTNER), f"file {seed}", edited))
    after = values(file.get(PARTNER))
    for path in FIELDS:
        if path in newer:
            assert after[path] == colleagues[path]
        else:
            assert after[path] == (expected[path] if path in edited else before[path])
    assert {field.path for field in plan.contested} == set(newer)
    assert {field.path for field in plan.undecided} == set(newer) & set(edited)
    assert all(field.newer and field.newer.by == "Colleague" for field in plan.contested)
    taken = [f"{PARTNER}:{path}" for path in newer if path in edited]
    carry_out_import(plan_import(old, file, ImportChoices(taken)), file, by="Importer")
    assert all(values(file.get(PARTNER))[path] == expected[path] for path in edited)


def test_a_version_that_is_no_longer_kept_counts_by_its_number(tmp_path: Path) -> None:
    with fresh_database("sqlite", tmp_path / "home") as database:
        file = PartnerFile(database)
        file.seed_samples()
        record = file.read(PARTNER)
        old = tmp_path / "old.yaml"
        export_partners(
            [written(record.partner, "file", ["identity.acronym", "identity.address"])],
            old,
            may_see_restricted_fields=False,
            stamps=stamps_of([record]),
        )
        for path in ("identity.acronym", "relationship.shared_vision"):
            file.save(written(file.get(PARTNER), "colleague", [path]), by="B", source="test")
        with database.write() as connection:  # as retention does
            connection.execute(VERSIONS.delete().where(VERSIONS.c.version == 1))
        plan = plan_import(old, file)
        # What the first version that is kept changed against that one is not known any more.
        assert "identity.acronym" in {field.path for field in plan.undecided}
        carry_out_import(plan, file, by="Importer")
        assert file.get(PARTNER).identity.acronym == "colleague"
        assert file.get(PARTNER).relationship.shared_vision == "The vision of colleague."
