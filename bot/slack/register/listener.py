"""Buttons and windows of the register. Who may is asked when a window opens and when it is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import prompts
from bot.slack.blocks import forms, names
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.edge import Edge, SlackRequest
from bot.slack.register import matters, view
from bot.slack.register.matters import may_enter, may_record, may_record_here
from bot.slack.roles import Rights, refusal
from bot.slack.windows import push, renew_soon, safely, show_error, user_of
from drafting.calendar import due_words, late_plans, plan_opening, review_lines
from drafting.partners import DraftingError, Side, office_name
from drafting.partners.record import Partner
from drafting.partnership import open_rules, rule_opening
from drafting.partnership.cases import RESTORING
from drafting.partnership.development import agreed_steps, step_opening
from drafting.partnership.risks import risk_opening, risks_by_rule
from drafting.register import (
    OFFICE,
    Author,
    Entry,
    EntryKind,
    EntryRefused,
    FactsBeside,
    OpeningInput,
    RegisterDesk,
    SayingInput,
    UnfitBody,
    UnknownEntry,
    Verb,
    Waiting,
    WaitingSource,
    named_sorts,
)

Json = dict[str, Any]
SUGGESTED = 20  # names that a menu offers
PLAN = "action"  # the kind of the entry that is opened for a late line of a plan
RISK = "risk"  # and for a risk of the partner's file
REVIEW = "review"
GROWTH = "development"  # and of the one for agreed capacity support
OURS = frozenset({names.REGISTER_ENTRY_MODAL, names.REGISTER_OPEN_MODAL, names.REGISTER_SAY_MODAL})


def may_have_report(rights: Rights, which: str) -> bool:
    """The coordinators, and whoever keeps the times of CSPF 16(e); of restorings, investigates."""
    also = rights.investigates if which == RESTORING else rights.keeps_times
    return rights.sees_partners and (rights.coordinates or also)


def open_register(edge: Edge, request: SlackRequest) -> None:
    """*Record*: what is open with the partner; for what is owed by rule, its entry."""
    reference = _reference(request)
    if reference.kind and reference.verb:
        _show(edge, request, lambda: _opened_by_rule(edge, request, reference))
    elif reference.kind:
        open_form(edge, request, _review_values(reference) if reference.kind == REVIEW else {})
    else:
        _show(edge, request, lambda: _partner_window(edge, user_of(request), reference))


def _review_values(reference: names.RegisterRef) -> Mapping[str, forms.Value]:
    """What the form of a review has that the calendar asks for."""
    return {"of": "before_end" if reference.agreement else "relationship"}


def open_form(
    edge: Edge, request: SlackRequest, values: Mapping[str, forms.Value] | None = None
) -> None:
    """The form of a new entry of a kind, with `values` in it."""
    reference = _reference(request)

    def window() -> Json:
        user = user_of(request)
        if not may_record_here(edge, user):
            return _declined(edge)
        kind = _kind_entered_here(edge, user, reference.kind)
        is_offices = reference.partner == OFFICE
        agreements = () if is_offices else _partner(edge, reference).agreements
        return view.opening_window(kind, reference, agreements, values)

    _show(edge, request, window)


def show_entry(edge: Edge, request: SlackRequest) -> None:
    """An entry, with what may be said to it."""
    reference = _reference(request)
    _show(edge, request, lambda: _entry_window(edge, user_of(request), reference.entry))


def open_matters(edge: Edge, request: SlackRequest) -> None:
    """What is for the person's roles alone, with every partner."""

    def window() -> Json:
        services, user = edge.services, user_of(request)
        entries = matters.shown_matters(edge, user)
        names_of = services.calendar.names({entry.partner for entry in entries})
        kinds = services.register.kinds
        rows = [
            view.MatterRow(entry, kinds[entry.kind], names_of.get(entry.partner, entry.partner))
            for entry in entries
        ]
        return view.matters_window(rows, edge.today())

    _show(edge, request, window)


