"""A policy that came as a file, as messages: what it is, its report, and what it touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from slack_sdk.models.blocks import (
    ButtonElement,
    ConfirmObject,
    ContextBlock,
    MarkdownTextObject,
)

import prompts
from bot.settings.roles import is_group
from bot.settings.settings import Settings
from bot.slack.blocks import names, notices, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, clip, one_line
from bot.slack.blocks.message import Message, fits, message
from bot.slack.blocks.parts import Block, button, label, row, small_print
from bot.slack.blocks.rich_text import TextRun
from bot.slack.policies.spot import PolicyRef, ref_value
from bot.slack.roles import refusal
from drafting.partnership import Conflict, Place, PolicyEffects, RestingKind, Touched
from knowledge import Added, Change, ChangeKind, Document, ForceDifference
from knowledge.approval import Proposal

LINE = 240  # characters of one point
SHOWN = (8, 4, 2, 1)  # lines of one list, as many as fit
CLAUSES = 12  # of the tree, in a message
MOST_NAMED = 20  # people
HEADINGS = {
    RestingKind.AGREEMENT: "Agreements in force that rest on what changed",
    RestingKind.DRAFT: "Drafts that rest on what changed",
    RestingKind.CLAUSE: "Clauses, for new agreements, that rest on what changed",
    RestingKind.ITEM: "Items of due diligence that rest on what changed",
}


OF_PARTNERS = (RestingKind.AGREEMENT, RestingKind.DRAFT)  # whose titles name partners


def offer(name: str, spot: PolicyRef) -> Message:
    """The question which policy a file is."""
    ask = button("Say which policy it is", names.POLICY_DESCRIBE, ref_value(spot), style="primary")
    return message([*notices.notice("policy-offer", file=name).blocks, *row([ask])])


def not_a_policy_keeper(name: str, settings: Settings) -> Message:
    """For whoever sent a file that is nothing of Saathi's, and may not put policies on record."""
    return message([*notices.notice("file-not-ours", file=name).blocks, *who_may(settings).blocks])


def who_may(settings: Settings) -> Message:
    """Who may put policies on record."""
    people = settings.roles.policies[:MOST_NAMED]
    blocks = [notices.error(refusal(settings, "policies")).blocks[0]]
    if people:
        blocks.append(_people(people))
    return message(blocks)


def _people(people: Sequence[str]) -> Block:
    """The people and groups by name, as Slack shows them; the setting holds ids alone."""
    names_of = ", ".join(
        f"<!subteam^{entry}>" if is_group(entry) else f"<@{entry}>" for entry in people
    )
    return ContextBlock(elements=[MarkdownTextObject(text=f"They are {names_of}.")]).to_dict()


def report(proposal: Proposal, spot: PolicyRef, *, with_page: bool) -> Message:
    """How the file was read, what it would replace, what to doubt, and the button."""
    document = proposal.document
    title = f"{document.title}, edition {document.edition}"
    head = rich_text.paragraph([TextRun(clip(one_line(title), LINE), bold=True)])
    how = "policy-report" if with_page else "policy-report-alone"
    force = rich_text.paragraph(rich_text.plain(clip(" ".join(_force_lines(proposal)), LINE)))

    def blocks(most: int) -> list[Block]:
        doubts = [doubt.text for doubt in proposal.doubts]
        return [
            head,
            *notices.notice(how, file=proposal.file, clauses=_count(document)).blocks,
            force,
            *_list("Look at this first", doubts, most),
            *_list("Clauses", list(_tree(document)), min(most, CLAUSES)),
            *row([_in_force_button(proposal, spot)]),
        ]

    return message(_fitting(blocks))


def in_force(
    added: Added,
    effects: PolicyEffects | None,
    differences: Sequence[ForceDifference] = (),
    *,
    names_partners: bool = True,
) -> Message:
    """That it is in force, what it replaced, and what of the office's own it touches.

    `effects` is None where that could not be found out; `differences` are those between it and
    another policy that leaves a matter to it, or it to the other. Agreements and drafts, whose
    titles name partners, are for those alone who see partners' files: for others they are counted.
    """
    document = added.record.document
    others = _list("Two policies differ", list(map(_difference, differences)), SHOWN[0])
    head = [*_state(added), *_replaced(added), *others]
    if effects is None:
        return message([*head, *notices.notice("policy-no-list", id=document.id).blocks])

    conflicts = [
        conflict
        for conflict in effects.conflicts
        if names_partners or conflict.place.kind not in OF_PARTNERS
    ]

    def blocks(most: int) -> list[Block]:
        lists = [
            *_list("It seems to contradict", list(map(_conflict, conflicts)), most),
            *(
                block
                for kind, heading in HEADINGS.items()
                if names_partners or kind not in OF_PARTNERS
                for block in _list(heading, list(_touched(effects, kind)), most)
            ),
            *([] if names_partners else _count_of_partners(effects)),
        ]
        foot = [small_print(prompts.fill("replies/policy-touches", id=document.id))]
        return [*head, *lists, *(foot if lists else ())]

    return message(_fitting(blocks))


