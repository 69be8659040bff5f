"""The words of the sheet on questions, on contact and on what each side tells the other."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from drafting.partnership.kinds.disclosure import DisclosureSubject, Effect


class TalkWording(BaseModel):
    """In one language; `{…}` are places for values."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: str
    you_ask: str
    office_asks: str
    asked_on: str
    your_question: str
    standard: str
    proposed: str
    faces: str
    tellings: str
    you_tell: str
    office_tells: str
    you_are_asked: str
    you_asked: str
    to_tell: str
    office_says: str
    subjects: dict[str, str] = {}  # their names, where they are not those of the register
    effects: dict[str, str] = {}

    def subject(self, about: DisclosureSubject) -> str:
        """What a disclosure is about, in this language."""
        return self.subjects.get(about.value, about.label)

    def effect(self, effect: Effect) -> str:
        """What a disclosure changes, in this language."""
        return self.effects.get(effect.value, effect.label)
