"""What was typed about an item in the terminal, and where in it something is missing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.errors import EdgeError
from bot.terminal.checklist_arguments import one_of
from drafting.due_diligence import (
    AnswerField,
    AnswerState,
    ChecklistEntry,
    GapTerms,
    Missing,
    Readers,
    Submission,
)
from drafting.due_diligence.checklists import PartnerVoice, Weight
from drafting.partners import Side

CHOSEN = (AnswerState.ANSWERED, AnswerState.NOT_APPLICABLE, AnswerState.GAP, AnswerState.OPEN)
FIELDS = {
    AnswerField.STATE: "--state",
    AnswerField.TEXT: "The answer",
    AnswerField.EVIDENCE: "--evidence",
    AnswerField.EXPIRES: "--expires",
    AnswerField.GAP: "--gap",
    AnswerField.SAID_BY: "--said-by",
    AnswerField.SAID_ON: "--said-on",
    AnswerField.WEIGHT: "--weight",
}


@dataclass(frozen=True)
class TypedOptions:
    """What was typed about one item; '' where nothing was."""

    text: str = ""
    state: str = ""
    gap: str = ""
    side: str = ""
    action: str = ""
    due: date | None = None
    evidence: tuple[str, ...] = ()
    expires: date | None = None
    instead: bool = False  # the evidence that was shown before no longer counts
    weight: str = ""
    readers: str = ""
    voice: PartnerVoice | None = None  # who at the partner said it

    def submission(
        self, entry: ChecklistEntry, *, by: str, key: str, reads_as: Readers
    ) -> Submission:
        """What was typed as a submission whose evidence is still to come; nothing typed confirms.

        Raises EdgeError for what is no choice.
        """
        return Submission(
            by=by,
            key=key,
            state=self._answer_state(),
            text=self.text or None,
            withdrawn=entry.evidence if self.instead else (),
            expires=self.expires,
            awaits_files=bool(self.evidence),
            gap=self._gap(GapTerms.of(entry.current)),
            confirms=replace(self, weight="", voice=None) == TypedOptions(),
            weight=one_of(Weight, self.weight, "weight") if self.weight else None,
            readers=one_of(Readers, self.readers, "reader") if self.readers else None,
            voice=self.voice,
            reads_as=reads_as,
        )

    def _answer_state(self) -> AnswerState | None:
        state = one_of(AnswerState, self.state, "state") if self.state else None
        if state is not None and state not in CHOSEN:
            states = ", ".join(CHOSEN)
            raise EdgeError(
                f"Saathi alone fills in what is to be confirmed; write one of {states}."
            )
        return state

    def _gap(self, terms: GapTerms) -> GapTerms | None:
        """What was typed about the gap; for the rest `terms`."""
        if not (self.gap or self.side or self.action or self.due):
            return None
        return GapTerms(
            self.gap or terms.missing,
            one_of(Side, self.side, "side") if self.side else terms.addressed_by,
            self.action or terms.action,
            self.due or terms.due,
        )


def refusal(missing: Missing) -> EdgeError:
    """What is missing, behind the name of where it is typed."""
    return EdgeError(f"{FIELDS[missing.field]}: {missing.sentence}")