def open_saying(edge: Edge, request: SlackRequest) -> None:
    """The form of one verb."""
    reference = _reference(request)

    def window() -> Json:
        user = user_of(request)
        if not may_record_here(edge, user):
            return _declined(edge)
        entry = matters.shown_entry(edge, user, reference.entry)
        kind = _kind_entered_here(edge, user, entry.kind)
        verb = _verb_of(edge, user, entry.kind, reference.verb)
        seen = reference._replace(seen=entry.last_number)
        return view.saying_window(entry, verb, seen, offers=kind.options(entry, verb))

    _show(edge, request, window)


def suggest(edge: Edge, request: SlackRequest) -> None:
    """What a menu of a form offers for what was typed so far: what its field may name."""
    reference = names.register_named(str(request.body["view"].get("private_metadata") or ""))
    sorts: Mapping[str, str] = {}
    if may_record(edge.rights(user_of(request))):
        sorts = _sorts_named(edge, user_of(request), reference)
    sort = sorts.get(str(request.body.get("block_id") or ""))
    text = str(request.body.get("value") or "")
    choices = edge.services.office_names.suggested(sort, text, SUGGESTED) if sort else []
    request.ack(options=[forms.option(forms.Option(each, label)) for each, label in choices])


def _sorts_named(edge: Edge, user: str, reference: names.RegisterRef) -> Mapping[str, str]:
    """What the fields of a form name, by the form's reference."""
    try:
        if reference.verb:
            entry = matters.hidden_entry(edge, user, reference.entry)
            kind = _kind_entered_here(edge, user, entry.kind)
            return named_sorts(kind.verb(reference.verb).body)
        return named_sorts(_kind_entered_here(edge, user, reference.kind).body)
    except DraftingError:
        return {}


def open_entry(edge: Edge, request: SlackRequest) -> None:
    """The form of a new entry, sent."""

    def enter(values: Mapping[str, forms.Value], reference: names.RegisterRef) -> Entry:
        agreement = str(values.get(view.AGREEMENT) or reference.agreement)
        typed = {name: each for name, each in values.items() if name != view.AGREEMENT}
        author, user = _author(edge, request), user_of(request)
        kind = _kind_entered_here(edge, user, reference.kind)
        # It may be deleted meanwhile.
        record = None if reference.partner == OFFICE else _partner(edge, reference)
        typed |= _origin(edge, user, kind, reference)
        opening = OpeningInput(
            reference.kind, reference.partner, author, _key(request), typed, agreement, record
        )
        return desk_of(edge).open(opening, edge.permissions.roles_of(user))

    _save(edge, request, enter)


def _origin(edge: Edge, user: str, kind: EntryKind, reference: names.RegisterRef) -> dict[str, str]:
    """Where an entry comes from that was opened in the window of another one.

    Raises UnknownEntry also for an action from the entry of another partner.
    """
    if not reference.entry:
        return {}
    if kind.opened_from:
        return {view.FROM_ENTRY: reference.entry}
    if kind.name != PLAN:
        return {}
    entry = matters.hidden_entry(edge, user, reference.entry)
    if entry.partner != reference.partner:
        raise UnknownEntry(prompts.load("replies/register-other-partner").text)
    return {"comes_from": entry.origin}


def say(edge: Edge, request: SlackRequest) -> None:
    """The form of a verb, sent: where somebody said something meanwhile, that is shown first."""
    now = request.body["view"]
    reference = names.register_named(str(now.get("private_metadata") or ""))
    user = user_of(request)
    if may_record_here(edge, user):
        newer = _newer(edge, user, reference, _key(request))
        if newer is not None:
            request.ack(response_action="update", view=newer)
            return

    def enter(values: Mapping[str, forms.Value], reference: names.RegisterRef) -> Entry:
        typed = {name: value for name, value in values.items() if name != view.SIDE}
        entry = matters.shown_entry(edge, user, reference.entry)
        _verb_of(edge, user, entry.kind, reference.verb)
        author = _author(edge, request, _side_of(edge, user, reference, values))
        saying = SayingInput(
            reference.entry, reference.verb, author, _key(request), reference.seen, typed
        )
        return desk_of(edge).say(saying, edge.permissions.roles_of(user))

    _save(edge, request, enter)


