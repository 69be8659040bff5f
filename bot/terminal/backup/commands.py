"""`saathi backup` and `saathi restore`: all that a home holds, in one file and back."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.console import complain, err, open_log, say_path

if TYPE_CHECKING:
    from bot.operations.backup.source import Office

To = Annotated[
    Path | None,
    typer.Argument(help="A folder, or a file that ends with .tar.gz; none: `backups` in the home."),
]
Keep = Annotated[
    int | None, typer.Option(min=1, help="Delete all but so many backups of the folder.")
]
Check = Annotated[
    Path | None, typer.Option("--check", help="Make none: say whether this backup is whole.")
]
WithSecrets = Annotated[
    bool, typer.Option("--with-secrets", help="Put tokens, keys and passwords of the settings in.")
]
From = Annotated[Path, typer.Argument(metavar="FROM", help="A backup.")]
Replace = Annotated[
    bool, typer.Option("--replace", help="Restore although something is there; it is kept aside.")
]
HomeOnly = Annotated[
    bool,
    typer.Option("--home-only", help="Leave the office’s database as it is: for further replicas."),
]


def backup(
    to: To = None, keep: Keep = None, check: Check = None, with_secrets: WithSecrets = False
) -> None:
    """Backs up all that Saathi holds into one file, also while it serves."""
    from bot.terminal.backup.views import backup_lines, check_lines  # noqa: PLC0415

    if check is not None:
        _refuse_with_check(to, keep, with_secrets=with_secrets)
        from bot.operations.backup.checking import check_archive  # noqa: PLC0415  (SQLAlchemy)
        from bot.operations.backup.errors import room_needed  # noqa: PLC0415

        open_log()
        place = Path(tempfile.gettempdir())  # the variable TMPDIR names another
        with (
            err.status("Reading the backup …"),
            room_needed(place),
            tempfile.TemporaryDirectory(dir=place) as folder,
        ):
            manifest, is_complete = check_archive(check, Path(folder) / "backup")
        lines = check_lines(check, manifest, is_complete=is_complete)
    else:
        from bot.operations.backup.making import make_backup  # noqa: PLC0415

        office = _office(with_secrets=with_secrets)
        with err.status("Backing up …"):
            lines = backup_lines(make_backup(office, to and to.expanduser().absolute(), keep))
    for line in lines:
        say_path(line)


def restore(archive: From, replace: Replace = False, home_only: HomeOnly = False) -> None:
    """Puts a backup in place, once it is found whole; Saathi must not be serving."""
    from bot.operations.backup.restoring import restore as put_back  # noqa: PLC0415  (SQLAlchemy)
    from bot.terminal.backup.views import restore_lines  # noqa: PLC0415

    office = _office(with_secrets=False)
    with err.status("Restoring …"):
        restored = put_back(office, archive.absolute(), replace=replace, home_only=home_only)
    for line in restore_lines(office.home, restored):
        say_path(line)


def _office(*, with_secrets: bool) -> Office:
    """The home, its database and its settings as a backup has them."""
    from bot.operations.backup.manifest import SettingsCopy  # noqa: PLC0415
    from bot.operations.backup.source import Office, SettingsPart  # noqa: PLC0415
    from bot.settings.portable import portable_settings  # noqa: PLC0415
    from bot.settings.settings import config_file  # noqa: PLC0415

    settings = open_log()
    portable = portable_settings(config_file(), with_secrets=with_secrets)
    about = SettingsCopy(
        has_file=portable.text is not None,
        secrets_left_out=portable.secrets_left_out,
        environment=portable.environment,
    )
    return Office(
        settings.home,
        settings.database_url.get_secret_value(),
        SettingsPart(portable.text, about),
    )


def _refuse_with_check(to: Path | None, keep: int | None, *, with_secrets: bool) -> None:
    if to is not None or keep is not None or with_secrets:
        complain("--check FILE makes no backup; leave the other arguments away.")
        raise typer.Exit(1)
