"""Settings: from the environment (SAATHI_...) and from `saathi.toml`; unknown names are refused."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from rapidfuzz import fuzz, process

PREFIX = "SAATHI_"
CONFIG = "SAATHI_CONFIG"  # where the file is, if not ./saathi.toml; not empty: it must be there
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
    contacts: Contacts = Field(default=Contacts(), description="Whom to ask, by CSPF 18's roles.")
    longest_question: int = Field(
        default=2000, ge=100, le=20_000, description="Characters of the longest question answered."
    )

    @field_validator("home")
    @classmethod
    def _from_where_the_user_is(cls, home: Path) -> Path:
        return home.expanduser().absolute()

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
