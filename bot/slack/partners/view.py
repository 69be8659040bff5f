"""A partner's file in windows: finding it, its card, an agreement, and what was changed when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any

from slack_sdk.models.blocks import (
    ButtonElement,
    MarkdownTextObject,
    RichTextElementParts,
    RichTextSectionElement,
    SectionBlock,
)

import prompts
from bot.slack.blocks import names, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, clip, in_order, one_line
from bot.slack.blocks.parts import (
    HEADING,
    Block,
    button,
    fitting,
    heading,
    label,
    modal,
    row,
    small_print,
    title_row,
)
from bot.slack.blocks.rich_text import TextRun
from bot.slack.partners import record_parts, record_words
from bot.slack.partners.agreement_life import AgreementLife, life_blocks
from bot.slack.roles import Rights
from drafting.agreements.lives import Life
from drafting.partners import (
    Flag,
    PartnerMatch,
    PartnerVersion,
    StoredPartner,
    office_name,
    with_office,
)
from drafting.partners.record import Agreement, Partner

TITLE = "Partner"
MATCHES = 12
SUMMARY = 600  # characters of one part of the file
VALUE = 300  # of a value before and after a change
CHANGES = 30  # versions shown
QUESTIONS = 3  # to the Committee, shown on an agreement
LEAST_LETTERS = 2
NAME_ON_BUTTON = 50  # characters
MEMBER = re.compile(r"[UW][A-Z0-9]{2,20}")


@dataclass(frozen=True)
class CommitteeQuestion:
    """What the Committee was asked on an agreement, and how it stands."""

    entry: str  # its id in the register
    state: str
    asked_on: date


@dataclass(frozen=True)
class ExpiringPaper:
    """Something in the file that expires."""

    title: str
    on: date


def find(
    sentence: str = "",
    matches: Sequence[PartnerMatch] = (),
    rights: Rights | None = None,
    name: str = "",
) -> dict[str, Any]:
    """The window to find a partner in: `sentence` above, and `matches` as buttons.

    `name` is what was typed, for a partner that is to be added.
    """
    picking = {
        "type": "section",
        "block_id": names.PARTNER_PICK,
        "text": label("Type part of the name, the acronym or a former name.", 150).to_dict(),
        "accessory": picker(names.PARTNER_PICK),
    }
    blank = button("A blank workbook", names.TEMPLATE_OPEN, "template")
    adding = [add_button(name), blank] if rights and rights.edits else []
    looking = button("By place or subject", names.POOL_OPEN, "-")
    opening = (
        [rich_text.paragraph(rich_text.clipped([TextRun(sentence)], BLOCK_TEXT))]
        if sentence
        else []
    )
    match_blocks = [_match_block(match, place) for place, match in enumerate(matches[:MATCHES])]
    return modal(
        "Find a partner",
        names.PARTNER_FIND_MODAL,
        [*opening, *match_blocks, picking, *row([looking, *adding])],
    )


def add_button(name: str = "", *, first: bool = False) -> ButtonElement:
    """The button that opens the form of a new partner, with its name where one was typed."""
    text = f"Add “{clip(one_line(name), NAME_ON_BUTTON)}”" if name else "Add a partner"
    style = {"style": "primary"} if first else {}
    return button(text, names.PARTNER_ADD, names.new_partner_value(one_line(name)), **style)


def picker(action: str) -> dict[str, Any]:
    """The menu that finds a partner by what is typed."""
    return {
        "type": "external_select",
        "action_id": action,
        "min_query_length": LEAST_LETTERS,
        "placeholder": label("Name of the partner", 150).to_dict(),
    }


def _match_block(match: PartnerMatch, place: int) -> Block:
    return SectionBlock(
        block_id=f"match:{place}",
        text=label(match.name, 300),
        accessory=button("Open", names.PARTNER_OPEN, names.spot_value(names.PartnerRef(match.id))),
    ).to_dict()


def card(
    record: StoredPartner,
    rights: Rights,
    today: date,
    *,
    account_waits: bool = False,
    lives: Mapping[str, Life] = MappingProxyType({}),
) -> dict[str, Any]:
    """The partner's card. Restricted values are not on it, whoever looks.

    `account_waits` where a change of its account waits for a call-back; `lives` by the agreements'
    keys.
    """
    partner = record.partner
    spot = names.PartnerRef(partner.id, version=record.version)
    parts = (
        block
        for part in record_parts.OF_PARTNER
        for block in _part_blocks(
            spot, part, record_words.part(partner, part.name), may_edit(rights, part.name)
        )
    )
    blocks = [
        *_head(partner),
        *_warnings(partner, today, account_waits=account_waits),
        *row(_action_buttons(spot, rights, account_waits=account_waits)),
        *_agreements(partner, spot, lives),
        heading("The partner"),
        *parts,
        *_restricted_block(record, spot, rights),
    ]
    return _view(TITLE, spot, blocks)


def agreement(
    record: StoredPartner,
    agreement: Agreement,
    rights: Rights,
    shown: AgreementLife | None = None,
    questions: Sequence[CommitteeQuestion] = (),
) -> dict[str, Any]:
    """One agreement, part by part, its life, and what the Committee was asked on it."""
    spot = names.PartnerRef(record.partner.id, agreement.key, version=record.version)
    value = names.spot_value(spot)
    drafting = [
        button("Draft it", names.DRAFT_OPEN, value, style="primary"),
        button("What is open, as a workbook", names.OPEN_WORKBOOK, value),
    ]
    settling = [button("Settle points", names.DRAFT_SETTLE, value)]
    blocks = [
        heading(agreement_title(agreement)),
        small_print(clip(one_line(record.partner.name), SUMMARY)),
        *row([*(drafting if rights.drafts else []), *(settling if rights.settles else [])]),
        *(life_blocks(shown, spot, rights) if shown else ()),
        *_outcomes(record.partner, spot, rights, questions),
        *(
            block
            for part in record_parts.OF_AGREEMENT
            for block in _part_blocks(
                spot, part, record_words.agreement_part(agreement, part.name), rights.edits
            )
        ),
    ]
    return _view("Agreement", spot, blocks)


def _outcomes(
    partner: Partner,
    spot: names.PartnerRef,
    rights: Rights,
    questions: Sequence[CommitteeQuestion],
) -> Iterator[Block]:
    """What was looked into and decided on one agreement; a coordinator records decisions."""
    value = names.spot_value(spot)
    recording = button("Record a decision", names.DECISION_OPEN, value)
    title = with_office(record_parts.OUTCOMES.title)
    yield title_row(title, recording if rights.coordinates else None, block_id="part:outcomes")
    text = record_words.outcomes(partner, spot.agreement)
    yield rich_text.paragraph([TextRun(clip(text, SUMMARY))])
    for question in questions[:QUESTIONS]:
        line = f"Asked of the Committee on {record_words.day(question.asked_on)}: {question.state}"
        open_value = names.decision_value(names.DecisionRef(question.entry))
        yield title_row(line, button("How it stands", names.COMMITTEE_OPEN, open_value))
    asking = button("Ask the Committee", names.COMMITTEE_ASK, value)
    yield from row([asking] if rights.drafts or rights.coordinates else [])


def may_edit(rights: Rights, part: str) -> bool:
    """Whether the person may change that part of a partner's file."""
    if part == record_parts.ACCOUNT.name:
        return rights.sees_restricted
    return rights.coordinates if part == record_parts.OUTCOMES.name else rights.edits


