"""The settings file as setup writes it: private, where a link leads, after a copy was kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings.settings import SettingsError
from bot.terminal.setup.private_files import keep_privately, set_aside

TEXT = 'office = "دفتر"\n'


def mode(file: Path) -> int:
    return file.stat().st_mode & 0o777


def test_it_is_its_owners_alone_and_a_link_to_it_stays_one(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    target = tmp_path / "kept" / "office.toml"
    target.write_text("before")
    target.chmod(0o644)
    link = tmp_path / "saathi.toml"
    link.symlink_to(target)
    keep_privately(link, TEXT)
    assert link.is_symlink()
    assert (target.read_text(encoding="utf-8"), mode(target)) == (TEXT, 0o600)
    assert [path.name for path in target.parent.iterdir()] == ["office.toml"]


@pytest.mark.parametrize(
    "content", [TEXT.encode(), 'office = "Café"'.encode("latin-1"), b"\xff\r\n"]
)
def test_the_copy_before_has_the_same_bytes(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "saathi.toml"
    file.write_bytes(content)
    aside = set_aside(file)
    assert (aside.read_bytes(), mode(aside)) == (content, 0o600)
    assert aside.parent == tmp_path
    assert aside.name.startswith("saathi.toml.before-")


def test_where_it_cannot_be_written_one_sentence_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such file or directory") as refused:
        keep_privately(tmp_path / "absent" / "saathi.toml", TEXT)
    assert "SAATHI_CONFIG" in str(refused.value)
    (tmp_path / "saathi.toml").mkdir()
    with pytest.raises(SettingsError, match=r"saathi\.toml cannot be written"):
        keep_privately(tmp_path / "saathi.toml", TEXT)
    assert [path.name for path in tmp_path.iterdir()] == ["saathi.toml"]
