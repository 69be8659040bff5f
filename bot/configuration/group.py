"""The base of every group of settings: what holds for the values of all of them."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from bot.redaction import HIDDEN, SECRETS

LONGEST = 60  # characters of a value that a message repeats
SECRET = re.compile("|".join((*SECRETS, r"\bsk-[\w-]{8,}")), re.IGNORECASE)
YES_OR_NO = "yes_or_no"  # the type of the error: true or false where another value belongs
DIGITS_OF_A_PHONE = 3  # an extension


class SettingsGroup(BaseModel):
    """A table of settings. An unknown name is refused, and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @field_validator("*", mode="before")
    @classmethod
    def _is_no_yes_or_no(cls, value: Any, info: ValidationInfo) -> Any:
        """Refuses true and false in place of another value, which pydantic reads as 1 and 0."""
        field = cls.model_fields[str(info.field_name)]
        if isinstance(value, bool) and field.annotation is not bool:
            raise PydanticCustomError(YES_OR_NO, "true or false where another value belongs")
        return value.strip() if isinstance(value, str) else value


def shown(value: str) -> str:
    """A value as a message may repeat it: short, and without what looks like a secret."""
    safe = SECRET.sub(HIDDEN, value)
    return safe if len(safe) <= LONGEST else f"{safe[:LONGEST]}…"


def _email(text: str) -> str:
    from drafting import email_address  # noqa: PLC0415  (0.1 s, where there is one)

    return email_address(text) if text else ""


def _phone(text: str) -> str:
    """A number or an extension, written as the office writes it."""
    fits = re.fullmatch(r"[\d\s()+./#,;:-]+((ext|x)[\d\s.-]+)?", text, re.IGNORECASE)
    if text and not (fits and sum(map(str.isdigit, text)) >= DIGITS_OF_A_PHONE):
        raise ValueError("write a telephone number, such as +92 51 1234567, or 'ext 12' after one")
    return text


Email = Annotated[str, AfterValidator(_email)]
Phone = Annotated[str, AfterValidator(_phone)]