def send_sheet(edge: Edge, request: SlackRequest) -> None:
    """The button of a partner's accountability sheet: it comes by direct message."""
    extra = {"partner": _reference(request).partner}
    _receive(edge, request, DeliveryKind.SHEET, extra)


def take_sheet(edge: Edge, request: SlackRequest) -> None:
    """The button below what a returned sheet says: it is put on the register."""
    extra = {"file": _reference(request).entry}
    _receive(edge, request, DeliveryKind.SHEET_IMPORT, extra)


def send_report(edge: Edge, request: SlackRequest) -> None:
    """A report chosen on Home: it comes by direct message."""
    action = request.body["actions"][0]
    chosen = action.get("selected_option") or action  # Homes of before have buttons
    which = str(chosen.get("value") or "")
    if may_have_report(edge.rights(user_of(request)), which):
        extra = {"report": which}
        _receive(edge, request, DeliveryKind.REGISTER_REPORT, extra)
    else:
        push(edge, request, lambda: _declined(edge))
        request.ack()


def _receive(edge: Edge, request: SlackRequest, kind: DeliveryKind, extra: Json) -> None:
    """In line once for each press; one that Slack sends again is the same."""
    edge.receive(
        Delivery(
            key=f"{kind}:{request.body['trigger_id']}",
            kind=kind,
            user=user_of(request),
            way=Way.DIRECT,
            extra=extra,
        )
    )
    if (request.body.get("view") or {}).get("type") == "modal":
        sentence = prompts.load("replies/life-on-its-way").text
        _show(edge, request, lambda: view.sentence_window(sentence))
    else:
        request.ack()


def desk_of(edge: Edge) -> RegisterDesk:
    """The register as people write to it, by the edge's day."""
    services = edge.services
    return RegisterDesk(
        services.register, services.register_rules, edge.today, services.office_names
    )


def _newer(edge: Edge, user: str, reference: names.RegisterRef, key: str) -> Json | None:
    """The form again with what came since it was opened; None where nothing did."""
    register = edge.services.register
    try:
        entry = matters.hidden_entry(edge, user, reference.entry)
        if entry.last_number <= reference.seen or register.was_said(key):
            return None
        kind = _kind_entered_here(edge, user, entry.kind)
        edge.services.access.note_matters(user, [entry])
        newer = [
            (event, kind.verb(event.verb).label)
            for event in entry.events
            if event.number > reference.seen
        ]
        seen = reference._replace(seen=entry.last_number)
        verb = kind.verb(reference.verb)
        offers = kind.options(entry, verb)
        return view.saying_window(entry, verb, seen, newer=newer, offers=offers)
    except DraftingError:
        return None  # what is wrong is said when it is entered


def _side_of(
    edge: Edge, user: str, reference: names.RegisterRef, values: Mapping[str, forms.Value]
) -> Side:
    entry = matters.hidden_entry(edge, user, reference.entry)
    verb = _kind_entered_here(edge, user, entry.kind).verb(reference.verb)
    side = str(values.get(view.SIDE) or "")
    return Side(side) if side else verb.sides[0]


def _kind_entered_here(edge: Edge, user: str, name: str) -> EntryKind:
    """The kind, where the register's own forms may enter it for that person. Raises EntryRefused.

    A button's value is only what somebody sent: the windows of a kind know who may say what.
    """
    kind = edge.services.register.kinds.get(name)
    if kind is None or kind.has_own_windows or not may_enter(edge, user, kind):
        raise EntryRefused(prompts.load("replies/register-own-windows").text)
    return kind


def _verb_of(edge: Edge, user: str, kind: str, name: str) -> Verb:
    """The verb, where that person may say it here. Raises EntryRefused."""
    verb = _kind_entered_here(edge, user, kind).verb(name)
    if verb.for_coordinators and not edge.rights(user).coordinates:
        raise EntryRefused(prompts.load("replies/register-for-coordinators").text)
    return verb


