"""Drafts of the sample partners, timed in a process of their own."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from itertools import count
from pathlib import Path
from statistics import median
from types import SimpleNamespace
from typing import Any

import docxtpl
import jinja2

from bot.operations.database import Database
from drafting.agreements.desk import DraftingDesk
from drafting.agreements.draft import AgreementRequest
from drafting.agreements.drafts import Drafts
from drafting.agreements.templates.shipped import comes_with_saathi
from drafting.documents.composition import Composition, DocumentKind, Run
from drafting.documents.pdf import to_pdf
from drafting.documents.render import render
from drafting.partners.partner_file import PartnerFile
from drafting.partners.samples import sample_partners
from tests.benchmark.rows import percentile, seconds
from tests.support.drafting.kinds import CONTRACT
from tests.support.drafting.sample_documents import OFFICE, sample_documents, shelf

ROUNDS = 60
PARTNERS = 200
DRAFTS = 1_000
FLAT_FROM = 200  # drafts after which the memory should not grow
PAGE_KB = 4096 / 1e6


def fullest() -> Composition:
    """The longest contract of the samples."""
    contracts = [each for each in sample_documents().values() if each.kind == CONTRACT]
    return max(contracts, key=lambda each: len(list(each.clauses())))


def warm() -> dict[str, float]:
    """Milliseconds of a warm draft and of its steps, in turn with plain docxtpl on the same."""
    made = fullest()
    template = shelf().template(made.kind).docx
    _, partner, agreement, _ = made.reference.split("_")
    with desk() as (drafting, _):
        request = AgreementRequest(partner, made.kind, agreement, "bench", "")
        keys = count()
        clean = drafting.draft(replace(request, key="returned")).clean
        steps: dict[str, Callable[[], object]] = {
            "draft": lambda: (
                drafting.review(request),
                render(made, template, comes_with_saathi),
            ),
            "saved": lambda: drafting.draft(replace(request, key=f"warm-{next(keys)}")),
            "review": lambda: drafting.review(request),
            "render": lambda: render(made, template, comes_with_saathi),
            "compare": lambda: drafting.compare(clean, "returned.docx"),
            "docxtpl": lambda: plain(made, template),
        }
        taken = in_turn(steps)
    found = {f"{name}_p50": median(times) for name, times in taken.items()}
    return found | {
        "draft_p95": percentile(taken["draft"], 0.95),
        "clauses": len(list(made.clauses())),
    }


def in_turn(steps: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """Milliseconds of each, one after the other, so that a busy moment meets them all."""
    for work in steps.values():
        work()
    taken: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(ROUNDS):
        for name, work in steps.items():
            taken[name].append(1000 * seconds(work))
    return taken


def plain(made: Composition, template: Path) -> bytes:
    """One copy by docxtpl as its manual has it: no comments, no fields, no marks."""
    document = docxtpl.DocxTemplate(template)
    document.render({**vars(_plain(made)), "status": "Draft"}, jinja2.Environment(autoescape=True))
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        if value and all(isinstance(each, Run) for each in value):
            return "".join(each.text for each in value)
        return tuple(_plain(each) for each in value)
    if is_dataclass(value):
        return SimpleNamespace(
            **{field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        )
    return value


def partners() -> dict[str, float]:
    """Seconds for a document of each of 200 partners, saved, with both copies and review."""
    with desk(PARTNERS) as (drafting, requests):
        drafting.draft(next(requests))
        return {"seconds": seconds(lambda: [drafting.draft(each) for each in requests])}


def memory() -> dict[str, float]:
    """Megabytes held after some drafts, and after many more."""
    made, template = fullest(), shelf().template(CONTRACT).docx
    for _ in range(FLAT_FROM):
        render(made, template, comes_with_saathi)
    before = held_mb()
    for number in range(DRAFTS - FLAT_FROM):
        render(replace(made, version=number), template, comes_with_saathi)
    return {"before": before, "after": held_mb()}


def held_mb() -> float:
    """Resident memory of this process."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * PAGE_KB


def pdf() -> dict[str, float]:
    """Seconds to convert the fullest contract, from a cold start of LibreOffice."""
    made = fullest()
    clean = render(made, shelf().template(made.kind).docx, comes_with_saathi).clean
    taken = [seconds(lambda: to_pdf(clean)) for _ in range(3)]
    return {"seconds": median(taken)}


@contextmanager
def desk(copies: int = 0) -> Iterator[tuple[DraftingDesk, Iterator[AgreementRequest]]]:
    """A desk on the sample partners and that many copies of them, with a wish for each copy."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database("", Path(folder))
        database.migrate()
        file = PartnerFile(database)
        samples = [each for each in sample_partners() if _wish(each.id)]
        many = [
            samples[number % len(samples)].model_copy(update={"id": f"sample-copy-{number}"})
            for number in range(copies)
        ]
        file.save_all([*sample_partners(), *many], by="bench", source="bench")
        made = DraftingDesk(
            partners=file,
            drafts=Drafts(database),
            office=OFFICE,
            shelf=shelf(),
            pdf_of=lambda _: None,
        )
        wishes = (
            AgreementRequest(copy.id, *_wish(samples[number % len(samples)].id)[0], "bench", "")
            for number, copy in enumerate(many)
        )
        try:
            yield made, wishes
        finally:
            database.close()


def _wish(partner: str) -> list[tuple[DocumentKind, str]]:
    """The documents that are drafted of that sample: kind and key of the agreement."""
    return [
        (made.kind, name.split("_")[2])
        for name, made in sample_documents().items()
        if name.split("_")[1] == partner
    ]


COMMANDS = {"warm": warm, "partners": partners, "memory": memory, "pdf": pdf}

if __name__ == "__main__":
    print(json.dumps(COMMANDS[sys.argv[1]]()))
