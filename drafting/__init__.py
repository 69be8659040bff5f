"""Documents about one partner: its file, and the agreements drafted from it.

PartnerFile    the partners' records, every version of them; `fields_of` tells what a record holds
DraftingDesk   AgreementRequest → Draft, saved whole, with its Review; versions and comparisons
Office         CIP's own side of every agreement
DraftingError  the base of all errors; its text is one sentence with the cure
"""

from typing import TYPE_CHECKING, Any

from drafting.agreements.comparing.comparison import (
    ClauseChange,
    Comparison,
    FilledField,
    OtherChange,
    Words,
)
from drafting.agreements.draft import AgreementRequest, Copy, Draft, DraftInfo, KindInfo
from drafting.agreements.reviewing.review import Finding, Offer, OpenField, Review
from drafting.documents.composition import DocumentKind, Reason
from drafting.partners.errors import (
    BadRecord,
    BadTemplate,
    DraftingError,
    ExtraMissing,
    NotAllowed,
    NotOurs,
    PartnerChanged,
    UnknownAgreement,
    UnknownDraft,
    UnknownPartner,
    UnreadableDraft,
    WrongDocument,
)

if TYPE_CHECKING:
    from drafting.agreements.batch import BatchOutcome, batch_wishes, copies, run_batch, write_copy
    from drafting.agreements.clauses.checking import basis_resolver
    from drafting.agreements.clauses.library import CLAUSES, Clause, ClauseLibrary
    from drafting.agreements.desk import DraftingDesk
    from drafting.agreements.drafts import Drafts
    from drafting.agreements.open_office import OfficeGap, office_gaps
    from drafting.agreements.templates.checking import check_everything, check_template
    from drafting.agreements.templates.document_template import DocumentTemplate
    from drafting.agreements.templates.shelf import TEMPLATES, TemplateShelf
    from drafting.due_diligence.catalogue.catalogue import (
        CATALOGUE,
        Catalogue,
        check_catalogue,
        load_catalogue,
    )
    from drafting.due_diligence.catalogue.item import Item
    from drafting.due_diligence.catalogue.tiers import TierPolicy
    from drafting.due_diligence.checklists.checklist import Answer, Checklist, Entry, Proof, State
    from drafting.due_diligence.checklists.peer_assessment import PeerAssessment
    from drafting.due_diligence.checklists.requests import ChecklistRequest, Given, said_again
    from drafting.due_diligence.checklists.store import Checklists, UnknownChecklist
    from drafting.due_diligence.checklists.summing_up import Summary, Told
    from drafting.due_diligence.desk import DueDiligenceDesk
    from drafting.due_diligence.papers.document import checklist_document
    from drafting.due_diligence.papers.merging import MergePlan, merge_plan
    from drafting.due_diligence.papers.workbook import checklist_workbook
    from drafting.partners.changes import HELD, FieldChange, Value, values_of
    from drafting.partners.finding import Found
    from drafting.partners.office import Office
    from drafting.partners.office_time import OFFICE_TIME, office_day, office_today
    from drafting.partners.partner_file import Change, PartnerFile, Stored
    from drafting.partners.partner_filter import chosen
    from drafting.partners.problems import Problem
    from drafting.partners.reading.grids import ImportProblem
    from drafting.partners.reading.importing import (
        ImportPlan,
        Planned,
        carry_out_import,
        plan_import,
    )
    from drafting.partners.record.agreement import Agreement
    from drafting.partners.record.base import Record
    from drafting.partners.record.field_types import Day
    from drafting.partners.record.fields import (
        Field,
        field_at,
        fields_of,
        is_unknown,
        nearest,
        value_at,
    )
    from drafting.partners.record.numbers import email_address
    from drafting.partners.record.partner import Partner
    from drafting.partners.record.people import FocalPoint, Person
    from drafting.partners.record.places import districts_of, know_places, province_of
    from drafting.partners.refusals import sentences
    from drafting.partners.samples import is_made_up, sample_partners
    from drafting.partners.visibility import has_restricted, visible
    from drafting.partners.vocabulary import (
        Choice,
        Context,
        Flag,
        PartnerType,
        Province,
        Side,
        Status,
    )
    from drafting.partners.writing.exporting import export_partners, write_template
    from drafting.partnership.people_named import Mention, mentions_of

