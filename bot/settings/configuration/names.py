"""All settings by their path, and which of them a wrong name may mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, get_args

from pydantic import BaseModel, SecretStr
from pydantic.fields import FieldInfo
from rapidfuzz import fuzz

SettingPath = tuple[str, ...]  # ('contacts', 'pdq', 'name'); of an entry: ('reporting', 'role')
NEAR = 75.0  # of 100: as like as a slip of the hand leaves a name
BEGINS = 90.0  # one name begins with the other
WORD = 80.0  # one name is a word of the other
SAME_TABLE = 21.0  # more for a name in the same table: before the same name in another
SHORTEST_PART = 3  # letters that are enough to recognise a longer name
MOST = 3  # names that are worth offering
OF_FILE = "_FILE"  # behind the variable of a secret: it names a file


class TomlForm(Enum):
    """How a setting is written in TOML."""

    VALUE = "value"  # name = value
    TABLE = "table"  # [name]
    TABLES = "tables"  # [[name]], as many as there are


@dataclass(frozen=True)
class Setting:
    """One setting, or one field of an entry of a list of tables."""

    path: SettingPath
    field: FieldInfo
    form: TomlForm
    of_entry: bool = False  # a field of an entry: no variable of the environment sets it

    @property
    def name(self) -> str:
        """'contacts.pdq.name'."""
        return ".".join(self.path)

    @property
    def is_secret(self) -> bool:
        """True for what must not be shown anywhere."""
        return self.field.annotation is SecretStr

    @property
    def is_list(self) -> bool:
        """True for several values."""
        return getattr(self.field.annotation, "__origin__", None) is tuple

    @property
    def example(self) -> Any:
        """What it may be set to: its default, or an example where the default says little."""
        examples = self.field.examples
        return examples[0] if examples else self.field.get_default(call_default_factory=True)


def settings_of(
    model: type[BaseModel], above: SettingPath = (), *, of_entry: bool = False
) -> Iterator[Setting]:
    """Every setting of the model in its order, each table before its own settings."""
    for name, field in model.model_fields.items():
        path = (*above, name)
        table, entry = _model(field.annotation), _entry_model(field.annotation)
        form = TomlForm.TABLE if table else TomlForm.TABLES if entry else TomlForm.VALUE
        yield Setting(path, field, form, of_entry)
        if inner := table or entry:
            yield from settings_of(inner, path, of_entry=of_entry or entry is not None)


def variables_of(model: type[BaseModel], prefix: str) -> dict[str, Setting]:
    """The settings that the environment may set, each by its variable."""
    single = (
        setting
        for setting in settings_of(model)
        if not setting.of_entry and setting.form is not TomlForm.TABLE
    )
    return {prefix + "__".join(setting.path).upper(): setting for setting in single}


def secret_file_variables(model: type[BaseModel], prefix: str) -> dict[str, SettingPath]:
    """The variables that may name a file with a secret, each with the path of its setting."""
    return {
        f"{name}{OF_FILE}": setting.path
        for name, setting in variables_of(model, prefix).items()
        if setting.is_secret
    }


def nearest(wrong: SettingPath, paths: Iterable[SettingPath]) -> list[SettingPath]:
    """What a wrong path may mean, at most three; [] where nothing is near.

    The last name decides, so that a setting is found that was written in another table.
    """
    likenesses = [(_likeness(wrong, path), path) for path in paths]
    best = max((likeness for likeness, _ in likenesses if likeness), default=None)
    near = [path for likeness, path in likenesses if likeness == best]
    return near if best and len(near) <= MOST else []


def _likeness(wrong: SettingPath, right: SettingPath) -> tuple[float, float] | None:
    """How like the last names are, then those above; None where the last are not near."""
    last = _name_likeness(wrong[-1], right[-1])
    above = (
        100.0
        if wrong[:-1] == right[:-1]
        else fuzz.ratio(".".join(wrong[:-1]), ".".join(right[:-1]))
    )
    return (last + SAME_TABLE * (above == 100), above) if last >= NEAR else None


def _name_likeness(wrong: str, right: str) -> float:
    """How like the two names are, of 100."""
    wrong, right = _plain(wrong), _plain(right)
    short, long = sorted((wrong, right), key=len)
    if len(short) > SHORTEST_PART and long.startswith(short):
        return max(BEGINS, fuzz.ratio(wrong, right))
    if len(short) >= SHORTEST_PART and short in long.split("_"):
        return max(WORD, fuzz.ratio(wrong, right))
    return fuzz.ratio(wrong, right)


def _plain(name: str) -> str:
    return name.strip().casefold().replace("-", "_").replace(" ", "_")


def _model(annotation: Any) -> type[BaseModel] | None:
    is_model = isinstance(annotation, type) and issubclass(annotation, BaseModel)
    return annotation if is_model else None


def _entry_model(annotation: Any) -> type[BaseModel] | None:
    arguments = get_args(annotation)
    return (
        _model(arguments[0])
        if arguments and getattr(annotation, "__origin__", None) is tuple
        else None
    )