def history(
    record: StoredPartner, changes: Sequence[PartnerVersion], rights: Rights
) -> dict[str, Any]:
    """Who changed what when, newest first; restricted values are for Finance."""
    blocks = [
        rich_text.paragraph([TextRun(clip(one_line(record.partner.name), SUMMARY), bold=True)]),
        *(_change(change, rights) for change in changes[:CHANGES]),
    ]
    rest = len(changes) - CHANGES
    foot = [small_print(f"And {rest} earlier changes.")] if rest > 0 else []
    return _view("History", names.PartnerRef(record.partner.id), [*blocks, *foot])


def agreement_title(agreement: Agreement) -> str:
    """An agreement's title, or its key."""
    return one_line(agreement.title) or agreement.key


def expiries(partner: Partner) -> list[ExpiringPaper]:
    """Everything in the file that expires, soonest first; without agreements."""
    registration, funds = partner.registration, partner.foreign_funds
    dates = [
        ("Registration", registration.expires),
        *(
            (f"Charity registration ({charity.province.label})", charity.expires)
            for charity in registration.charity
        ),
        ("Approval under section 2(36)", partner.tax.approval_expires),
        ("EAD MoU", funds.expires),
        (f"{office_name()}’s MoI permission", partner.moi_permission.expires),
        *((f"NOC ({noc.area or noc.authority})", noc.expires) for noc in partner.nocs),
        *_due_diligence_dates(partner),
    ]
    return sorted(
        (ExpiringPaper(title, on) for title, on in dates if on), key=lambda expiry: expiry.on
    )


