"""`saathi due-diligence answer`, `take`, `assign`, `evidence`, `import` and `accept`."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.errors import EdgeError
from bot.terminal.checklist_arguments import (
    By,
    ChecklistId,
    EntryKey,
    Evidence,
    Expires,
    ForWhom,
    SaidBy,
    SaidOn,
    Weighs,
    checklist_of,
    content_of,
    day_of,
    name_of,
    proofs_of,
    reader_of,
    refusals_as_errors,
    shown_checklist,
    shown_entry,
    side_of,
    voice_of,
)
from bot.terminal.console import TERMINAL, account, open_services, out, say, say_path
from drafting.partners import office_today

if TYPE_CHECKING:
    from bot.services import Services
    from drafting.due_diligence import Checklist, ChecklistEntry, DueDiligenceDesk, Proof

app = typer.Typer()
UNFIT = re.compile(r"[^\w.\- ]+")  # in the name of a file that Saathi writes


@app.command()
def answer(  # noqa: PLR0913  (an option for each thing that an answer may hold)
    checklist: ChecklistId,
    item: EntryKey,
    text: Annotated[str, typer.Argument(help="The answer, in your own words.")] = "",
    *,
    state: Annotated[
        str, typer.Option("--state", help="answered, not_applicable, gap or open.")
    ] = "",
    evidence: Evidence = None,
    expires: Expires = "",
    instead: Annotated[
        bool, typer.Option("--replace", help="The evidence takes the place of what stands there.")
    ] = False,
    gap: Annotated[str, typer.Option("--gap", help="What is missing.")] = "",
    gap_side: Annotated[
        str, typer.Option("--addressed-by", help="partner, cip or both (CSPF 15(d)).")
    ] = "",
    action: Annotated[str, typer.Option("--action", help="What was agreed about the gap.")] = "",
    due: Annotated[str, typer.Option("--until", metavar="DAY", help="Agreed until.")] = "",
    weight: Weighs = "",
    readers: ForWhom = "",
    said_by: SaidBy = "",
    said_on: SaidOn = "",
    by: By = TERMINAL,
) -> None:
    """Answers an item, confirms what was filled in, or notes a gap and who addresses it."""
    from bot.terminal.due_diligence_views import replaced_view  # noqa: PLC0415  (for this command only)
    from bot.terminal.typed_answers import TypedOptions, refusal  # noqa: PLC0415
    from drafting.due_diligence import Missing, answer_to  # noqa: PLC0415

    services = open_services()
    record = checklist_of(services, checklist)
    entry = services.due_diligence.entry(record, item)
    until, gap_due = day_of(expires, "--expires"), day_of(due, "--until")
    evidence_names = tuple(evidence or ())
    options = TypedOptions(
        *(text, state, gap, gap_side, action, gap_due, evidence_names, until, instead),
        *(weight, readers, voice_of(said_by, said_on)),
    )
    person, today, reads_as = name_of(by), office_today(), reader_of(services)
    awaiting = options.submission(entry, by=person, key=uuid.uuid4().hex, reads_as=reads_as)
    answer_input = answer_to(entry, awaiting, today)
    with refusals_as_errors():
        if evidence_names and not isinstance(answer_input, Missing):  # only now are its files kept
            proofs = proofs_of(services, record.id, evidence_names, until, person)
            answer_input = answer_to(
                entry, replace(awaiting, new_evidence=proofs, awaits_files=False), today
            )
        if isinstance(answer_input, Missing):
            raise refusal(answer_input)
        new_record = services.due_diligence.answer(record.id, [answer_input])
    out.print(replaced_view(entry, person))
    _show(services, new_record, item)


@app.command()
def confirm(  # noqa: PLR0913, PLR0917  (the options of a command)
    checklist: ChecklistId,
    area: Annotated[
        str, typer.Option("--area", help="Of this area alone, for example finance.")
    ] = "",
    side: Annotated[
        str, typer.Option("--side", help="'partner' or 'cip'; both if not given.")
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    said_by: SaidBy = "",
    said_on: SaidOn = "",
    by: By = TERMINAL,
) -> None:
    """Confirms together what was filled in and is still so; it is shown first."""
    from bot.terminal.due_diligence_views import waiting_view  # noqa: PLC0415  (for this command only)
    from drafting.due_diligence import Submission  # noqa: PLC0415
    from drafting.partners import Side  # noqa: PLC0415

    services = open_services()
    desk, record, person = services.due_diligence, checklist_of(services, checklist), name_of(by)
    reader, voice = reader_of(services), voice_of(said_by, said_on)
    entries = desk.waiting(shown_checklist(services, record), area, side_of(side))
    out.print(waiting_view(entries))
    if not entries:
        return
    if voice is None and any(entry.side is Side.PARTNER for entry in entries):
        raise EdgeError("Say with --said-by NAME who at the partner says that it is still so.")
    count = "this answer" if len(entries) == 1 else f"these {len(entries)} answers"
    if not yes and not typer.confirm(f"Are {count} still so?"):
        say("Nothing was confirmed.")
        return
    confirmation = Submission(
        by=person, key=uuid.uuid4().hex, confirms=True, voice=voice, reads_as=reader
    )
    after = desk.confirm(record.id, [entry.key for entry in entries], confirmation)
    summary = desk.summary(after)
    say(f"Confirmed by {person}; {summary.count_done} of {summary.of} are settled.")


@app.command()
def take(
    checklist: ChecklistId,
    item: EntryKey,
    number: Annotated[int, typer.Argument(help="Which of the answers, as `show` numbers them.")],
    said_by: SaidBy = "",
    said_on: SaidOn = "",
    by: By = TERMINAL,
) -> None:
    """Of answers side by side, takes the one that holds; all stay on record."""
    from bot.terminal.typed_answers import refusal  # noqa: PLC0415  (for this command only)
    from drafting.due_diligence import Missing, Submission  # noqa: PLC0415
    from drafting.due_diligence.checklists import taken_answer  # noqa: PLC0415

    services = open_services()
    record = checklist_of(services, checklist)
    entry = services.due_diligence.entry(record, item)
    answers = entry.latest_answers
    if not entry.in_conflict:
        raise EdgeError(f"No answers to {item} stand side by side; `answer` gives it another.")
    if not 1 <= number <= len(answers):
        raise EdgeError(
            f"There is no answer {number} to {item}; give one from 1 to {len(answers)}."
        )
    taking = Submission(
        by=name_of(by),
        key=uuid.uuid4().hex,
        voice=voice_of(said_by, said_on),
        reads_as=reader_of(services),
    )
    answer_input = taken_answer(entry, answers[number - 1], taking, office_today())
    if isinstance(answer_input, Missing):
        raise refusal(answer_input)
    with refusals_as_errors():
        new_record = services.due_diligence.answer(record.id, [answer_input])
    _show(services, new_record, item)


@app.command()
def offers(
    checklist: ChecklistId,
    take: Annotated[
        list[str] | None,
        typer.Option(
            "--take", metavar="FIELD", help="Put it into the partner’s file; 'all' puts all of it."
        ),
    ] = None,
    by: By = TERMINAL,
) -> None:
    """What the answers hold that the partner’s file does not say; nothing goes in by itself."""
    from bot.terminal.due_diligence_views import offers_view  # noqa: PLC0415  (for this command only)

    services = open_services()
    record = checklist_of(services, checklist)
    if not take:
        learned = services.due_diligence.offers(record)
        out.print(offers_view(learned))
        if learned:
            say_path(f"Take what is right: saathi due-diligence offers {record.id} --take FIELD")
        return
    taken = services.due_diligence.take_offers(record.id, take, name_of(by))
    out.print(offers_view(taken))
    count = "1 field" if len(taken) == 1 else f"{len(taken)} fields"
    say(f"Taken into the file of {record.partner}: {count}.")


@app.command()
def assign(
    checklist: ChecklistId,
    item: EntryKey,
    to: Annotated[
        str, typer.Argument(help="Who answers it: a Slack member id, or a name; '' takes it back.")
    ],
) -> None:
    """Gives an item to somebody, who is reminded of it in Slack."""
    from bot.slack.partners.view import MEMBER  # noqa: PLC0415  (Slack's blocks)
    from bot.slack.roles import permissions_of  # noqa: PLC0415

    services = open_services()
    record = checklist_of(services, checklist)
    assignee = name_of(to)
    if MEMBER.fullmatch(assignee) and not permissions_of(services.settings).of(assignee).assesses:
        raise EdgeError(
            f"{assignee} may not see checklists, or is not in the workspace; add the id to "
            "`due_diligence` under [roles], or give the item to somebody else."
        )
    services.due_diligence.assign(record.id, item, assignee, TERMINAL, uuid.uuid4().hex)
    whose = f"with {assignee}" if assignee else "nobody’s in particular"
    say(f"{item} of {record.id} is {whose} now.")


@app.command()
def evidence(
    checklist: ChecklistId,
    to: Annotated[Path, typer.Option("--out", help="Where the files go.")] = Path(),
) -> None:
    """Writes the files of evidence that a checklist holds, and names what lies elsewhere."""
    from drafting.partnership import Access  # noqa: PLC0415
    from knowledge.storage import own_folder, write_whole  # noqa: PLC0415

    services = open_services()
    record = checklist_of(services, checklist)
    proofs = list(_evidence(shown_checklist(services, record)))
    if not proofs:
        say(f"{record.id} has no evidence yet.")
        return
    if any(proof.file for _, proof in proofs):
        noted = (account(), Access.EVIDENCE, record.partner, ("evidence",))
        services.access.note(*noted, about=record.id)
    own_folder(to)
    for entry, proof in proofs:
        content = services.due_diligence.evidence(proof.file) if proof.file else None
        if content is None:
            say(f"{entry.key}: {proof.name}")
            continue
        file = to / f"{entry.key}_{proof.file[:4]}_{UNFIT.sub('_', content[0])[-120:]}"
        write_whole(file, content[1])
        say_path(f"{entry.key}: {file}")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A checklist that was filled in: .docx or .xlsx.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking.")] = False,
    beside: Annotated[
        bool,
        typer.Option("--beside", help="Adds what stands beside a question to its answer, too."),
    ] = False,
    said_by: SaidBy = "",
    said_on: SaidOn = "",
    by: By = TERMINAL,
) -> None:
    """Reads a filled-in checklist back, shows what changes, and adds it; nothing newer is lost."""
    from bot.terminal.due_diligence_views import plan_view  # noqa: PLC0415
    from drafting.due_diligence import merge_plan, read_checklist  # noqa: PLC0415

    services = open_services()
    desk = services.due_diligence
    filled_checklist = read_checklist(content_of(file), file.name)
    record = shown_checklist(services, desk.get(filled_checklist.checklist))
    voice = voice_of(said_by, said_on)
    plan = merge_plan(
        record, filled_checklist, name_of(by), office_today(), voice, take_remarks=beside
    )
    out.print(plan_view(plan, (*filled_checklist.problems, *plan.problems)))
    if not plan.answer_inputs:
        say("Its fields hold nothing new." if plan.remarks else "Nothing in it is new.")
        return
    if plan.names_nobody:
        raise EdgeError(
            "--said-by: The file holds answers of the partner; say who at the partner gave them, "
            "and on what day with --said-on, if not today."
        )
    if not yes and not typer.confirm("Add these answers?"):
        say("Nothing was added.")
        return
    desk.answer(filled_checklist.checklist, plan.answer_inputs)
    count = len(plan.answer_inputs)
    added_answers = "One answer is" if count == 1 else f"{count} answers are"
    say(f"{added_answers} added to {filled_checklist.checklist}.")
    say_offers(desk, desk.get(filled_checklist.checklist))


@app.command()
def accept(  # noqa: PLR0913  (an option for each thing that is accepted)
    checklist: ChecklistId,
    *,
    peer: Annotated[
        str, typer.Option("--peer", help="The organisation that assessed the partner.")
    ],
    assessed_on: Annotated[str, typer.Option("--assessed-on", metavar="DAY", help="When it did.")],
    until: Annotated[
        str, typer.Option("--until", metavar="DAY", help="Until when the office accepts it.")
    ],
    area: Annotated[
        list[str], typer.Option("--area", help="For which area; several may be given.")
    ],
    evidence: Annotated[str, typer.Option("--evidence", help="A file to keep, or a link.")] = "",
    by: By = TERMINAL,
) -> None:
    """Accepts another organisation’s assessment in place of asking again (passporting)."""
    from drafting.due_diligence import PeerAssessment  # noqa: PLC0415

    services = open_services()
    record = checklist_of(services, checklist)
    desk = services.due_diligence
    desk.refuse_unknown_areas(area)
    ends, person = day_of(until, "--until"), name_of(by)
    with refusals_as_errors():
        assessment = PeerAssessment.model_validate(
            {
                "id": uuid.uuid4().hex,
                "partner": record.partner,
                "peer": peer,
                "assessed_on": day_of(assessed_on, "--assessed-on"),
                "valid_until": ends,
                "areas": tuple(dict.fromkeys(area)),
                "accepted_by": person,
                "accepted_at": datetime.now(UTC),
            }
        )
        desk.refuse_useless(assessment)
        proofs = proofs_of(services, record.id, [evidence] if evidence else [], ends, person)
    before = {answer.id for entry in record.entries for answer in entry.answers}
    proof = proofs[0] if proofs else None
    after = desk.accept_peer(record.id, assessment.model_copy(update={"proof": proof}))
    count = sum(answer.id not in before for entry in after.entries for answer in entry.answers)
    areas = ", ".join(assessment.areas)
    say(
        f"{assessment.peer}’s assessment is accepted for {areas}; {count} items wait to be "
        "confirmed by it. What was answered already stays."
    )


def say_offers(desk: DueDiligenceDesk, checklist: Checklist) -> None:
    """Tells that the checklist learned what the partner’s file does not say, and how to look."""
    count = len(desk.offers(checklist))
    if count:
        facts = "1 fact" if count == 1 else f"{count} facts"
        say_path(
            f"The answers hold {facts} that the partner’s file does not say: "
            f"saathi due-diligence offers {checklist.id}"
        )


def _show(services: Services, checklist: Checklist, item: str) -> None:
    from bot.terminal.due_diligence_views import entry_view  # noqa: PLC0415

    entry = shown_entry(services, checklist, item)
    if entry is not None:
        out.print(entry_view(entry, office_today()))


def _evidence(checklist: Checklist) -> Iterator[tuple[ChecklistEntry, Proof]]:
    """The evidence of the current answers, each piece once for its item."""
    for entry in checklist.entries:
        proofs = (proof for answer in entry.latest_answers for proof in answer.proofs)
        yield from ((entry, proof) for proof in dict.fromkeys(proofs))
