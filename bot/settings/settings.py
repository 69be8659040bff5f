"""Settings: from the environment (SAATHI_...) and from `saathi.toml`; unknown names are refused."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import EdgeError
from bot.settings.chat_model import ChatModelSettings
from bot.settings.configuration.checking import check_values, merge_tables
from bot.settings.configuration.environment import Variables, unknown_variables, variables_in_force
from bot.settings.configuration.group import SettingsGroup
from bot.settings.configuration.mistakes import Mistake, ValueSources, slips
from bot.settings.configuration.secret_files import read_secret_files
from bot.settings.configuration.toml_file import TomlFile, read_toml
from bot.settings.contacts import Contacts, ReportingContact
from bot.settings.due_diligence import DueDiligenceSettings
from bot.settings.office import OfficeSettings
from bot.settings.partnership import PartnershipSettings
from bot.settings.privacy import PrivacySettings
from bot.settings.roles import PEOPLE, RoleSettings, slack_ids
from bot.settings.slack import SlackSettings

PREFIX = "SAATHI_"
CONFIG = "SAATHI_CONFIG"  # where the file is, if not ./saathi.toml; not empty: it must be there
MOST_REPORTING = 6  # that a message shows
CHECKOUT = Path(__file__).parents[2]


class SettingsError(EdgeError):
    """A setting is unknown or not right; the message names it and the cure."""


class WrongSettings(SettingsError):
    """Everything that is wrong with the settings: one sentence, or a line for each mistake."""

    def __init__(self, wrong: Sequence[Mistake]) -> None:
        self.mistakes = sorted(wrong, key=lambda mistake: (mistake.line == 0, mistake.line))
        sentences = [str(mistake) for mistake in self.mistakes]
        head = f"{len(sentences)} things in the settings are not right; correct them all:"
        super().__init__(sentences[0] if len(sentences) == 1 else "\n  ".join((head, *sentences)))


def default_home() -> Path:
    """`.saathi` in a checkout of the project; else the user's own data folder."""
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / ".saathi"
    return Path(platformdirs.user_data_dir("saathi", appauthor=False))


