"""Buttons and windows of agreements' lives.

Who may is asked when a window opens and when it is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import prompts
from bot.slack.blocks import forms, names
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.edge import Edge, SlackRequest
from bot.slack.lives import view
from bot.slack.partners.agreement_life import AgreementLife
from bot.slack.partners.listener import refresh_below
from bot.slack.partners.view import agreement_title
from bot.slack.roles import Rights, refusal
from bot.slack.windows import button_spot, push, show_error, user_of
from drafting.agreements.lives import Actor, Ending, EndingHow, Life, StepRefused
from drafting.documents import DocumentKind
from drafting.partners import DraftingError, StoredPartner
from drafting.partners.record import Agreement

Json = dict[str, Any]
May = Callable[[Rights], bool]


def may_issue(rights: Rights) -> bool:
    """Whoever drafts may put on record what was given to the partner."""
    return rights.drafts


def may_enter(rights: Rights) -> bool:
    """Signatures and ends are entered by settlers and coordinators."""
    return rights.settles or rights.coordinates


def open_issue(edge: Edge, request: SlackRequest) -> None:
    """The window in which a version is issued for signature."""
    _open(edge, request, may_issue, "draft", _issue_window)


def open_sign(edge: Edge, request: SlackRequest) -> None:
    """The window in which both sides' signatures are entered."""
    _open(edge, request, may_enter, "enter-signatures", _sign_window)


def open_enter(edge: Edge, request: SlackRequest) -> None:
    """The window in which an agreement is entered that was signed before Saathi."""
    _open(edge, request, may_enter, "enter-signatures", _enter_window)


def open_end(edge: Edge, request: SlackRequest) -> None:
    """The window in which the end of an agreement is entered."""
    _open(edge, request, may_enter, "enter-signatures", _end_window)


def open_take_back(edge: Edge, request: SlackRequest) -> None:
    """The window in which the last step is taken back."""
    _open(edge, request, may_enter, "enter-signatures", _take_back_window)