def _due_diligence_dates(partner: Partner) -> Iterator[tuple[str, date | None]]:
    """Until when due diligence holds, for each agreement by the one that was completed last."""
    last = {completion.agreement: completion for completion in partner.control.completions}
    for key, completion in last.items():
        yield f"Due diligence ({key})" if key else "Due diligence", completion.until


def _view(title: str, spot: names.PartnerRef, blocks: Sequence[Block]) -> dict[str, Any]:
    view_blocks, whole = fitting(blocks, room=1)
    rest = [] if whole else [small_print(prompts.load("replies/partner-cut-short").text)]
    metadata = names.spot_value(spot)
    return modal(title, names.PARTNER_MODAL, [*view_blocks, *rest], private_metadata=metadata)


def _head(partner: Partner) -> Iterator[Block]:
    if len(partner.name) <= HEADING:
        yield heading(partner.name)
    else:
        yield rich_text.paragraph([TextRun(one_line(partner.name), bold=True)])
    if partner.identity.urdu_name:
        urdu = clip(one_line(partner.identity.urdu_name), SUMMARY)
        yield rich_text.paragraph([TextRun(urdu, bold=True)])
    marks = [
        "Sample, made up to try Saathi with" if partner.sample else "",
        record_words.plain(partner.identity.partner_type),
        partner.identity.acronym,
        record_words.plain(partner.relationship.status),
    ]
    yield small_print(
        " · ".join(in_order(clip(one_line(mark), SUMMARY)) for mark in marks if mark) or "…"
    )


def _warnings(partner: Partner, today: date, *, account_waits: bool) -> Iterator[Block]:
    """An account that waits, what has run out, and what will within about two months."""
    over = [_expiry_words(expiry, today) for expiry in expiries(partner)]
    account = prompts.load("replies/account-waits").text if account_waits else ""
    warnings = [words for words in (account, *over) if words]
    if warnings:
        first = rich_text.section([TextRun("Needs a look", bold=True)])
        yield rich_text.rich_text(first, rich_text.bullets([TextRun(words)] for words in warnings))


def _expiry_words(expiry: ExpiringPaper, today: date) -> str:
    title, when = clip(one_line(expiry.title), VALUE), record_words.day(expiry.on)
    days_left = (expiry.on - today).days
    if days_left < 0:
        return f"{title} expired on {when}"
    return f"{title} expires on {when}" if days_left <= SOON else ""


SOON = 60  # days before something expires when the card begins to warn


def _action_buttons(
    spot: names.PartnerRef, rights: Rights, *, account_waits: bool
) -> list[ButtonElement]:
    value = names.spot_value(spot)
    draft = [button("Draft an agreement", names.DRAFT_OPEN, value, style="primary")]
    check = names.screening_value(names.ScreeningRef(spot.partner))
    assess = [
        button("Due diligence", names.DILIGENCE_OPEN, value),
        button("Check against lists", names.SCREENING_OPEN, check),
    ]
    edit = [button("New agreement", names.AGREEMENT_ADD, value)]
    call = [button("Call-back", names.ACCOUNT_CALL, value)]
    register = names.RegisterRef(spot.partner)
    return [
        *(call if account_waits and rights.sees_restricted else []),
        *(draft if rights.drafts else []),
        *(assess if rights.assesses else []),
        *(edit if rights.edits else []),
        button("Line of time", names.PARTNERSHIP_OPEN, value),
        button("Register", names.REGISTER_OPEN, names.register_value(register)),
        button("History", names.PARTNER_HISTORY, value),
    ]


def _part_blocks(
    spot: names.PartnerRef, part: record_parts.RecordPart, text: str, may_edit: bool
) -> Iterator[Block]:
    value = names.spot_value(spot._replace(part=part.name))
    edit = button("Edit", names.PART_EDIT, value) if may_edit else None
    yield title_row(with_office(part.title), edit, block_id=f"part:{part.name}")
    yield rich_text.paragraph([TextRun(clip(text, SUMMARY))])


