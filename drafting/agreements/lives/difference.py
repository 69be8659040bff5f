"""What differs between a signed agreement and the partner's file now: what an amendment changes.

Two sources, as for the changes between versions: the record's history, for each value that the
signed document shows; and the clauses that come or go with the record, the clauses' texts being
the same for both. Nothing else of the agreement is touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from drafting.agreements.comparing.version_changes import record_changes
from drafting.agreements.kinds import KindInfo
from drafting.agreements.lives.steps import Life, Step
from drafting.documents.composition import Composition, DocumentKind, SetClause
from drafting.partners.changes import FieldChange, values_of
from drafting.partners.errors import DraftingError, WrongDocument
from drafting.partners.facts import AgreedChange, AmendedAgreement
from drafting.partners.partner_file import PartnerFile
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner
from drafting.partners.record.typed_once import filled_in

ComposeFounding = Callable[[DocumentKind, Partner], Composition]
"""The signed kind of document, composed of a partner's record with the clauses as they are now."""
# What a no-cost extension may change: the time of the agreement, and of what it plans.
OF_TIME = ("agreement.end", "agreement.workplan", "agreement.reports", "agreement.money.tranches")
END = "agreement.end"
AMOUNTS = (".amount",)
STANDS, STANDS_NOT = "stands", "does not stand"


@dataclass(frozen=True)
class SignedState:
    """What stands signed: the agreement itself, and the record that its last change was made of."""

    founding: Step
    last: Step

    @property
    def record_version(self) -> int:
        """The version of the partner's file that what is signed was made from."""
        return self.last.facts.record_version


def signed_state(life: Life, document: KindInfo) -> SignedState:
    """What there is to amend. Raises WrongDocument where nothing is signed, or it has ended."""
    founding = life.founding
    if life.ending is not None:
        raise WrongDocument(
            f"This agreement has ended, and {document.called} changes one that is in force; begin "
            "another agreement, or take the end back where it was wrong.",
            (),
        )
    if founding is None:
        raise WrongDocument(
            f"This agreement is not signed yet, and {document.called} changes a signed one; enter "
            "its signature first, or draft the agreement itself again.",
            (),
        )
    return SignedState(founding, life.changes[-1] if life.changes else founding)


def amended_agreement(
    life: Life,
    document: KindInfo,
    partners: PartnerFile,
    compose_founding: ComposeFounding,
    offer: DocumentKind | None,
) -> AmendedAgreement:
    """What `document` changes of the signed agreement. `offer` carries what is more than time.

    Raises WrongDocument where nothing is signed or differs, or more differs than it may change;
    DraftingError where the record that was signed is not kept any more.
    """
    signed = signed_state(life, document)
    before = partners.as_of(life.partner, signed.record_version)
    if before is None:
        raise DraftingError(
            f"The partner’s file as it was when this agreement was signed (version "
            f"{signed.record_version}) is not kept any more, so nobody can tell what changed; "
            f"write {document.called} by hand, from the signed file."
        )
    now = partners.get(life.partner)
    kind = signed.founding.facts.document
    old, new = compose_founding(kind, before), compose_founding(kind, now)
    terms = before.agreement(life.agreement), now.agreement(life.agreement)
    record = [
        _in_words(change, life.agreement, *terms)
        for change in partners.changes_since(life.partner, signed.record_version)
    ]
    follow = _following(record, life.agreement, now, *terms)
    changes = (*_values(old, new, record, life.agreement, now), *_clauses(old, new))
    _refuse_unfit(changes, document, before, now, life.agreement, offer)
    changes = (*changes, *_values(old, new, follow, life.agreement, now))
    signature = signed.founding.facts.signature
    assert signature is not None
    reference = f", {signed.founding.draft}" if signed.founding.draft else ""
    return AmendedAgreement(
        document=f"{signed.founding.facts.title}{reference}",
        subject=old.subtitle,
        number=len(life.changes) + 1,
        signed_by_office_on=signature.office_on,
        signed_by_partner_on=signature.partner_on,
        changes=changes,
    )


