"""The base of every group of settings: what holds for the values of all of them."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from bot.operations.redaction import HIDDEN, SECRETS

LONGEST = 60  # characters of a value that a message repeats
# What the log hides, and what else looks like a key: long, of letters and digits.
KEYS = (r"\bsk-[\w-]{8,}", r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{24,}")
SECRET = re.compile("|".join((*SECRETS, *KEYS)), re.IGNORECASE)
# Control characters, and halves of characters, which no file can hold.
UNSEEN = {chr(code) for code in (*range(32), 127, *range(0xD800, 0xE000))}
SEVERAL_LINES = "several lines"  # marks a text that may hold line breaks
YES_OR_NO = "yes_or_no"  # the type of the error: true or false where another value belongs
DIGITS_OF_A_PHONE = 3  # an extension


class SettingsGroup(BaseModel):
    """A table of settings. An unknown name is refused, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _refuse_loose_values(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuses what pydantic would take: true and false as 1 and 0, a path with a tab in it."""
        field = cls.model_fields[str(info.field_name)]
        if isinstance(value, bool) and field.annotation is not bool:
            raise PydanticCustomError(YES_OR_NO, "true or false where another value belongs")
        line_break = "\n" if SEVERAL_LINES in field.metadata else ""
        if isinstance(value, str) and (set(value) - {line_break}) & UNSEEN:
            raise ValueError(
                "it holds a line break, a tab or another character that nobody sees (in double "
                "quotes \\n and \\t are read as such); write it in single quotes"
            )
        return value.strip() if isinstance(value, str) else value


def excerpt(value: str) -> str:
    """A value as a message may repeat it: short, and without what looks like a secret."""
    safe = SECRET.sub(HIDDEN, value)
    return safe if len(safe) <= LONGEST else f"{safe[:LONGEST]}…"


def _email(text: str) -> str:
    from drafting.partners.record import email_address  # noqa: PLC0415  (0.1 s, where there is one)

    return email_address(text) if text else ""


def _phone(text: str) -> str:
    """A number or an extension, with what the office says beside it: 'UAN 111 222 333 (9 to 5)'."""
    if text and ("@" in text or sum(map(str.isdigit, text)) < DIGITS_OF_A_PHONE):
        raise ValueError("write a telephone number, such as +92 51 1234567 or ext 204")
    return text


Lines = Annotated[str, SEVERAL_LINES]
Email = Annotated[str, AfterValidator(_email)]
Phone = Annotated[str, AfterValidator(_phone)]