def issue(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: the version is on record as issued."""

    def enter(values: Mapping[str, forms.Value], _: names.PartnerRef, actor: Actor) -> None:
        draft = str(values.get(view.DRAFT) or "")
        edge.services.lives.issue(draft, actor, _key(request))

    _save(edge, request, may_issue, "draft", enter)


def end(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: the end is on record."""

    def enter(values: Mapping[str, forms.Value], spot: names.PartnerRef, actor: Actor) -> None:
        on = view.day_in(values, view.ON)
        if on is None:
            raise StepRefused("Choose the day on which it ended.", view.ON)
        how = EndingHow(str(values.get(view.HOW) or EndingHow.COMPLETED))
        ending = Ending(on, how, str(values.get(view.WHY) or ""))
        edge.services.lives.end(spot.partner, spot.agreement, ending, actor, _key(request))

    _save(edge, request, may_enter, "enter-signatures", enter)


def take_back(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: the step that it showed is taken back, unless another one followed."""

    def enter(values: Mapping[str, forms.Value], spot: names.PartnerRef, actor: Actor) -> None:
        desk, key = edge.services.lives, _key(request)
        last = desk.life(spot.partner, spot.agreement).last
        if last is not None and last.id != spot.part and not desk.was_entered(key):
            raise StepRefused(prompts.load("replies/life-moved-on").text, view.WHY)
        why = str(values.get(view.WHY) or "")
        desk.take_back(spot.partner, spot.agreement, why, actor, key)

    _save(edge, request, may_enter, "enter-signatures", enter)


def sign(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: what speaks against it is said at once, the file is fetched then."""
    _receive_signature(edge, request, is_entry=False)


def enter_signed(edge: Edge, request: SlackRequest) -> None:
    """The same for an agreement that was signed before Saathi."""
    _receive_signature(edge, request, is_entry=True)


def send_pack(edge: Edge, request: SlackRequest) -> None:
    """The button of a signing pack: it comes by direct message."""
    _send(edge, request, DeliveryKind.SIGNING_PACK, {"draft": button_spot(request).draft})


def send_file(edge: Edge, request: SlackRequest) -> None:
    """The button of a signed file: it comes by direct message."""
    spot = button_spot(request)
    extra = {"partner": spot.partner, "agreement": spot.agreement, "step": spot.part}
    _send(edge, request, DeliveryKind.SIGNED_FILE, extra)


def _open(
    edge: Edge,
    request: SlackRequest,
    may: May,
    deed: str,
    make: Callable[[Edge, names.PartnerRef], Json],
) -> None:
    spot, rights = button_spot(request), edge.rights(user_of(request))

    def window() -> Json:
        if not may(rights):
            return view.sentence_window(refusal(edge.settings, deed))
        return make(edge, spot)

    push(edge, request, window)
    request.ack()


def _save(
    edge: Edge,
    request: SlackRequest,
    may: May,
    deed: str,
    enter: Callable[[Mapping[str, forms.Value], names.PartnerRef, Actor], None],
) -> None:
    now, user = request.body["view"], user_of(request)
    spot = names.spot_named(str(now.get("private_metadata") or ""))
    if not may(edge.rights(user)):
        declined = view.sentence_window(refusal(edge.settings, deed))
        request.ack(response_action="update", view=declined)
        return
    values = forms.typed_values(now["state"]["values"])
    try:
        enter(values, spot, Actor(user, edge.permissions.name_of(user)))
    except DraftingError as error:
        _show(request, error)
        return
    refresh_below(edge, user, now, spot)
    request.ack()


def _receive_signature(edge: Edge, request: SlackRequest, *, is_entry: bool) -> None:
    now, user = request.body["view"], user_of(request)
    spot = names.spot_named(str(now.get("private_metadata") or ""))
    if not may_enter(edge.rights(user)):
        declined = view.sentence_window(refusal(edge.settings, "enter-signatures"))
        request.ack(response_action="update", view=declined)
        return
    values = forms.typed_values(now["state"]["values"])
    signature, missing = view.signature_in(values)
    file = view.file_in(now)
    if not file:
        missing = {**missing, view.FILE: "Give the signed file."}
    if signature is None or missing:
        errors = {field: forms.error_text(sentence) for field, sentence in missing.items()}
        request.ack(response_action="errors", errors=errors)
        return
    draft, reason = str(values.get(view.DRAFT) or ""), str(values.get(view.REASON) or "")
    kind = str(values.get(view.KIND) or "")
    try:
        if is_entry:
            where = (spot.partner, spot.agreement)
            edge.services.lives.check_entry(*where, DocumentKind(kind), signature)
        else:
            edge.services.lives.check_signature(draft, signature, reason)
    except DraftingError as error:
        _show(request, error)
        return
    extra = {
        "partner": spot.partner,
        "agreement": spot.agreement,
        "draft": draft,
        "document": kind,
        "reason": reason,
        "file": file,
        "office_on": signature.office_on.isoformat(),
        "partner_on": signature.partner_on.isoformat(),
        "office_by": list(signature.office_by),
        "partner_by": list(signature.partner_by),
    }
    _receive(edge, request, DeliveryKind.SIGNATURE, extra, _key(request))
    on_its_way = view.sentence_window(prompts.load("replies/life-file-on-its-way").text)
    request.ack(response_action="update", view=on_its_way)


def _show(request: SlackRequest, error: DraftingError) -> None:
    """Says what is wrong beside the entry that it is about."""
    blocks = {str(block.get("block_id")) for block in request.body["view"]["blocks"]}
    field = error.field if isinstance(error, StepRefused) else ""
    if field in blocks:
        request.ack(response_action="errors", errors={field: forms.error_text(str(error))})
    else:
        show_error(request, str(error))


def _key(request: SlackRequest) -> str:
    """One for each time that a window is sent: sent again by Slack, it is entered once."""
    now = request.body["view"]
    return f"slack:{now['id']}:{now['hash']}"


def _send(edge: Edge, request: SlackRequest, kind: DeliveryKind, extra: Json) -> None:
    _receive(edge, request, kind, extra, str(request.body["trigger_id"]))
    if (request.body.get("view") or {}).get("type") == "modal":
        sentence = prompts.load("replies/life-on-its-way").text
        push(edge, request, lambda: view.sentence_window(sentence))
    request.ack()


def _receive(edge: Edge, request: SlackRequest, kind: DeliveryKind, extra: Json, key: str) -> None:
    edge.receive(
        Delivery(
            key=f"{kind}:{key}",
            kind=kind,
            user=user_of(request),
            way=Way.DIRECT,
            team=request.team,
            extra=extra,
        )
    )


def _found(edge: Edge, spot: names.PartnerRef) -> tuple[StoredPartner, Agreement, AgreementLife]:
    """The partner, its agreement and that one's life. Raises DraftingError."""
    desk, record = edge.services.lives, edge.services.partners.read(spot.partner)
    terms = record.partner.agreement(spot.agreement)
    if terms is None:
        raise StepRefused(prompts.load("replies/agreement-gone").text)
    life: Life = desk.life(spot.partner, spot.agreement)
    return record, terms, AgreementLife(life, desk.standings(spot.partner, spot.agreement))


def _title(record: StoredPartner, terms: Agreement) -> str:
    return f"{record.partner.name} · {agreement_title(terms)}"


def _issue_window(edge: Edge, spot: names.PartnerRef) -> Json:
    record, terms, shown = _found(edge, spot)
    if not shown.to_issue:
        return view.sentence_window(prompts.load("replies/life-nothing-to-issue").text)
    return view.issue_window(_title(record, terms), shown.to_issue, spot)


def _sign_window(edge: Edge, spot: names.PartnerRef) -> Json:
    record, terms, shown = _found(edge, spot)
    if not shown.to_sign:
        return view.sentence_window(prompts.load("replies/life-nothing-to-sign").text)
    return view.sign_window(_form(edge, record, terms, shown), spot)


def _enter_window(edge: Edge, spot: names.PartnerRef) -> Json:
    record, terms, shown = _found(edge, spot)
    return view.enter_window(_form(edge, record, terms, shown), spot)


def _form(
    edge: Edge, record: StoredPartner, terms: Agreement, shown: AgreementLife
) -> view.SignatureForm:
    """With those who are named to sign, on either side, as they are named now."""
    office = tuple(person.name for person in edge.settings.office.signatories if person.name)
    partner = tuple(person.name for person in record.partner.people.signatories if person.name)
    kinds = [info for info in edge.services.drafting.kinds() if info.founds]
    return view.SignatureForm(_title(record, terms), office, partner, shown.to_sign, kinds)


def _end_window(edge: Edge, spot: names.PartnerRef) -> Json:
    record, terms, _ = _found(edge, spot)
    return view.end_window(_title(record, terms), spot, edge.today())


def _take_back_window(edge: Edge, spot: names.PartnerRef) -> Json:
    record, terms, shown = _found(edge, spot)
    if shown.life.last is None:
        return view.sentence_window(prompts.load("replies/life-nothing-to-take-back").text)
    return view.take_back_window(_title(record, terms), shown.life.last, spot)
