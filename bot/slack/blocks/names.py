"""The ids that connect a view with its listener."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

# Buttons. Of several in one block all but the first carry a number behind it: see `every`.
OPEN_CLAUSE = "open_clause"
OPEN_DOCUMENT = "open_document"
SHARE = "share_in_channel"
FEEDBACK = "feedback"
ASK_HOME = "ask_from_home"
ASK_CHOICE = "ask_choice"  # of what a question may have meant
FORGET_ME = "forget_me"
REPORT_FILE = "report_file"

# Partners' files.
PARTNER_FIND = "find_partner"
PARTNER_PICK = "pick_partner"  # typed, and chosen from what it may mean
PARTNER_OPEN = "open_partner"
POOL_OPEN = "open_pool"  # who fits what is chosen
PARTNER_ADD = "add_partner"
PARTNER_HISTORY = "partner_history"
PART_EDIT = "edit_part"
ACCOUNT_CALL = "account_call_back"
AGREEMENT_OPEN = "open_agreement"
AGREEMENT_ADD = "add_agreement"
DECISION_OPEN = "record_decision"
COMMITTEE_ASK = "ask_committee"
COMMITTEE_OPEN = "open_committee_decision"
COMMITTEE_STEP = "committee_step"
DISTRICT_PICK = "pick_district"

# Their files: workbooks and imports.
TEMPLATE_OPEN = "blank_workbook"
OPEN_WORKBOOK = "open_points_workbook"
IMPORT_SAVE = "save_import"
IMPORT_CHOOSE = "choose_of_import"
IMPORT_ACCOUNTS = "accounts_of_import"

# Drafting.
DRAFT_OPEN = "draft_agreement"
DRAFT_PARTNER = "draft_partner"
DRAFT_KIND = "draft_kind"
DRAFT_AGREEMENT = "draft_of_agreement"
DRAFT_INSTEAD = "draft_instead"
DRAFT_FILL = "fill_open"
DRAFT_CLEAN = "clean_copy"
DRAFT_SEND = "send_again"
DRAFT_WHY = "why_this_clause"
DRAFT_SETTLE = "settle_points"

# Agreements' lives.
LIFE_ISSUE = "issue_version"
LIFE_SIGN = "enter_signature"
LIFE_ENTER = "enter_signed_agreement"
LIFE_END = "end_agreement"
LIFE_TAKE_BACK = "take_step_back"
LIFE_PACK = "signing_pack"
LIFE_FILE = "signed_file"

# Due diligence.
DILIGENCE_OPEN = "open_diligence"
DILIGENCE_PARTNER = "diligence_partner"
DILIGENCE_AGREEMENT = "diligence_agreement"
DILIGENCE_RISK = "diligence_risk"
DILIGENCE_FIRST_DAYS = "diligence_first_days"
CHECKLIST_OPEN = "open_checklist"
CHECKLIST_SUMMARY = "checklist_summary"
CHECKLIST_LEFT_OUT = "left_out_items"
CHECKLIST_FILES = "checklist_files"
CHECKLIST_COMPLETE = "complete_checklist"
CHECKLIST_IMPORT = "import_answers"
PEER_OPEN = "open_peer_assessment"
ENTRY_OPEN = "open_entry"
ENTRY_CONFIRM = "confirm_entry"
ENTRY_SETTLE = "settle_entry"
ENTRY_STATE = "entry_state"
ENTRY_CLEAR = "clear_entry"
ENTRY_ASSIGN = "assign_entry"
ENTRY_TAKE_BACK = "take_back_entry"
TOGETHER_OPEN = "answer_together"
CONFIRM_OPEN = "confirm_together"
IMPORT_NAME = "name_who_answered"
OFFERS_OPEN = "open_record_offers"
EVIDENCE_SEND = "send_evidence"
ACKNOWLEDGE_OPEN = "acknowledge_checklist"

# The check against lists.
SCREENING_OPEN = "open_screening"
SCREENING_CHECK = "check_against_lists"
SCREENING_SETTLE = "settle_match"

# The calendar.
PARTNERSHIP_OPEN = "open_partnership"
PARTNERSHIP_PICK = "pick_partnership"  # typed, and chosen from what it may mean

# The register.
REGISTER_OPEN = "register_open"  # what to record about a partner: a RegisterRef
REGISTER_SHOW = "register_show"  # an entry
REGISTER_SAY = "register_say"  # a verb to an entry
REGISTER_KIND = "register_kind"
REGISTER_NAMES = "register_names"  # what a field of its forms may name
REGISTER_SHEET = "register_sheet"  # the accountability sheet of a partner
REGISTER_TAKE = "register_take_sheet"  # what a returned sheet says
REGISTER_REPORT = "register_report"
REGISTER_MATTERS = "register_matters"  # what is for the person's roles alone

# Policies.
POLICY_DESCRIBE = "describe_policy"
POLICY_IN_FORCE = "policy_in_force"

# Marks.
MARK_OPEN = "mark_clause"
MARK_CLAUSE = "pick_clause"  # typed, and chosen from the clauses in force
MARK_TAKE_BACK = "take_back_mark"

# Views and the message shortcuts.
MARK_MODAL = "mark_modal"
POLICY_MODAL = "policy_modal"
PARTNER_FIND_MODAL = "partner_find_modal"
PARTNER_MODAL = "partner_modal"
POOL_MODAL = "pool_modal"
PARTNERSHIP_MODAL = "partnership_modal"
PARTNER_ADD_MODAL = "partner_add_modal"
PART_MODAL = "part_modal"
ACCOUNT_MODAL = "account_change_modal"
AGREEMENT_ADD_MODAL = "agreement_add_modal"
TEMPLATE_MODAL = "template_modal"
IMPORT_MODAL = "import_modal"
DRAFT_MODAL = "draft_modal"
FILL_MODAL = "fill_modal"
WHY_MODAL = "why_modal"
SETTLE_MODAL = "settle_modal"
LIFE_ISSUE_MODAL = "issue_version_modal"
LIFE_SIGN_MODAL = "signature_modal"
LIFE_ENTER_MODAL = "signed_agreement_modal"
LIFE_END_MODAL = "end_agreement_modal"
LIFE_TAKE_BACK_MODAL = "take_step_back_modal"
DRAFT_FROM_MESSAGE = "draft_from_message"
DILIGENCE_MODAL = "diligence_modal"
CHECKLIST_MODAL = "checklist_modal"
ENTRY_MODAL = "entry_modal"
PEER_MODAL = "peer_modal"
TOGETHER_MODAL = "together_modal"
CONFIRM_MODAL = "confirm_together_modal"
CLEAR_MODAL = "clear_modal"
IMPORT_NAME_MODAL = "name_who_answered_modal"
COMMITTEE_MODAL = "committee_modal"
COMMITTEE_ASK_MODAL = "ask_committee_modal"
COMMITTEE_STEP_MODAL = "committee_step_modal"
DECISION_MODAL = "decision_modal"
ACKNOWLEDGE_MODAL = "acknowledge_modal"
OFFERS_MODAL = "record_offers_modal"
SCREENING_MODAL = "screening_modal"
MATCH_MODAL = "settle_match_modal"
REGISTER_OPEN_MODAL = "register_open_modal"
REGISTER_ENTRY_MODAL = "register_entry_modal"
REGISTER_SAY_MODAL = "register_say_modal"
ASK_MODAL = "ask_modal"
CLAUSE_MODAL = "clause_modal"
OUTLINE_MODAL = "outline_modal"
WHICH_MODAL = "which_modal"
WHICH_POLICY = "which_policy"

# Where a submitted question is: state["values"][QUESTION_BLOCK][QUESTION_INPUT]["value"].
QUESTION_BLOCK = "question"
QUESTION_INPUT = "question_text"

HELPFUL = "helpful"
UNHELPFUL = "unhelpful"
LONGEST_VALUE = 255  # characters of a button's value that names a clause; Slack allows 2,000


class ClauseName(NamedTuple):
    """Which clause a button opens."""

    document: str
    clause: str
    edition: str = ""  # as it was when the answer was given


class PartnerRef(NamedTuple):
    """What a button or a modal of a partner's file is about; what it does not need is ''."""

    partner: str = ""
    agreement: str = ""  # its key
    part: str = ""  # of the file, as bot/slack/partners/record_parts.py names them
    kind: str = ""  # of document
    draft: str = ""
    version: int = 0  # of the file, as it was shown
    prospect: str = ""  # the entry of the register that a new partner comes from


