"""Documents about one partner: its file, and the agreements drafted from it.

PartnerFile    the partners' records, every version of them; `fields_of` tells what a record holds
DraftingDesk   AgreementRequest → Draft, saved whole, with its Review; versions and comparisons
Office         CIP's own side of every agreement
DraftingError  the base of all errors; its text is one sentence with the cure
"""

from typing import TYPE_CHECKING, Any

from drafting.comparison import ClauseChange, Comparison, FilledField, OtherChange, Words
from drafting.composition import DocumentKind, Reason
from drafting.draft import AgreementRequest, Copy, Draft, DraftInfo, KindInfo
from drafting.errors import (
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
from drafting.review import Finding, Offer, OpenField, Review

if TYPE_CHECKING:
    from drafting.batch import BatchOutcome, batch_wishes, copies, run_batch, write_copy
    from drafting.clause_checking import basis_resolver
    from drafting.clause_library import CLAUSES, Clause, ClauseLibrary
    from drafting.desk import DraftingDesk
    from drafting.document_template import DocumentTemplate
    from drafting.drafts import Drafts
    from drafting.due_diligence.catalogue import (
        CATALOGUE,
        Catalogue,
        check_catalogue,
        load_catalogue,
    )
    from drafting.due_diligence.checklist import Answer, Checklist, Entry, Proof, State
    from drafting.due_diligence.checklists import Checklists, UnknownChecklist
    from drafting.due_diligence.desk import DueDiligenceDesk
    from drafting.due_diligence.document import checklist_document
    from drafting.due_diligence.item import Item
    from drafting.due_diligence.merging import MergePlan, merge_plan
    from drafting.due_diligence.peer_assessment import PeerAssessment
    from drafting.due_diligence.requests import ChecklistRequest, Given, said_again
    from drafting.due_diligence.summing_up import Summary, Told
    from drafting.due_diligence.tiers import TierPolicy
    from drafting.due_diligence.workbook import checklist_workbook
    from drafting.office import Office
    from drafting.office_time import OFFICE_TIME, office_day, office_today
    from drafting.open_office import OfficeGap, office_gaps
    from drafting.partner_filter import chosen
    from drafting.partners.changes import HELD, FieldChange, Value, values_of
    from drafting.partners.exporting import export_partners, write_template
    from drafting.partners.field_types import Day
    from drafting.partners.fields import Field, field_at, fields_of, is_unknown, nearest, value_at
    from drafting.partners.finding import Found
    from drafting.partners.grids import ImportProblem
    from drafting.partners.importing import ImportPlan, Planned, carry_out_import, plan_import
    from drafting.partners.numbers import email_address
    from drafting.partners.partner_file import Change, PartnerFile, Stored
    from drafting.partners.places import districts_of, know_places, province_of
    from drafting.partners.record.agreement import Agreement
    from drafting.partners.record.base import Record
    from drafting.partners.record.partner import Partner
    from drafting.partners.record.people import FocalPoint, Person
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
    from drafting.people_named import Mention, mentions_of
    from drafting.problems import Problem
    from drafting.template_checking import check_everything, check_template
    from drafting.template_shelf import TEMPLATES, TemplateShelf

# Loaded at first use: SQLAlchemy and the record's models cost time that `--help` is spared.
_LATER = {
    "CATALOGUE": "drafting.due_diligence.catalogue",
    "Catalogue": "drafting.due_diligence.catalogue",
    "load_catalogue": "drafting.due_diligence.catalogue",
    "check_catalogue": "drafting.due_diligence.catalogue",
    "Checklists": "drafting.due_diligence.checklists",
    "UnknownChecklist": "drafting.due_diligence.checklists",
    "DueDiligenceDesk": "drafting.due_diligence.desk",
    "ChecklistRequest": "drafting.due_diligence.requests",
    "Given": "drafting.due_diligence.requests",
    "said_again": "drafting.due_diligence.requests",
    "TierPolicy": "drafting.due_diligence.tiers",
    "Context": "drafting.partners.vocabulary",
    "Side": "drafting.partners.vocabulary",
    "Checklist": "drafting.due_diligence.checklist",
    "Entry": "drafting.due_diligence.checklist",
    "State": "drafting.due_diligence.checklist",
    "Proof": "drafting.due_diligence.checklist",
    "Summary": "drafting.due_diligence.summing_up",
    "Told": "drafting.due_diligence.summing_up",
    "Answer": "drafting.due_diligence.checklist",
    "PeerAssessment": "drafting.due_diligence.peer_assessment",
    "Item": "drafting.due_diligence.item",
    "checklist_document": "drafting.due_diligence.document",
    "checklist_workbook": "drafting.due_diligence.workbook",
    "read_checklist": "drafting.due_diligence.reading_back",
    "ReadBack": "drafting.due_diligence.reading_back",
    "merge_plan": "drafting.due_diligence.merging",
    "MergePlan": "drafting.due_diligence.merging",
    "is_made_up": "drafting.partners.samples",
    "sample_partners": "drafting.partners.samples",
    "HELD": "drafting.partners.changes",
    "values_of": "drafting.partners.changes",
    "Value": "drafting.partners.changes",
    "write_template": "drafting.partners.exporting",
    "export_partners": "drafting.partners.exporting",
    "ImportProblem": "drafting.partners.grids",
    "plan_import": "drafting.partners.importing",
    "carry_out_import": "drafting.partners.importing",
    "Planned": "drafting.partners.importing",
    "ImportPlan": "drafting.partners.importing",
    "BatchOutcome": "drafting.batch",
    "batch_wishes": "drafting.batch",
    "copies": "drafting.batch",
    "run_batch": "drafting.batch",
    "write_copy": "drafting.batch",
    "Drafts": "drafting.drafts",
    "chosen": "drafting.partner_filter",
    "FocalPoint": "drafting.partners.record.people",
    "Person": "drafting.partners.record.people",
    "CLAUSES": "drafting.clause_library",
    "Clause": "drafting.clause_library",
    "ClauseLibrary": "drafting.clause_library",
    "DocumentTemplate": "drafting.document_template",
    "Problem": "drafting.problems",
    "basis_resolver": "drafting.clause_checking",
    "check_everything": "drafting.template_checking",
    "check_template": "drafting.template_checking",
    "TEMPLATES": "drafting.template_shelf",
    "TemplateShelf": "drafting.template_shelf",
    "DraftingDesk": "drafting.desk",
    "Office": "drafting.office",
    "OFFICE_TIME": "drafting.office_time",
    "office_day": "drafting.office_time",
    "office_today": "drafting.office_time",
    "Mention": "drafting.people_named",
    "mentions_of": "drafting.people_named",
    "OfficeGap": "drafting.open_office",
    "office_gaps": "drafting.open_office",
    "Day": "drafting.partners.field_types",
    "Field": "drafting.partners.fields",
    "field_at": "drafting.partners.fields",
    "fields_of": "drafting.partners.fields",
    "is_unknown": "drafting.partners.fields",
    "nearest": "drafting.partners.fields",
    "value_at": "drafting.partners.fields",
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
    "email_address": "drafting.partners.numbers",
    "to_pdf": "drafting.pdf",
    "makes_pdfs": "drafting.pdf",
    "has_font": "drafting.pdf",
    "sentences": "drafting.partners.refusals",
    "districts_of": "drafting.partners.places",
    "know_places": "drafting.partners.places",
    "province_of": "drafting.partners.places",
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