# Loaded at first use: SQLAlchemy and the record's models cost time that `--help` is spared.
_LATER = {
    "CATALOGUE": "drafting.due_diligence.catalogue.catalogue",
    "Catalogue": "drafting.due_diligence.catalogue.catalogue",
    "load_catalogue": "drafting.due_diligence.catalogue.catalogue",
    "check_catalogue": "drafting.due_diligence.catalogue.catalogue",
    "Checklists": "drafting.due_diligence.checklists.store",
    "UnknownChecklist": "drafting.due_diligence.checklists.store",
    "DueDiligenceDesk": "drafting.due_diligence.desk",
    "ChecklistRequest": "drafting.due_diligence.checklists.requests",
    "Given": "drafting.due_diligence.checklists.requests",
    "said_again": "drafting.due_diligence.checklists.requests",
    "TierPolicy": "drafting.due_diligence.catalogue.tiers",
    "Context": "drafting.partners.vocabulary",
    "Side": "drafting.partners.vocabulary",
    "Checklist": "drafting.due_diligence.checklists.checklist",
    "Entry": "drafting.due_diligence.checklists.checklist",
    "State": "drafting.due_diligence.checklists.checklist",
    "Proof": "drafting.due_diligence.checklists.checklist",
    "Summary": "drafting.due_diligence.checklists.summing_up",
    "Told": "drafting.due_diligence.checklists.summing_up",
    "Answer": "drafting.due_diligence.checklists.checklist",
    "PeerAssessment": "drafting.due_diligence.checklists.peer_assessment",
    "Item": "drafting.due_diligence.catalogue.item",
    "checklist_document": "drafting.due_diligence.papers.document",
    "checklist_workbook": "drafting.due_diligence.papers.workbook",
    "read_checklist": "drafting.due_diligence.papers.reading_back",
    "ReadBack": "drafting.due_diligence.papers.reading_back",
    "merge_plan": "drafting.due_diligence.papers.merging",
    "MergePlan": "drafting.due_diligence.papers.merging",
    "is_made_up": "drafting.partners.samples",
    "sample_partners": "drafting.partners.samples",
    "HELD": "drafting.partners.changes",
    "values_of": "drafting.partners.changes",
    "Value": "drafting.partners.changes",
    "write_template": "drafting.partners.writing.exporting",
    "export_partners": "drafting.partners.writing.exporting",
    "ImportProblem": "drafting.partners.reading.grids",
    "plan_import": "drafting.partners.reading.importing",
    "carry_out_import": "drafting.partners.reading.importing",
    "Planned": "drafting.partners.reading.importing",
    "ImportPlan": "drafting.partners.reading.importing",
    "BatchOutcome": "drafting.agreements.batch",
    "batch_wishes": "drafting.agreements.batch",
    "copies": "drafting.agreements.batch",
    "run_batch": "drafting.agreements.batch",
    "write_copy": "drafting.agreements.batch",
    "Drafts": "drafting.agreements.drafts",
    "chosen": "drafting.partners.partner_filter",
    "FocalPoint": "drafting.partners.record.people",
    "Person": "drafting.partners.record.people",
    "CLAUSES": "drafting.agreements.clauses.library",
    "Clause": "drafting.agreements.clauses.library",
    "ClauseLibrary": "drafting.agreements.clauses.library",
    "DocumentTemplate": "drafting.agreements.templates.document_template",
    "Problem": "drafting.partners.problems",
    "basis_resolver": "drafting.agreements.clauses.checking",
    "check_everything": "drafting.agreements.templates.checking",
    "check_template": "drafting.agreements.templates.checking",
    "TEMPLATES": "drafting.agreements.templates.shelf",
    "TemplateShelf": "drafting.agreements.templates.shelf",
    "DraftingDesk": "drafting.agreements.desk",
    "Office": "drafting.partners.office",
    "OFFICE_TIME": "drafting.partners.office_time",
    "office_day": "drafting.partners.office_time",
    "office_today": "drafting.partners.office_time",
    "Mention": "drafting.partnership.people_named",
    "mentions_of": "drafting.partnership.people_named",
    "OfficeGap": "drafting.agreements.open_office",
    "office_gaps": "drafting.agreements.open_office",
    "Day": "drafting.partners.record.field_types",
    "Field": "drafting.partners.record.fields",
    "field_at": "drafting.partners.record.fields",
    "fields_of": "drafting.partners.record.fields",
    "is_unknown": "drafting.partners.record.fields",
    "nearest": "drafting.partners.record.fields",
    "value_at": "drafting.partners.record.fields",
    "Agreement": "drafting.partners.record.agreement",
    "Partner": "drafting.partners.record.partner",
    "Record": "drafting.partners.record.base",
    "Choice": "drafting.partners.vocabulary",
    "Flag": "drafting.partners.vocabulary",
    "PartnerType": "drafting.partners.vocabulary",
    "Province": "drafting.partners.vocabulary",
    "Status": "drafting.partners.vocabulary",
    "Change": "drafting.partners.partner_file",
    "PartnerFile": "drafting.partners.partner_file",
    "Stored": "drafting.partners.partner_file",
    "FieldChange": "drafting.partners.changes",
    "Found": "drafting.partners.finding",
    "has_restricted": "drafting.partners.visibility",
    "visible": "drafting.partners.visibility",
    "refusals": "drafting.partners.refusals",
    "email_address": "drafting.partners.record.numbers",
    "to_pdf": "drafting.documents.pdf",
    "makes_pdfs": "drafting.documents.pdf",
    "has_font": "drafting.documents.pdf",
    "sentences": "drafting.partners.refusals",
    "districts_of": "drafting.partners.record.places",
    "know_places": "drafting.partners.record.places",
    "province_of": "drafting.partners.record.places",
}