class DecisionRef(NamedTuple):
    """What a button or a modal of a decision of the Committee is about."""

    entry: str = ""  # its id in the register
    step: str = ""  # what is said to it: 'sheet'
    vote: str = ""  # of a sheet
    seen: int = 0  # the number of the latest thing said to it that was shown


class RegisterRef(NamedTuple):
    """What a button or a window of the register is about; what it does not need is ''."""

    partner: str = ""
    entry: str = ""  # its id
    verb: str = ""
    kind: str = ""  # of a new entry
    agreement: str = ""  # its key
    seen: int = 0  # the number of the latest event that was shown


def every(action: str) -> re.Pattern[str]:
    """What the routing table listens to: `action`, with a number behind it or without."""
    return re.compile(rf"^{re.escape(action)}(:\d+)?$")


def clause_value(name: ClauseName) -> str:
    """The button's value that opens a clause; '' where the names are too long to be real."""
    value = json.dumps({"d": name.document, "c": name.clause, "e": name.edition})
    return value if len(value) <= LONGEST_VALUE else ""


def mark_value(inbox: str, clause: ClauseName | None) -> str:
    """The value of the button that marks: the delivery answered, and the clause cited first."""
    clause_fields = {"d": clause.document, "c": clause.clause} if clause else {}
    value = json.dumps({"i": inbox, **clause_fields})
    return value if len(value) <= LONGEST_VALUE else json.dumps({"i": inbox})