class Settings(SettingsGroup):
    """Everything that can be set. Each field says what it does; `saathi doctor` shows them all."""

    home: Path = Field(
        default_factory=default_home,
        description="The folder that holds the office’s documents, the database, the index and "
        "the log.",
        examples=["/srv/saathi"],
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
        examples=["http://localhost:8000"],
    )
    chat_model: ChatModelSettings = Field(
        default=ChatModelSettings(), description="Who words answers; unset: the clauses' own words."
    )
    contacts: Contacts = Field(default=Contacts(), description="Whom to ask, by CSPF 18's roles.")
    longest_question: int = Field(
        default=2000, ge=100, le=20_000, description="Characters of the longest question answered."
    )
    reporting: tuple[ReportingContact, ...] = Field(
        default=(),
        title="Whom to turn to",
        description="Whom to turn to with a suspicion of misconduct (CSPF 17(b)), up to six, shown "
        "to whoever writes of one, alone; none: they are asked to speak with somebody in person.",
    )
    slack: SlackSettings = Field(default=SlackSettings(), description="How Saathi meets Slack.")
    coordinators: tuple[str, ...] = Field(
        default=(),
        title="Coordinators",
        description="Slack ids of who sees, on the Home tab, which questions went unanswered, and "
        "is told of a workflow’s post that reads like a report of misconduct, and records what the "
        "Committee decided (CSPF 18(c)) in partners’ files that they see, members (U…) or user "
        "groups (S…); empty: nobody, and decisions are recorded in the terminal.",
        examples=[PEOPLE],
    )
    roles: RoleSettings = Field(
        default=RoleSettings(), description="Who may see, draft, edit, and see restricted fields."
    )
    office: OfficeSettings = Field(
        default=OfficeSettings(), description="The office's own side of every agreement."
    )
    due_diligence: DueDiligenceSettings = Field(
        default=DueDiligenceSettings(), description="Tiers, validity and reminders."
    )
    partnership: PartnershipSettings = Field(
        default=PartnershipSettings(),
        description="The register of partnerships and its calendar.",
    )
    privacy: PrivacySettings = Field(
        default=PrivacySettings(),
        description="How restricted values are encrypted, and how long what is kept stays.",
    )
    host: str = Field(
        default="127.0.0.1", description="Where HTTP mode listens; the local workspace: loopback."
    )
    port: int = Field(default=8321, ge=0, le=65_535, description="The port; 0 takes a free one.")
    database_url: SecretStr = Field(
        default=SecretStr(""),
        description="The PostgreSQL database, for several replicas; empty: SQLite in the folder "
        "`home`.",
        examples=["postgresql://user:password@host/name"],
    )
    workers: int = Field(
        default=8, ge=1, le=64, description="Questions that are worked on at the same time."
    )
    questions_per_minute: int = Field(
        default=10,
        ge=1,
        description="How many questions of one person are answered a minute; what goes beyond "
        "gets a polite reply.",
    )
    keep_questions_days: int = Field(
        default=365,
        ge=0,
        description="How long questions and feedback are kept to improve the policies; 0: a day, "
        "for follow-ups only, and no report is made of them.",
    )

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be shown anywhere: tokens, keys, signing secret, the database password."""
        slack, database = self.slack, self.database_url.get_secret_value()
        tokens = (slack.bot_token, slack.app_token, slack.signing_secret, self.chat_model.api_key)
        password = (urlsplit(database).password or "") if database else ""
        keys = re.split(r"[\s,]+", self.privacy.encryption_key.get_secret_value())
        plain = (*(token.get_secret_value() for token in tokens), password, *keys)
        return tuple(filter(None, plain))

    @property
    def serves_an_office(self) -> bool:
        """True for a real desk: Slack's token is set, or the office's side of agreements."""
        return bool(self.slack.bot_token) or self.office != OfficeSettings()

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

    @field_validator("host")
    @classmethod
    def _is_a_host(cls, host: str) -> str:
        with suppress(ValueError):
            return str(ip_address(host))
        if not re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?", host):
            raise ValueError(
                "write a name or an address alone, such as 0.0.0.0; the port is the setting 'port'"
            )
        return host

    @field_validator("embedding")
    @classmethod
    def _is_an_embedding(cls, embedding: str) -> str:
        if not re.fullmatch(r"minilm|folder:.+|(?!folder)[\w-]+:\S+", embedding):
            raise ValueError("write 'minilm', 'folder:PATH' or 'provider:model'")
        return embedding

    @field_validator("reporting")
    @classmethod
    def _are_few(cls, contacts: tuple[ReportingContact, ...]) -> tuple[ReportingContact, ...]:
        if len(contacts) > MOST_REPORTING:
            raise ValueError(
                f"it has {len(contacts)} entries, and at most {MOST_REPORTING} are shown; leave "
                f"{MOST_REPORTING}"
            )
        return contacts

    @field_validator("coordinators")
    @classmethod
    def _are_slack_ids(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        return slack_ids(ids, groups=True)

    @field_validator("chroma_url")
    @classmethod
    def _is_an_address(cls, url: str) -> str:
        if not re.fullmatch(r"(https?://[^/\s]+/?)?", url):
            raise ValueError("write the address as http://localhost:8000")
        return url


class _InEnvironment(Settings, BaseSettings):
    """The settings as variables of the environment."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", env_ignore_empty=True
    )


def config_file() -> Path:
    """Where `saathi.toml` is looked for; unless it was named, it need not exist."""
    return Path(os.environ.get(CONFIG) or "saathi.toml").expanduser()


def load_settings() -> Settings:
    """The settings in force. Raises SettingsError, which lists everything that is wrong."""
    file = config_file()
    if os.environ.get(CONFIG) and not file.is_file():
        raise SettingsError(
            f"{CONFIG} names {file}, which is no file; correct or remove it, or run `saathi setup`."
        )
    return settings_from(read_settings_file(file), file)


def settings_from(toml_file: TomlFile, file: Path) -> Settings:
    """What the file and the environment say together; the environment wins. Raises WrongSettings.

    `read` is what was read of `file`.
    """
    sources = ValueSources(file.name, toml_file, variables_in_force(os.environ, Settings, PREFIX))
    secrets, wrong_files = read_secret_files(os.environ, Settings, PREFIX)
    unknown = unknown_variables(os.environ, Settings, PREFIX, CONFIG)
    wrong = [*slips(sources), *unknown, *wrong_files]
    values = merge_tables(toml_file.values, Variables(_InEnvironment, PREFIX)())
    values = merge_tables(values, secrets)
    settings, mistakes = check_values(Settings, values, sources)
    if settings is None or wrong or mistakes:
        raise WrongSettings([*wrong, *mistakes])
    return settings


def read_settings_file(file: Path, *, must_exist: bool = False) -> TomlFile:
    """What the file says; nothing where it is not there and not `needed`. Raises SettingsError."""
    if must_exist and not file.is_file():
        raise SettingsError(f"{file} is no file; name one that is written as saathi.toml is.")
    try:
        return read_toml(file)
    except OSError as error:
        raise SettingsError(
            f"{file.name} cannot be opened; see that Saathi may read it."
        ) from error
