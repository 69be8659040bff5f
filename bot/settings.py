"""Settings: from the environment (SAATHI_...) and from `saathi.toml`; unknown names are refused."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs
from pydantic import BaseModel, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from rapidfuzz import fuzz, process

from bot.chat_model_settings import ChatModelSettings
from bot.contact_settings import Contacts, ReportingContact
from bot.due_diligence_settings import DueDiligenceSettings
from bot.errors import EdgeError
from bot.office_settings import OfficeSettings
from bot.role_settings import RoleSettings, slack_ids
from bot.slack_settings import SlackSettings

PREFIX = "SAATHI_"
CONFIG = "SAATHI_CONFIG"  # where the file is, if not ./saathi.toml; not empty: it must be there
CHECKOUT = Path(__file__).parent.parent


class SettingsError(EdgeError):
    """A setting is unknown or not right; the message names it and the cure."""


def default_home() -> Path:
    """`.saathi` in a checkout of the project; else the user's own data folder."""
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / ".saathi"
    return Path(platformdirs.user_data_dir("saathi", appauthor=False))


class Settings(BaseSettings):
    """Everything that can be set. Each field says what it does; `saathi doctor` shows them all."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
    )

    home: Path = Field(
        default_factory=default_home,
        description="The folder that holds the office's documents, the index and the log.",
    )
    embedding: str = Field(
        default="minilm",
        description="'minilm' (embedded), 'folder:PATH' (an ONNX sentence model of your own) or "
        "'provider:model' as langchain's init_embeddings takes it. After a change, run "
        "`saathi knowledge build`.",
    )
    chroma_url: str = Field(
        default="",
        description="The address of a Chroma server, for several replicas; empty: embedded.",
    )
    chat_model: ChatModelSettings = Field(
        default=ChatModelSettings(), description="Who words answers; unset: the clauses' own words."
    )
    contacts: Contacts = Field(default=Contacts(), description="Whom to ask, by CSPF 18's roles.")
    longest_question: int = Field(
        default=2000, ge=100, le=20_000, description="Characters of the longest question answered."
    )
    reporting: tuple[ReportingContact, ...] = Field(
        default=(), description="Whom to turn to with a suspicion of misconduct (CSPF 17(b))."
    )
    slack: SlackSettings = Field(default=SlackSettings(), description="How Saathi meets Slack.")
    coordinators: tuple[str, ...] = Field(
        default=(),
        description="Slack ids of who sees, on the Home tab, which questions went unanswered.",
    )
    roles: RoleSettings = Field(
        default=RoleSettings(), description="Who may draft, edit, and see restricted fields."
    )
    office: OfficeSettings = Field(
        default=OfficeSettings(), description="CIP's own side of every agreement."
    )
    due_diligence: DueDiligenceSettings = Field(
        default=DueDiligenceSettings(), description="Tiers, validity and reminders."
    )
    host: str = Field(
        default="127.0.0.1", description="Where HTTP mode listens; the local workspace: loopback."
    )
    port: int = Field(default=8321, ge=0, le=65_535, description="The port; 0 takes a free one.")
    database_url: SecretStr = Field(
        default=SecretStr(""),
        description="'postgresql://user:password@host/name' for several replicas; empty: SQLite "
        "in the folder `home`.",
    )
    workers: int = Field(
        default=8, ge=1, le=64, description="Questions that are worked on at the same time."
    )
    questions_per_minute: int = Field(
        default=10, ge=1, description="Of one person; what goes beyond gets a polite reply."
    )
    keep_questions_days: int = Field(
        default=365,
        ge=0,
        description="How long questions and feedback are kept to improve the policies; 0: a day, "
        "for follow-ups only, and no report is made of them.",
    )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must come out nowhere: tokens, keys, the signing secret, the database's password."""
        slack, database = self.slack, self.database_url.get_secret_value()
        tokens = (slack.bot_token, slack.app_token, slack.signing_secret, self.chat_model.api_key)
        password = (urlsplit(database).password or "") if database else ""
        return tuple(filter(None, (*(one.get_secret_value() for one in tokens), password)))

    @field_validator("home")
    @classmethod
    def _from_where_the_user_is(cls, home: Path) -> Path:
        return home.expanduser().absolute()

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: SecretStr) -> SecretStr:
        if not re.fullmatch(r"(postgresql://\S+)?", url.get_secret_value()):
            raise ValueError("write the database as postgresql://user:password@host/name")
        return url

    @field_validator("coordinators")
    @classmethod
    def _are_slack_ids(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        return slack_ids(ids)

    @field_validator("chroma_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if not re.fullmatch(r"(https?://[^/\s]+/?)?", url):
            raise ValueError("write the address as http://localhost:8000")
        return url

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file."""
        file = TomlConfigSettingsSource(settings_cls, config_file())
        return init_settings, env_settings, file


def config_file() -> Path:
    """Where `saathi.toml` is looked for; unless it was named, it need not exist."""
    return Path(os.environ.get(CONFIG) or "saathi.toml").expanduser()


def load_settings() -> Settings:
    """The settings in force. Raises SettingsError, in one sentence that names the setting."""
    file = config_file()
    if os.environ.get(CONFIG) and not file.is_file():
        raise SettingsError(f"{CONFIG} names {file}, which is no file; correct or remove it.")
    _refuse_unknown_variables(os.environ)
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_sentence(error.errors()[0])) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{file.name} cannot be read as TOML ({error}); correct that line."
        ) from error
    except OSError as error:
        raise SettingsError(
            f"{file.name} cannot be opened; see that Saathi may read it."
        ) from error


def _sentence(first: Mapping[str, Any]) -> str:
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        known = [".".join(path) for path in _paths(Settings)]
        return f"There is no setting '{name}'; did you mean '{_nearest(name, known)}'?"
    why = first["msg"].removeprefix("Value error, ").lower()
    return f"The setting '{name}' is not right: {why}. Correct or remove it."


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    """pydantic-settings reads over unknown variables; a misspelt one must not pass unnoticed."""
    known = [PREFIX + "__".join(path).upper() for path in _paths(Settings)]
    for name in environment:
        if name.upper().startswith(PREFIX) and name.upper() not in {*known, CONFIG}:
            nearest = _nearest(name.upper(), [*known, CONFIG])
            raise SettingsError(f"There is no setting {name}; did you mean {nearest}?")


def _paths(model: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    """The names that lead to each single setting: ('home',), ('contacts', 'pdq', 'name') ..."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from ((name, *path) for path in _paths(field.annotation))
        else:
            yield (name,)


def _nearest(name: str, known: list[str]) -> str:
    return str(process.extractOne(name, known, scorer=fuzz.ratio)[0])
