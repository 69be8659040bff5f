"""Settings: from the environment (SAATHI_...) and from `saathi.toml`; unknown names are refused."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from rapidfuzz import process

PREFIX = "SAATHI_"
CONFIG = "SAATHI_CONFIG"  # where the file is, if not ./saathi.toml
CHECKOUT = Path(__file__).parent.parent


class SettingsError(Exception):
    """A setting is unknown or not right; the message names it and the cure."""


class ContactDetails(BaseModel):
    """Who holds a role, and how to reach them. All of it is shown to whoever asks Saathi."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = ""
    email: str = ""
    phone: str = ""


class Contacts(BaseModel):
    """The roles of CSPF 18. A role without details is named without them; nobody is invented."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    partnership_coordinator: ContactDetails = ContactDetails()
    pdq: ContactDetails = ContactDetails()
    program: ContactDetails = ContactDetails()
    finance: ContactDetails = ContactDetails()


def default_home() -> Path:
    """`.saathi` in a checkout of the project; else the user's own data folder."""
    if (CHECKOUT / "pyproject.toml").is_file():
        return CHECKOUT / ".saathi"
    return Path(platformdirs.user_data_dir("saathi", appauthor=False))


class Settings(BaseSettings):
    """Everything that can be set. Each field says what it does; `saathi doctor` shows them all."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
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
        pattern=r"^(https?://[^/\s]+/?)?$",
        description="The address of a Chroma server, for several replicas; empty: embedded.",
    )
    contacts: Contacts = Field(default=Contacts(), description="Whom to ask, by CSPF 18's roles.")
    longest_question: int = Field(
        default=2000, ge=100, le=20_000, description="Characters of the longest question answered."
    )

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
    """Where `saathi.toml` is looked for; it need not exist."""
    return Path(os.environ.get(CONFIG, "saathi.toml"))


def load_settings() -> Settings:
    """The settings in force. Raises SettingsError, in one sentence that names the setting."""
    _refuse_unknown(os.environ)
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        raise SettingsError(_sentence(".".join(str(p) for p in first["loc"]), first)) from error
    except ValueError as error:  # a TOML file that does not parse
        raise SettingsError(
            f"{config_file().name} cannot be read as TOML ({error}); correct that line."
        ) from error


def _sentence(name: str, first: Mapping[str, Any]) -> str:
    if first["type"] == "extra_forbidden":
        known = [*Settings.model_fields, *Contacts.model_fields]
        return f"There is no setting '{name}'; did you mean '{_nearest(name.rsplit('.', maxsplit=1)[-1], known)}'?"
    return f"The setting '{name}' is not right: {first['msg'].lower()}. Correct or remove it."


def _refuse_unknown(environment: Mapping[str, str]) -> None:
    """pydantic-settings reads over unknown variables; a misspelt one must not pass unnoticed."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {CONFIG}
    for name in environment:
        is_ours = name.upper().startswith(PREFIX) and name.upper().partition("__")[0] not in known
        if is_ours:
            raise SettingsError(
                f"There is no setting {name}; did you mean {_nearest(name.upper(), sorted(known))}?"
            )


def _nearest(name: str, known: list[str]) -> str:
    found = process.extractOne(name, known)
    return str(found[0]) if found else known[0]