__all__ = [
    "CATALOGUE",
    "CLAUSES",
    "HELD",
    "OFFICE_TIME",
    "TEMPLATES",
    "Agreement",
    "AgreementRequest",
    "Answer",
    "BadRecord",
    "BadTemplate",
    "BatchOutcome",
    "Catalogue",
    "Change",
    "Checklist",
    "ChecklistRequest",
    "Checklists",
    "Choice",
    "Clause",
    "ClauseChange",
    "ClauseLibrary",
    "Comparison",
    "Context",
    "Copy",
    "Day",
    "DocumentKind",
    "DocumentTemplate",
    "Draft",
    "DraftInfo",
    "DraftingDesk",
    "DraftingError",
    "Drafts",
    "DueDiligenceDesk",
    "Entry",
    "ExtraMissing",
    "Field",
    "FieldChange",
    "FilledField",
    "Finding",
    "Flag",
    "FocalPoint",
    "Found",
    "Given",
    "ImportPlan",
    "ImportProblem",
    "Item",
    "KindInfo",
    "Mention",
    "MergePlan",
    "NotAllowed",
    "NotOurs",
    "Offer",
    "Office",
    "OfficeGap",
    "OpenField",
    "OtherChange",
    "Partner",
    "PartnerChanged",
    "PartnerFile",
    "PartnerType",
    "PeerAssessment",
    "Person",
    "Planned",
    "Problem",
    "Proof",
    "Province",
    "ReadBack",
    "Reason",
    "Record",
    "Review",
    "Side",
    "State",
    "Status",
    "Stored",
    "Summary",
    "TemplateShelf",
    "TierPolicy",
    "Told",
    "UnknownAgreement",
    "UnknownChecklist",
    "UnknownDraft",
    "UnknownPartner",
    "UnreadableDraft",
    "Value",
    "Words",
    "WrongDocument",
    "basis_resolver",
    "batch_wishes",
    "carry_out_import",
    "check_catalogue",
    "check_everything",
    "check_template",
    "checklist_document",
    "checklist_workbook",
    "chosen",
    "copies",
    "districts_of",
    "email_address",
    "export_partners",
    "field_at",
    "fields_of",
    "has_font",
    "has_restricted",
    "is_made_up",
    "is_unknown",
    "know_places",
    "load_catalogue",
    "makes_pdfs",
    "mentions_of",
    "merge_plan",
    "nearest",
    "office_day",
    "office_gaps",
    "office_today",
    "plan_import",
    "province_of",
    "read_checklist",
    "refusals",
    "run_batch",
    "said_again",
    "sample_partners",
    "sentences",
    "to_pdf",
    "value_at",
    "values_of",
    "visible",
    "write_copy",
    "write_template",
]


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'drafting' has no attribute '{name}'")
    from importlib import import_module  # noqa: PLC0415

    return getattr(import_module(_LATER[name]), name)