def _restricted_block(
    record: StoredPartner, spot: names.PartnerRef, rights: Rights
) -> Iterator[Block]:
    """Whether the restricted fields are filled; Finance opens them in a window of their own."""
    account, partner = record_parts.ACCOUNT, record.partner
    locked = [path.partition(".")[0] for path in record.unreadable]
    bank = has_account(partner) or "bank" in locked
    cnics = any(signatory.cnic for signatory in partner.people.signatories) or "people" in locked
    lines = [f"Account: {_access_note(bank, rights)}"]
    if locked:
        lines = [prompts.load("replies/key-missing").text, *lines]
    if partner.people.signatories:
        lines.append(f"CNICs of signatories: {_access_note(cnics, rights)}")
    value = names.spot_value(spot._replace(part=account.name))
    yield SectionBlock(
        block_id=f"part:{account.name}",
        text=MarkdownTextObject(text="*Bank and CNICs*\n" + "\n".join(lines), verbatim=True),
        accessory=button("Open", names.PART_EDIT, value) if rights.sees_restricted else None,
    ).to_dict()


def has_account(partner: Partner) -> bool:
    """Whether anything of the partner's account is known."""
    bank = partner.bank
    values = (bank.title, bank.bank, bank.branch, bank.iban, bank.currency)
    return any(values) or bank.dedicated is not Flag.UNKNOWN


def _access_note(is_on_file: bool, rights: Rights) -> str:
    if not is_on_file:
        return "not held"
    return "held" if rights.sees_restricted else "held; Finance sees it"


def _agreements(
    partner: Partner, spot: names.PartnerRef, lives: Mapping[str, Life]
) -> Iterator[Block]:
    yield heading("Agreements")
    if not partner.agreements:
        yield small_print("None recorded yet.")
    for place, agreement in enumerate(partner.agreements):
        summary = record_words.agreement_part(agreement, "basics").split("\n")[0]
        value = names.spot_value(spot._replace(agreement=agreement.key))
        opening = button("Open", names.AGREEMENT_OPEN, value)
        title = clip(agreement_title(agreement), VALUE)
        yield title_row(title, opening, block_id=f"agreement:{place}")
        life = lives.get(agreement.key)
        how_far = [TextRun(f"{life.state.label}. ", bold=True)] if life else []
        yield rich_text.paragraph([*how_far, TextRun(clip(summary, SUMMARY))])


def _change(change: PartnerVersion, rights: Rights) -> Block:
    head: list[Any] = [
        RichTextElementParts.Text(text=f"Version {change.version} · "),
        person_element(change.by),
        RichTextElementParts.Text(text=" · "),
        RichTextElementParts.Date(
            timestamp=int(change.at.timestamp()),
            format="{date_short_pretty} {time}",
            fallback=change.at.strftime("%d %b %Y %H:%M"),
        ),
    ]
    first = change.is_first
    field_changes = (
        [] if first else [_field_change(field, rights) for field in change.fields[:CHANGES]]
    )
    gap = [[TextRun(f"With what changed in {change.gap}, no longer kept", italic=True)]]
    lines = [*(gap if change.gap else []), *field_changes] or [
        [TextRun("The file begins." if first else "Nothing that is shown changed.")]
    ]
    return rich_text.rich_text(RichTextSectionElement(elements=head), rich_text.bullets(lines))


def person_element(author: str) -> Any:
    """Whoever did something, as part of a text: a member by name and picture."""
    if MEMBER.fullmatch(author):
        return RichTextElementParts.User(user_id=author)
    return RichTextElementParts.Text(text=clip(one_line(author), VALUE) or "…")


def _field_change(change: Any, rights: Rights) -> list[TextRun]:
    title = TextRun(clip(one_line(change.title), VALUE), bold=True)
    if change.restricted and not rights.sees_restricted:
        return [title, TextRun(" was changed; Finance sees how")]
    before, after = (
        clip(one_line(value), VALUE) or "nothing" for value in (change.before, change.after)
    )
    return [title, TextRun(f": {in_order(before)} → {in_order(after)}")]
