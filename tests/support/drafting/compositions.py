"""Documents made by hand, for tests of the renderer alone. Every name in them is made up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drafting.documents.composition import (
    Annex,
    ClauseReason,
    Composition,
    DocumentKind,
    DocumentSection,
    Paragraph,
    Party,
    Run,
    SetClause,
    SignatureBlock,
    Table,
)
from tests.support.drafting.kinds import AMENDMENT, CONTRACT, EXTENSION, MOU, NOTE, PHASE_OUT

URDU = "انجمن روشنی (نمونہ)"
TITLES = {
    MOU: "Memorandum of Understanding",
    CONTRACT: "Contract",
    NOTE: "Collaboration Note",
    PHASE_OUT: "Phase-out Plan",
    AMENDMENT: "Amendment",
    EXTENSION: "No-cost Extension",
}
LONG = (
    "The parties meet as equals, speak openly about what each of them brings and expects, and tell "
    "each other in good time of anything that may change what they have agreed here. "
)


def words(text: str) -> tuple[Run, ...]:
    return (Run(text),)


def paragraph(text: str, level: int = 0) -> Paragraph:
    return Paragraph(words(text), level)


def open_run(label: str, field: str) -> Run:
    return Run(f"[{label}]", open_field=field)


def clause(
    number: str,
    title: str,
    *paragraphs: Paragraph,
    tables: Sequence[Table] = (),
    review: str = "",
) -> SetClause:
    name = title.lower().replace(" ", "-")
    reason = ClauseReason(
        f"Stands in every document for clause {number}.", ("CSPF 15(e)",), "A note.", review
    )
    return SetClause(name, number, title, paragraphs, reason, f"digest-{name}", tuple(tables))


def budget(rows: int = 6) -> Table:
    lines = tuple(
        (words(f"{at}."), words(f"Teachers’ training, round {at}"), words(f"{at * 125_000:,}.00"))
        for at in range(1, rows + 1)
    )
    total = (words(""), words("Total"), words(f"{sum(range(rows + 1)) * 125_000:,}.00"))
    return Table(
        "Budget in Pakistani rupees",
        ("No.", "Line", "Amount (PKR)"),
        (*lines, total),
        (1, 7, 3),
        frozenset({2}),
        has_total=True,
    )


def contacts() -> Table:
    return Table(
        "Focal points",
        ("Role", "Name", "Email", "Telephone"),
        (
            (words("Programme"), words("Sample Person"), words("one@example.org"), words("—")),
            (
                words("Finance"),
                (open_run("Name of the finance focal point", "people.finance"),),
                words("two@example.org"),
                words("+92 51 0000000"),
            ),
        ),
        (3, 5, 5, 4),
    )


def parties() -> tuple[Party, Party]:
    return (
        Party(
            "CIP",
            "CARE International in Pakistan",
            "",
            (("Address", words("Sample House 1, Islamabad")),),
        ),
        Party(
            "the Partner",
            "Sample Roshni Women’s Welfare & Development Organisation",
            URDU,
            (
                ("Registration", (open_run("Registration number", "registration.number"),)),
                ("Address", words("Village Sample, Tehsil Kot Diji, Khairpur, Sindh")),
                ("Known locally as", words(f"Roshni or {URDU} since 2009")),
            ),
        ),
    )


def sections() -> tuple[DocumentSection, ...]:
    see = Paragraph(
        (
            Run("The budget stands in "),
            Run("Annex A", refers_to="A"),
            Run(" and is read with "),
            Run("clause 3.2", refers_to="disputes"),
            Run("."),
        )
    )
    donor = Paragraph(
        (
            Run("The donor is "),
            open_run("Legal name of the donor", "agreement.money.donor"),
            Run(", whose terms both parties know."),
        )
    )
    items = (
        paragraph("Each party:"),
        paragraph("keeps its own name, governance and way of working;", 1),
        paragraph("tells the other without delay of", 1),
        paragraph("a conflict of interest, whether actual or apparent;", 2),
        paragraph("a change of the people who may sign for it;", 2),
        paragraph("pays for what it has undertaken to pay for.", 1),
    )
    return (
        DocumentSection(
            "1",
            "Purpose",
            (clause("1.1", "What for", paragraph(LONG * 2), see),),
        ),
        DocumentSection(
            "2",
            "How we work together",
            (
                clause("2.1", "Roles", *items),
                clause("2.2", "Contributions", donor, *items[:2], items[5]),
                clause("2.3", "Contacts", paragraph("The contacts are:"), tables=(contacts(),)),
            ),
        ),
        DocumentSection(
            "3",
            "Ending",
            (
                clause("3.1", "Phase-out", paragraph(LONG), review="Ask counsel."),
                clause("3.2", "Disputes", paragraph(LONG)),
            ),
        ),
    )


def annexes() -> tuple[Annex, ...]:
    reason = ClauseReason("Funds change hands.", ("CSPF 16(e)",))
    return (
        Annex(
            "A",
            "Budget",
            (paragraph("All amounts are in rupees."),),
            (budget(),),
            reason,
            own_page=True,
        ),
        Annex(
            "B",
            "Reports",
            (paragraph("Each report tells:"), paragraph("what was done;", 1), paragraph("why.", 1)),
            (replace(contacts(), caption=""), budget(2)),
        ),
    )


def signatures() -> tuple[SignatureBlock, ...]:
    return (
        SignatureBlock(
            "CARE International in Pakistan",
            "[[sign:cip]]",
            (("Name", words("Sample Director")), ("Title", words("Country Director"))),
        ),
        SignatureBlock(
            "Sample Roshni Women’s Welfare & Development Organisation",
            "[[sign:partner]]",
            (
                ("Name", (open_run("Name of the signatory", "people.signatories"),)),
                ("Title", words("Chairperson")),
            ),
        ),
    )


def composition(kind: DocumentKind = MOU) -> Composition:
    """A document in which everything occurs that a document can hold."""
    return Composition(
        kind=kind,
        title=TITLES[kind],
        subtitle="Girls’ schooling & water in Khairpur",
        reference=f"{kind.upper()}-sample-roshni-2026-schools-v2",
        version=2,
        dated="2026-07-12",
        sample=True,
        parties=parties(),
        recitals=(paragraph(LONG), paragraph("Both have worked in Sindh since 2009.")),
        sections=sections(),
        annexes=annexes(),
        signatures=signatures(),
    )


def closed(document: Composition) -> Composition:
    """`document` with every open field filled in."""
    return replace(
        document,
        parties=tuple(replace(party, details=_filled(party.details)) for party in document.parties),
        sections=tuple(
            replace(section, clauses=tuple(_closed(item) for item in section.clauses))
            for section in document.sections
        ),
        annexes=tuple(replace(annex, tables=_whole(annex.tables)) for annex in document.annexes),
        signatures=tuple(
            replace(block, lines=_filled(block.lines)) for block in document.signatures
        ),
    )


def _closed(item: SetClause) -> SetClause:
    kept = tuple(replace(each, runs=_known(each.runs)) for each in item.paragraphs)
    return replace(item, paragraphs=kept, tables=_whole(item.tables))


def _whole(tables: tuple[Table, ...]) -> tuple[Table, ...]:
    return tuple(
        replace(table, rows=tuple(tuple(_known(cell) for cell in row) for row in table.rows))
        for table in tables
    )


def _filled(
    lines: tuple[tuple[str, tuple[Run, ...]], ...],
) -> tuple[tuple[str, tuple[Run, ...]], ...]:
    return tuple((label, _known(said)) for label, said in lines)


def _known(said: tuple[Run, ...]) -> tuple[Run, ...]:
    return tuple(Run("Filled in since") if run.open_field else run for run in said)