def _values(
    old: Composition,
    new: Composition,
    record: Iterable[FieldChange],
    agreement: str,
    now: Partner,
) -> Iterator[AgreedChange]:
    for path, title, change in record_changes(old, new, record, agreement):
        before, after = (
            _with_currency(path, words, agreement, now) for words in (change.before, change.after)
        )
        yield AgreedChange(title, before, after, path)


def _in_words(
    change: FieldChange, agreement: str, old: Agreement | None, new: Agreement | None
) -> FieldChange:
    """The change with the values of the time in place of the placeholders in its texts."""
    if old is None or new is None or not change.path.startswith(f"agreements[{agreement}]."):
        return change
    before, after = filled_in(change.before, old), filled_in(change.after, new)
    return replace(change, before=before, after=after)


def _following(
    record: Iterable[FieldChange],
    agreement: str,
    now: Partner,
    old: Agreement | None,
    new: Agreement | None,
) -> Iterator[FieldChange]:
    """The agreement's texts that nobody touched and that read otherwise: their values changed."""
    if old is None or new is None:
        return
    paths = {change.path for change in record}
    stored = now.model_dump(mode="json", exclude_defaults=True)
    for path, value in values_of(Partner, stored).items():
        if path in paths or not path.startswith(f"agreements[{agreement}]."):
            continue
        before, after = filled_in(value.text, old), filled_in(value.text, new)
        if before != after:
            yield FieldChange(path, value.title, before, after, restricted=value.is_restricted)


def _with_currency(path: str, words: str, agreement: str, now: Partner) -> str:
    """An amount of the agreement with its currency, where that is known."""
    terms = now.agreement(agreement)
    is_amount = path.startswith("agreement.") and path.endswith(".amount") and bool(words)
    currency = terms.money.currency if terms is not None else ""
    return f"{currency} {words}" if is_amount and currency else words


def _clauses(old: Composition, new: Composition) -> Iterator[AgreedChange]:
    """Clauses that come and go with the record, those that come with all their words."""
    before = {clause.id: clause for clause in old.clauses()}
    after = {clause.id: clause for clause in new.clauses()}
    for name, clause in after.items():
        if name not in before:
            yield AgreedChange(f"Clause ‘{clause.title}’", STANDS_NOT, _words_of(clause))
    for name, clause in before.items():
        if name not in after:
            title = f"Clause {clause.number} ‘{clause.title}’"
            yield AgreedChange(title, STANDS, "")


def _words_of(clause: SetClause) -> str:
    return " ".join(paragraph.text for paragraph in clause.paragraphs)


def _refuse_unfit(
    changes: tuple[AgreedChange, ...],
    document: KindInfo,
    before: Partner,
    now: Partner,
    agreement: str,
    offer: DocumentKind | None,
) -> None:
    """Raises WrongDocument where nothing changed, and where more did than the document carries."""
    if not changes:
        raise WrongDocument(
            "Nothing that the signed agreement says has changed in the partner’s file since, so "
            f"there is nothing to amend; change it there first, and draft {document.called} then.",
            (),
        )
    if document.amends != "time":
        return
    old, new = before.agreement(agreement), now.agreement(agreement)
    is_later = old is not None and new is not None and old.end and new.end and new.end > old.end
    if not is_later:
        raise WrongDocument(
            "The last day in the partner’s file is not later than the one that was signed; an "
            "extension gives more time. Enter the new last day first.",
            (),
            offer,
        )
    titles = [change.title for change in changes if not _is_of_time(change.path)]
    if titles:
        names = ", ".join(f"‘{title}’" for title in titles[:3])
        more = f" and {len(titles) - 3} more" if len(titles) > 3 else ""
        raise WrongDocument(
            f"More than the time has changed since this agreement was signed: {names}{more}. "
            f"{document.called[:1].upper()}{document.called[1:]} gives time alone; draft an "
            "amendment, or put the file right.",
            (),
            offer,
        )


def _is_of_time(path: str) -> bool:
    is_amount = path.endswith(AMOUNTS)
    return not is_amount and any(path == of or path.startswith(f"{of}.") for of in OF_TIME)
