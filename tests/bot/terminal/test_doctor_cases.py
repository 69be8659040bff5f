"""`saathi doctor` is red while a case stands unencrypted, and names none."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr

from bot.encryption import encrypt_everything
from bot.services import Services
from bot.settings.privacy import PrivacySettings
from bot.settings.settings import Settings
from bot.terminal.doctor.encryption import encryption
from drafting.register import Author, OpeningInput
from drafting.sealing import new_key
from knowledge import PolicyDesk

OFFICER = Author("U0OFFICER", "Sample Officer")
SEES = ("investigations",)


def test_a_case_in_the_clear_is_red_even_among_samples_until_it_is_encrypted(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    services = Services(Settings(home=tmp_path), desk)
    services.partners.seed_samples()
    assert not encryption(services).cure
    values = {"irregularity": "financial", "about": "Zanzibar"}
    opening = OpeningInput("case", "sample-roshni", OFFICER, "case", values)
    entry = services.register_desk.open(opening, SEES)
    result = encryption(services)
    assert result.cure
    for secret in (entry.id, entry.title, "Zanzibar", "roshni"):
        assert secret not in repr(result)
    services.database.close()

    privacy = PrivacySettings(encryption_key=SecretStr(new_key()))
    services = Services(Settings(home=tmp_path, privacy=privacy), desk)
    assert encryption(services).cure
    encrypt_everything(services)
    assert not encryption(services).cure
    assert services.register.entry(entry.id, SEES).title == entry.title
    services.database.close()