def clause_named(value: str) -> ClauseName | None:
    """The clause that a button's value names; None where it names none."""
    try:
        fields = json.loads(value)
        return ClauseName(str(fields["d"]), str(fields["c"]), str(fields.get("e", "")))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def spot_value(spot: PartnerRef) -> str:
    """A button's value, or a modal's private metadata, that names the spot."""
    fields = {name: value for name, value in spot._asdict().items() if value}
    return json.dumps(fields, separators=(",", ":")) if fields else "-"


def spot_named(value: str) -> PartnerRef:
    """The spot that such a value names; an empty one where it names none."""
    try:
        content = json.loads(value)
        fields = {name: content[name] for name in PartnerRef._fields if name in content}
        texts = {name: str(text) for name, text in fields.items() if name != "version"}
        return PartnerRef(**texts, version=int(fields.get("version", 0)))
    except (ValueError, TypeError, AttributeError):
        return PartnerRef()


def decision_value(ref: DecisionRef) -> str:
    """The reference as a button's value or a modal's private metadata."""
    fields = {name: value for name, value in ref._asdict().items() if value}
    return json.dumps(fields, separators=(",", ":"))


def decision_named(value: str) -> DecisionRef:
    """The reference that such a value holds; an empty one where it holds none."""
    try:
        content = json.loads(value)
        texts = {name: str(content.get(name, "")) for name in ("entry", "step", "vote")}
        return DecisionRef(**texts, seen=int(content.get("seen", 0)))
    except (ValueError, TypeError, AttributeError):
        return DecisionRef()


def register_value(reference: RegisterRef) -> str:
    """A button's value, or a window's private metadata, that names the reference."""
    fields = {name: value for name, value in reference._asdict().items() if value}
    return json.dumps(fields, separators=(",", ":")) if fields else "-"


def register_named(value: str) -> RegisterRef:
    """The reference that such a value names; an empty one where it names none."""
    try:
        content = json.loads(value)
        fields = {name: content[name] for name in RegisterRef._fields if name in content}
        texts = {name: str(text) for name, text in fields.items() if name != "seen"}
        return RegisterRef(**texts, seen=int(fields.get("seen", 0)))
    except (ValueError, TypeError, AttributeError):
        return RegisterRef()


def account_value(partner: str, change: str) -> str:
    """The private metadata of the window in which a change of account is settled."""
    return json.dumps({"partner": partner, "change": change}, separators=(",", ":"))


def account_named(value: str) -> tuple[str, str]:
    """The partner and the change that such a value names; '' where it names none."""
    try:
        content = json.loads(value)
        return str(content["partner"]), str(content["change"])
    except (ValueError, TypeError, KeyError):
        return "", ""


class ScreeningRef(NamedTuple):
    """What a button or a window of the check against lists is about; '' for what it lacks."""

    partner: str = ""
    match: str = ""  # its id
    deed: str = ""  # how the match is to stand
    page: int = 0
    checklist: str = ""  # whose window lies below


def screening_value(ref: ScreeningRef) -> str:
    """A button's value, or a window's private metadata, that holds the reference."""
    fields = {name: value for name, value in ref._asdict().items() if value}
    return json.dumps(fields, separators=(",", ":"))


def screening_named(value: str) -> ScreeningRef:
    """The reference that such a value holds; an empty one where it holds none."""
    try:
        fields = json.loads(value)
        named = ("partner", "match", "deed", "checklist")
        texts = {name: str(fields.get(name, "")) for name in named}
        return ScreeningRef(**texts, page=int(fields.get("page", 0)))
    except (ValueError, TypeError, AttributeError):
        return ScreeningRef()


def new_partner_value(name: str, prospect: str = "") -> str:
    """The value of the button that adds a partner of that name, or one that is a prospect.

    'new' where nothing is known.
    """
    known = {"name": name[:LONGEST_VALUE], "prospect": prospect}
    fields = {field: text for field, text in known.items() if text}
    return json.dumps(fields) if fields else "new"


def new_partner_named(value: str) -> tuple[str, str]:
    """The name and the prospect's entry in such a value; '' where there is none."""
    try:
        content = json.loads(value)
        return str(content.get("name", "")), str(content.get("prospect", ""))
    except (ValueError, AttributeError):
        return "", ""


def feedback_value(verdict: str, inbox: str) -> str:
    """The value of a feedback button: `verdict` on the answer to the delivery `inbox`."""
    return f"{verdict}:{inbox}"


def feedback_given(value: str) -> tuple[bool, str] | None:
    """Whether the answer helped, and the delivery that it answered; None for another value."""
    verdict, _, inbox = value.partition(":")
    return (verdict == HELPFUL, inbox) if verdict in {HELPFUL, UNHELPFUL} and inbox else None
