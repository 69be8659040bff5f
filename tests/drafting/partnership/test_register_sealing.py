"""What restricted entries say is sealed with the first key, whenever that was set or changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from drafting.partners.errors import KeyMissing
from drafting.partnership import SEALED_TABLES, seal_everything, sealing_state
from drafting.register import Author, NewEntry, NewEvent, Register
from drafting.register.tables import ENTRIES, EVENTS
from drafting.sealing import KeyRing, new_key, parse_keys
from tests.drafting.register.test_register import Matter, MatterKind, SecretKind
from tests.support.databases import KINDS, fresh_database

FIRST, SECOND = new_key(), new_key()
OFFICER = Author("U0OFFICER", "Sample Officer")
SEES = {"investigations"}


@pytest.mark.parametrize("kind", KINDS)
def test_rows_of_the_register_follow_the_first_key(kind: str, tmp_path: Path) -> None:
    kinds = (MatterKind(), SecretKind())
    with fresh_database(kind, tmp_path) as database:
        plain = Register(database, kinds)
        for name in ("matter", "secret"):
            entry = plain.open(
                NewEntry(name, "roshni", "A visit", OFFICER, Matter(about="telling"), name)
            )
            plain.say(NewEvent(entry.id, "added", OFFICER, f"said {name}", 0, "Telling."), SEES)
        for keys in ((FIRST,), (SECOND, FIRST)):
            ring = KeyRing(parse_keys("\n".join(keys)))
            assert seal_everything(database, ring) == 4
            assert seal_everything(database, ring) == 0
            assert sealing_state(database, ring).left == 0
            secret = Register(database, kinds, ring=ring).of_kind("secret", SEES)
            assert [event.words for event in secret[0].events] == ["Telling."]
            with database.read() as connection:
                rows = [
                    *connection.execute(ENTRIES.select().where(ENTRIES.c.kind == "secret")),
                    *connection.execute(EVENTS.select().where(EVENTS.c.entry == secret[0].id)),
                ]
            assert not [row for row in rows if "elling" in row.facts]
            assert plain.of_kind("matter")[0].events[0].words == "Telling."
        with pytest.raises(KeyMissing):
            plain.of_kind("secret", SEES)
    assert {"register_entries", "register_events"} <= set(SEALED_TABLES)