def _count_of_partners(effects: PolicyEffects) -> list[Block]:
    """How many agreements and drafts it touches, for those who may not see which."""
    touched = [entry.place for entry in effects.touched]
    places = {*touched, *(conflict.place for conflict in effects.conflicts)}
    count = sum(place.kind in OF_PARTNERS for place in places)
    if not count:
        return []
    return notices.notice("policy-touches-partners", count=f"{count:,}").blocks


def _state(added: Added) -> list[Block]:
    """Whether it is in force, or on record behind a later edition."""
    document, now = added.record.document, added.in_force
    named = {"title": document.title, "edition": document.edition, "id": document.id}
    if now == document:
        return notices.notice("policy-in-force", **named, clauses=_count(document)).blocks
    return notices.notice("policy-behind", **named, now=now.edition).blocks


def _replaced(added: Added) -> Iterator[Block]:
    if added.replaces_stand_in:
        yield from notices.notice("policy-replaced-stand-in").blocks
    elif added.predecessor is not None:
        edition = added.predecessor.edition
        yield from notices.notice("policy-replaced", edition=edition).blocks


def _force_lines(proposal: Proposal) -> Iterator[str]:
    if not proposal.comes_into_force and proposal.force.after is not None:
        yield f"It would go on record behind the edition {proposal.force.after.edition}."
    elif proposal.replaces_stand_in:
        yield "It would take the place of the stand-in."
    elif proposal.replaces is not None:
        edition = proposal.replaces.edition
        yield f"It would take the place of the edition {edition}: {_counts(proposal.changes)}."
    else:
        yield "It would be a new document."


def _counts(changes: Sequence[Change]) -> str:
    counts = [(sum(change.kind is kind for change in changes), kind) for kind in ChangeKind]
    return ", ".join(f"{count} {kind}" for count, kind in counts if count) or "no clause differs"


def _count(document: Document) -> str:
    count = sum(1 for _ in document.walk())
    return "1 clause" if count == 1 else f"{count:,} clauses"


def _tree(document: Document) -> Iterator[str]:
    for clause in document.walk():
        words = " — ".join(part for part in (clause.heading, clause.text) if part)
        yield clip(one_line(f"{clause.id}  {words.replace('*', '')}"), 120)


def _in_force_button(proposal: Proposal, spot: PolicyRef) -> ButtonElement:
    text = "Put it in force" if proposal.comes_into_force else "Put it on record"
    confirm = ConfirmObject(
        title=label(text, 100),
        text=label(prompts.load("replies/policy-confirm").text, 300),
        confirm=label("Yes", 30),
        deny=label("Not yet", 30),
    )
    return button(text, names.POLICY_IN_FORCE, ref_value(spot), style="primary", confirm=confirm)


def _touched(effects: PolicyEffects, kind: RestingKind) -> Iterator[str]:
    by_place: dict[Place, list[Touched]] = {}
    for touched in effects.touched:
        if touched.place.kind is kind:
            by_place.setdefault(touched.place, []).append(touched)
    for place, every in by_place.items():
        whats = dict.fromkeys(f"{t.policy} {t.change.earlier} is {t.change.kind}" for t in every)
        yield f"{_place(place)} · {', '.join(whats)}"


def _difference(difference: ForceDifference) -> str:
    return prompts.fill("replies/policies-differ", **difference.model_dump())


def _conflict(conflict: Conflict) -> str:
    found = conflict.contradiction
    return (
        f"{_place(conflict.place)} {found.one_stance} what {conflict.policy} {conflict.clause} "
        f"{found.other_stance}: “{found.one}” – “{found.other}”"
    )


def _place(place: Place) -> str:
    if place.number:
        return f"{place.title}, {place.number} {place.heading}"
    return f"{place.title} · {place.id}" if place.kind is RestingKind.CLAUSE else place.title


def _list(heading: str, lines: Sequence[str], most: int) -> list[Block]:
    """The heading with the first lines, and how many more there are; nothing for none."""
    if not lines:
        return []
    items = [[TextRun(clip(one_line(line), LINE))] for line in lines[:most]]
    rest = len(lines) - most
    if rest > 0:
        items.append([TextRun(f"and {rest:,} more", italic=True)])
    return list(rich_text.list_blocks([TextRun(heading, bold=True)], items, BLOCK_TEXT))


def _fitting(blocks: Callable[[int], list[Block]]) -> list[Block]:
    """As many lines of each list as Slack takes."""
    for most in SHOWN:
        content = blocks(most)
        if fits(content):
            break
    return content