def _save(
    edge: Edge,
    request: SlackRequest,
    enter: Callable[[Mapping[str, forms.Value], names.RegisterRef], Entry],
) -> None:
    now, user = request.body["view"], user_of(request)
    reference = names.register_named(str(now.get("private_metadata") or ""))
    if not may_record_here(edge, user):
        request.ack(response_action="update", view=_declined(edge))
        return
    try:
        entry = enter(forms.typed_values(now["state"]["values"]), reference)
    except (UnfitBody, EntryRefused) as error:
        _show_faults(request, error)
    except DraftingError as error:
        show_error(request, str(error))
    else:
        window = _entry_window(edge, user, entry.id)
        request.ack(response_action="update", view=window)


def _show_faults(request: SlackRequest, error: UnfitBody | EntryRefused) -> None:
    """Says each beside its field; what is about none, beside the first."""
    faults = error.faults if isinstance(error, UnfitBody) else {error.field: str(error)}
    blocks = {str(block.get("block_id")) for block in request.body["view"]["blocks"]}
    errors = {name: forms.error_text(text) for name, text in faults.items() if name in blocks}
    if errors:
        request.ack(response_action="errors", errors=errors)
    else:
        show_error(request, str(error))


def _partner_window(edge: Edge, user: str, reference: names.RegisterRef) -> Json:
    """The register of a partner, or the office's own."""
    rights = edge.rights(user)
    if not rights.sees_partners:
        return view.sentence_window(refusal(edge.settings, "view"))
    if reference.partner == OFFICE:
        return _register_window(edge, user, OFFICE, office_name(), ())
    partner = _partner(edge, reference)
    return _register_window(edge, user, partner.id, partner.name, _rule_lines(edge, partner))


def _register_window(
    edge: Edge, user: str, partner: str, name: str, rules: Sequence[view.RuleLine]
) -> Json:
    kinds, entries = edge.services.register.kinds, matters.shown_entries(edge, user, partner)
    shown = view.PartnerRegister(
        partner=partner,
        name=name,
        entries=[
            (entry, kinds[entry.kind])
            for entry in reversed(entries)
            if not kinds[entry.kind].is_closed(entry)
        ],
        rules=rules,
        kinds=[
            kind
            for kind in kinds.values()
            if kind.has_partner == (partner != OFFICE)
            and not kind.has_own_windows
            and may_enter(edge, user, kind)
        ],
        may_record=may_record(edge.rights(user)),
    )
    return view.register_window(shown, edge.today())


def _rule_lines(edge: Edge, partner: Partner) -> list[view.RuleLine]:
    """What the partner's agreements owe or plan, and no entry stands for yet."""
    services = edge.services
    entries = services.register.of_partner(partner.id)
    lives = services.lives.lives(partner.id, [terms.key for terms in partner.agreements])
    lines = [
        view.RuleLine(line.key, line.agreement, line.body.what, line.when)
        for line in open_rules(partner, lives, entries)
    ]
    waitings = services.calendar.of_partner(partner.id, edge.today()).waiting
    steps = agreed_steps(partner, lives, entries)
    lines += [
        view.RuleLine(step.key, step.agreement, step.what, step.when, GROWTH) for step in steps
    ]
    lines += [
        view.RuleLine(
            line.key,
            line.agreement,
            line.what,
            f"{line.of.label} · {due_words(line, edge.today())}",
            PLAN,
        )
        for line in late_plans(waitings, edge.today())
        if line.key not in {step.key for step in steps}
    ]
    lines += [
        view.RuleLine("", line.agreement, line.what, due_words(line, edge.today()), REVIEW)
        for line in review_lines(waitings)
    ]
    return lines + [
        view.RuleLine(line.key, "", line.body.what, line.when, RISK)
        for line in risks_by_rule(partner, entries)
    ]


