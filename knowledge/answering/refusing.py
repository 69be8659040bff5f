"""Refusals: what Saathi says when it does not answer, the nearest clauses, and whom to ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import prompts
from knowledge.answering.gate import GateVerdict
from knowledge.asking.understanding import Interpretation
from knowledge.models import Answer, Citation, Contact, Reason
from knowledge.words import content_words, terms

COORDINATOR = "Partnership Coordinator"
# What each role is for (CSPF 18), as stems of a question's words; the first that fits is asked.
ROLES: Mapping[str, frozenset[str]] = {
    "Finance and Program Support": frozenset(
        terms(
            "finance financial budget payment pay paid money cash audit account bank invoice tax "
            "procurement purchase salary cost reimbursement advance liquidation overhead rate "
            "administrative vehicle travel allowance contract"
        )
    ),
    "Program unit": frozenset(
        terms(
            "project implementation activity field emergency response beneficiary delivery workplan"
        )
    ),
    "Program Development and Quality (PDQ) unit": frozenset(
        terms("strategy strategic design quality research evaluation proposal monitoring")
    ),
}
EXAMPLE_LENGTH = 80  # characters of an unusable question that are kept
WORDS_SHOWN = 8  # of what was looked for


@dataclass(frozen=True)
class RefusalWriter:
    """Writes the answers that decline a question, with the office's contacts."""

    contacts: Mapping[str, Contact] = field(default_factory=dict)

    def unusable(self, question: str, reply: str, reason: Reason, **values: str) -> Answer:
        """Declines an unreadable question, or an order, with the prose file `reply`."""
        return Answer(
            question=question[:EXAMPLE_LENGTH] if reason is Reason.UNREADABLE else question,
            answered=False,
            text=prompts.fill(f"replies/{reply}", **values),
            reason=reason,
        )

    def not_found(
        self,
        interpretation: Interpretation,
        verdict: GateVerdict,
        nearest: Sequence[Citation],
        documents: Sequence[str],
        stand_ins: Sequence[str] = (),
    ) -> Answer:
        """Declines what the documents do not say, or say without the kind of fact in question.

        `documents` are those that were searched, `stand_ins` the policies that the question or the
        nearest clause speaks of and whose own text is not here.
        """
        if verdict.missing is not None and not interpretation.elsewhere:
            reason = Reason.NO_SUCH_FACT
            text = prompts.fill("replies/no-such-fact", kind=verdict.missing.kind)
        else:
            reason = Reason.OUTSIDE
            names = f"the {', '.join(documents)}"
            text = prompts.fill(
                "replies/outside", subject=_subject(interpretation), documents=names
            )
        silent = [prompts.fill("replies/stand-in-silent", name=name) for name in stand_ins]
        text = "\n\n".join([text, *silent])
        return self._refusal(interpretation, reason, text, nearest, verdict.confidence)

    def missing_part(
        self, interpretation: Interpretation, note: str, text: str, nearest: Sequence[Citation]
    ) -> Answer:
        """Declines what is in a part that Saathi does not have; `text` says what is known of it."""
        refusal = self._refusal(interpretation, Reason.MISSING_PART, text, nearest, 0.0)
        return refusal.model_copy(update={"missing": (note,)})

    def _refusal(
        self,
        interpretation: Interpretation,
        reason: Reason,
        text: str,
        nearest: Sequence[Citation],
        confidence: float,
    ) -> Answer:
        ask = self._whom_to_ask(interpretation)
        paragraphs = [text]
        if nearest:
            clauses = ", ".join(f"{c.name} ({c.subject})" if c.subject else c.name for c in nearest)
            paragraphs.append(prompts.fill("replies/nearest", clauses=clauses))
        contacts = " or ".join(_with_article(contact) for contact in ask)
        paragraphs.append(prompts.fill("replies/ask", contacts=contacts))
        return Answer(
            question=interpretation.text,
            answered=False,
            text="\n\n".join(paragraphs),
            nearest=tuple(nearest),
            confidence=min(confidence, 0.5),
            reason=reason,
            ask=ask,
        )

    def _whom_to_ask(self, interpretation: Interpretation) -> tuple[Contact, ...]:
        """The office that usually knows the subject, or CSPF 18's role; then the coordinator."""
        if interpretation.elsewhere and interpretation.elsewhere not in ROLES:
            return (Contact(role=interpretation.elsewhere), self._contact(COORDINATOR))
        words = set(terms(interpretation.english))
        fitting = [role for role, subjects in ROLES.items() if words & subjects][:1]
        return tuple(self._contact(role) for role in [*fitting, COORDINATOR])

    def _contact(self, role: str) -> Contact:
        return self.contacts.get(role, Contact(role=role))


def _with_article(contact: Contact) -> str:
    wants = contact.role.endswith(("unit", "Coordinator", "point"))
    return f"the {contact}" if wants else str(contact)


def _subject(interpretation: Interpretation) -> str:
    """The question's own content words, to say what was looked for: bare words, never markup."""
    words = list(dict.fromkeys(content_words(interpretation.english)))[:WORDS_SHOWN]
    return f"“{' '.join(words)}”" if words else "this"