def _opened_by_rule(edge: Edge, request: SlackRequest, reference: names.RegisterRef) -> Json:
    user = user_of(request)
    if not may_record(edge.rights(user)):
        return _declined(edge)
    services = edge.services
    partner = _partner(edge, reference)
    author, key = _author(edge, request), reference.verb
    if reference.kind == PLAN:
        waitings = services.calendar.of_partner(partner.id, edge.today()).waiting
        opening = plan_opening(waitings, key, edge.today(), author)
    elif reference.kind == RISK:
        entries = services.register.of_partner(partner.id)
        opening = risk_opening(partner, key, entries, author)
    elif reference.kind == GROWTH:
        entries = services.register.of_partner(partner.id)
        opening = step_opening(partner, reference.agreement, key, entries, author)
    else:
        entries = services.register.of_partner(partner.id)
        opening = rule_opening(partner, reference.agreement, key, entries, author)
    return _entry_window(edge, user, desk_of(edge).open(opening).id)


def _entry_window(edge: Edge, user: str, entry_id: str) -> Json:
    services = edge.services
    entry = matters.shown_entry(edge, user, entry_id)
    kinds = services.register.kinds
    kind = kinds[entry.kind]
    siblings = services.register.of_partner(entry.partner)
    shown = view.EntryShown(
        partner=office_name()
        if entry.partner == OFFICE
        else services.partners.get(entry.partner).name,
        rules=services.register_rules,
        today=edge.today(),
        may_record=may_enter(edge, user, kind),
        siblings=siblings,
        due=_handed_over(edge, user, entry),
        name_of=edge.permissions.written_name,
        is_coordinator=edge.rights(user).coordinates,
        known=services.office_names,
        leads_to=[kind for kind in kinds.values() if entry.kind in kind.opened_from],
        led_to=[(each, kinds[each.kind]) for each in services.register.come_from(entry.id)],
        facts=_facts(edge, entry, siblings),
    )
    if kind.has_own_windows:  # who reads what of it, they say
        return view.elsewhere_window(entry, kind)
    return view.entry_window(entry, kind, shown)


def _handed_over(edge: Edge, user: str, entry: Entry) -> list[Waiting]:
    """All that is due with the partner, where the entry lists it; nothing of its own."""
    services = edge.services
    if not services.register.kinds[entry.kind].lists_due(entry):
        return []
    sees_checklists = edge.rights(user).assesses
    return [
        waiting
        for waiting in services.calendar.of_partner(entry.partner, edge.today()).waiting
        if waiting.reference != entry.id
        and (sees_checklists or waiting.source is not WaitingSource.CHECKLIST)
    ]


def _facts(edge: Edge, entry: Entry, siblings: Sequence[Entry]) -> list[tuple[str, str]]:
    kinds = edge.services.register.kinds
    beside = FactsBeside(siblings, kinds, edge.services.register_rules, edge.today())
    return list(kinds[entry.kind].facts_beside(entry, beside))


def _show(edge: Edge, request: SlackRequest, make: Callable[[], Json]) -> None:
    """In the register's own window, or in one on top of another: Slack piles up three at most."""
    now = request.body.get("view") or {}
    if now.get("type") == "modal" and now.get("callback_id") in OURS:
        renew_soon(edge, now["id"], safely(make))
    else:
        push(edge, request, make)
    request.ack()


def _author(edge: Edge, request: SlackRequest, side: Side = Side.CIP) -> Author:
    user = user_of(request)
    return Author(user, edge.permissions.name_of(user), side)


def _declined(edge: Edge) -> Json:
    return view.sentence_window(refusal(edge.settings, "record"))


def _reference(request: SlackRequest) -> names.RegisterRef:
    """What a button is about, or what was chosen in a menu."""
    action = request.body["actions"][0]
    chosen = action.get("selected_option") or action
    return names.register_named(str(chosen.get("value") or ""))


def _partner(edge: Edge, reference: names.RegisterRef) -> Partner:
    return edge.services.partners.get(reference.partner)


def _key(request: SlackRequest) -> str:
    """One for each time that a window is sent: sent again by Slack, it is entered once."""
    now = request.body["view"]
    return f"slack:{now['id']}:{now['hash']}"
