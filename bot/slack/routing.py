"""The routing table: what Slack may send, who listens, and why Saathi needs it.

The manifest is made from this table, and so cannot say less or more than what is listened to.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.slack import commands
from bot.slack.blocks import names
from bot.slack.checklists import acknowledging, peer_assessments, record_offers, together
from bot.slack.checklists import answers as checklist_answers
from bot.slack.checklists import listener as checklists
from bot.slack.checklists import starting as due_diligence
from bot.slack.checklists.judging import clearing, confirming, naming
from bot.slack.committee import asking as committee_asking
from bot.slack.committee import showing as committee_showing
from bot.slack.committee import steps as committee_steps
from bot.slack.drafts import listener as drafts
from bot.slack.drafts import settling
from bot.slack.edge import Edge, SlackRequest
from bot.slack.gate import Handler, for_viewers
from bot.slack.home import listener as home
from bot.slack.lives import listener as lives
from bot.slack.marks import listener as marks
from bot.slack.partner_files import listener as partner_files
from bot.slack.partners import account_changes, decisions
from bot.slack.partners import listener as partners
from bot.slack.partnership import listener as partnership
from bot.slack.policies import listener as policies
from bot.slack.pool import listener as pool
from bot.slack.questions import answers, clauses, incoming_posts, outsiders
from bot.slack.questions import listener as questions
from bot.slack.register import listener as register_entries
from bot.slack.screening import listener as screening

ANYTHING = re.compile("")


@dataclass(frozen=True)
class Event:
    """An event of the Events API, as the manifest lists it."""

    name: str
    handler: Handler
    scope: str  # without which Slack does not send it; '' where it needs none


@dataclass(frozen=True)
class Shortcut:
    """A shortcut in the menu of a message."""

    callback_id: str
    name: str
    description: str
    handler: Handler


EVENTS = (
    Event("app_mention", incoming_posts.receive, "app_mentions:read"),
    Event("message.im", incoming_posts.receive, "im:history"),
    Event("message.channels", incoming_posts.receive, "channels:history"),
    Event("message.groups", incoming_posts.receive, "groups:history"),
    Event("message.mpim", incoming_posts.receive, "mpim:history"),
    Event("app_home_opened", home.show_opened_tab, ""),
)
COMMANDS: Mapping[commands.Command, Handler] = {
    commands.ASK_POLICY: questions.ask_by_command,
    commands.PARTNER: partners.open_for_command,
    commands.DRAFT_MOU: drafts.open_by_command,
    commands.DUE_DILIGENCE: due_diligence.open_by_command,
    commands.PARTNERSHIP: partnership.open_by_command,
}
SHORTCUTS = (
    Shortcut(
        names.WHICH_POLICY,
        "Which policy applies?",
        "Shows the clauses that fit this message",
        questions.which_policy,
    ),
    Shortcut(
        names.DRAFT_FROM_MESSAGE,
        "Draft an agreement",
        "Drafts an agreement with the partner that the message names",
        drafts.open_from_shortcut,
    ),
)
ACTIONS: Mapping[str, Handler] = {
    names.OPEN_CLAUSE: clauses.open_clause,
    names.OPEN_DOCUMENT: clauses.open_document,
    names.SHARE: answers.share,
    names.FEEDBACK: answers.rate,
    names.ASK_HOME: questions.ask_from_home,
    names.ASK_CHOICE: questions.ask_choice,
    names.FORGET_ME: home.forget_me,
    names.REPORT_FILE: home.send_report,
    names.PARTNER_FIND: partners.open_from_home,
    names.PARTNER_PICK: partners.open_chosen,
    names.PARTNER_OPEN: partners.open_partner,
    names.PARTNER_ADD: partners.open_new_partner,
    names.POOL_OPEN: pool.open_form,
    names.PARTNER_HISTORY: partners.open_history,
    names.PART_EDIT: partners.edit,
    names.ACCOUNT_CALL: account_changes.open_window,
    names.AGREEMENT_OPEN: partners.open_agreement,
    names.AGREEMENT_ADD: partners.open_new_agreement,
    names.DECISION_OPEN: decisions.open_window,
    names.COMMITTEE_ASK: committee_asking.open_window,
    names.COMMITTEE_OPEN: committee_showing.open_decision,
    names.COMMITTEE_STEP: committee_steps.open_step,
    names.TEMPLATE_OPEN: partner_files.open_template,
    names.OPEN_WORKBOOK: partner_files.send_open_points,
    names.IMPORT_SAVE: partner_files.save,
    names.IMPORT_CHOOSE: partner_files.choose,
    names.IMPORT_ACCOUNTS: partner_files.show_accounts,
    names.DRAFT_OPEN: drafts.open_from_button,
    names.DRAFT_PARTNER: drafts.redraw_for_choice,
    names.DRAFT_KIND: drafts.redraw_for_choice,
    names.DRAFT_AGREEMENT: drafts.redraw_for_choice,
    names.DRAFT_INSTEAD: drafts.take_offer,
    names.DRAFT_FILL: drafts.fill,
    names.DRAFT_CLEAN: drafts.clean_copy,
    names.DRAFT_SEND: drafts.send_again,
    names.DRAFT_WHY: drafts.why,
    names.DRAFT_SETTLE: settling.open_form,
    names.LIFE_ISSUE: lives.open_issue,
    names.LIFE_SIGN: lives.open_sign,
    names.LIFE_ENTER: lives.open_enter,
    names.LIFE_END: lives.open_end,
    names.LIFE_TAKE_BACK: lives.open_take_back,
    names.LIFE_PACK: lives.send_pack,
    names.LIFE_FILE: lives.send_file,
    names.PARTNERSHIP_OPEN: partnership.open_partnership,
    names.PARTNERSHIP_PICK: partnership.open_chosen,
    names.DILIGENCE_OPEN: due_diligence.open_from_button,
    names.DILIGENCE_PARTNER: due_diligence.redraw_for_choice,
    names.DILIGENCE_AGREEMENT: due_diligence.redraw_for_choice,
    names.DILIGENCE_RISK: due_diligence.redraw_for_choice,
    names.DILIGENCE_FIRST_DAYS: due_diligence.redraw_for_choice,
    names.CHECKLIST_OPEN: checklists.open_checklist,
    names.CHECKLIST_SUMMARY: checklists.open_summary,
    names.CHECKLIST_LEFT_OUT: checklists.open_left_out,
    names.CHECKLIST_FILES: checklists.send_files,
    names.CHECKLIST_COMPLETE: checklists.complete,
    names.CHECKLIST_IMPORT: checklists.add_answers,
    names.PEER_OPEN: peer_assessments.open_window,
    names.ACKNOWLEDGE_OPEN: acknowledging.open_window,
    names.ENTRY_OPEN: checklists.open_entry,
    names.TOGETHER_OPEN: together.open_window,
    names.OFFERS_OPEN: record_offers.open_window,
    names.CONFIRM_OPEN: confirming.open_window,
    names.IMPORT_NAME: naming.open_window,
    names.ENTRY_CLEAR: clearing.open_window,
    names.ENTRY_CONFIRM: checklist_answers.confirm,
    names.ENTRY_SETTLE: checklist_answers.settle,
    names.ENTRY_STATE: checklist_answers.state_chosen,
    names.ENTRY_ASSIGN: checklist_answers.assign,
    names.ENTRY_TAKE_BACK: checklist_answers.take_back,
    names.EVIDENCE_SEND: checklists.send_files,
    names.SCREENING_OPEN: screening.open_window,
    names.SCREENING_CHECK: screening.check,
    names.SCREENING_SETTLE: screening.open_settling,
    names.MARK_OPEN: marks.open_form,
    names.MARK_TAKE_BACK: marks.take_back,
    names.REGISTER_OPEN: register_entries.open_register,
    names.REGISTER_KIND: register_entries.open_form,
    names.REGISTER_SHOW: register_entries.show_entry,
    names.REGISTER_SAY: register_entries.open_saying,
    names.REGISTER_SHEET: register_entries.send_sheet,
    names.REGISTER_TAKE: register_entries.take_sheet,
    names.REGISTER_REPORT: register_entries.send_report,
    names.REGISTER_MATTERS: register_entries.open_matters,
    names.POLICY_DESCRIBE: policies.open_form,
    names.POLICY_IN_FORCE: policies.put_in_force,
}
SUBMISSIONS: Mapping[str, Handler] = {
    names.ASK_MODAL: questions.ask_in_modal,
    names.PART_MODAL: partners.save,
    names.ACCOUNT_MODAL: account_changes.settle,
    names.PARTNER_ADD_MODAL: partners.add,
    names.POOL_MODAL: pool.look,
    names.AGREEMENT_ADD_MODAL: partners.add_new_agreement,
    names.DECISION_MODAL: decisions.record,
    names.COMMITTEE_ASK_MODAL: committee_asking.ask,
    names.COMMITTEE_STEP_MODAL: committee_steps.save_step,
    names.TEMPLATE_MODAL: partner_files.send_template,
    names.IMPORT_MODAL: partner_files.take,
    names.DRAFT_MODAL: drafts.submit,
    names.FILL_MODAL: drafts.submit_fill,
    names.SETTLE_MODAL: settling.save,
    names.LIFE_ISSUE_MODAL: lives.issue,
    names.LIFE_SIGN_MODAL: lives.sign,
    names.LIFE_ENTER_MODAL: lives.enter_signed,
    names.LIFE_END_MODAL: lives.end,
    names.LIFE_TAKE_BACK_MODAL: lives.take_back,
    names.DILIGENCE_MODAL: due_diligence.begin,
    names.ENTRY_MODAL: checklist_answers.save,
    names.PEER_MODAL: peer_assessments.accept,
    names.ACKNOWLEDGE_MODAL: acknowledging.record,
    names.MARK_MODAL: marks.keep,
    names.TOGETHER_MODAL: together.save,
    names.OFFERS_MODAL: record_offers.take,
    names.CONFIRM_MODAL: confirming.save,
    names.IMPORT_NAME_MODAL: naming.add_answers,
    names.CLEAR_MODAL: clearing.record,
    names.MATCH_MODAL: screening.settle,
    names.REGISTER_OPEN_MODAL: register_entries.open_entry,
    names.REGISTER_SAY_MODAL: register_entries.say,
    names.POLICY_MODAL: policies.describe,
}
# What menus offer while somebody types.
OPTIONS: Mapping[str, Handler] = {
    names.PARTNER_PICK: partners.suggest,
    names.PARTNERSHIP_PICK: partners.suggest,
    names.DRAFT_PARTNER: partners.suggest,
    names.DILIGENCE_PARTNER: partners.suggest,
    names.DISTRICT_PICK: partners.suggest_districts,
    names.MARK_CLAUSE: marks.suggest,
    names.REGISTER_NAMES: register_entries.suggest,
}
# What shows nothing of a partner: commands, shortcuts, buttons, windows and menus by their ids. All
# others open to those alone who may see partners' files.
FOR_EVERYBODY = frozenset(
    {
        commands.ASK_POLICY.name,
        *(names.WHICH_POLICY, names.ASK_HOME, names.ASK_MODAL, names.ASK_CHOICE),
        *(names.SHARE, names.FEEDBACK),
        *(names.OPEN_CLAUSE, names.OPEN_DOCUMENT, names.FORGET_ME),
        names.REPORT_FILE,  # for coordinators: questions alone
        *(names.POLICY_DESCRIBE, names.POLICY_MODAL, names.POLICY_IN_FORCE),  # a role of their own
        *(names.MARK_OPEN, names.MARK_MODAL, names.MARK_CLAUSE, names.MARK_TAKE_BACK),  # likewise
    }
)
SCOPES: Mapping[str, str] = {
    "app_mentions:read": "to hear a mention in a channel",
    "im:history": "to read direct messages to Saathi, and to find its own replies after a crash",
    "channels:history": "to hear follow-ups in the threads that it answers in, and to find its own "
    "replies after a crash",
    "groups:history": "the same in private channels that it was invited to",
    "mpim:history": "the same in group messages that it was invited to",
    "chat:write": "to answer",
    "commands": "for the slash commands and the message shortcuts",
    "im:write": "to answer `/ask-policy` and private matters, and to send drafts, by direct "
    "message",
    "files:write": "to send drafts of agreements and workbooks to whoever asked for them, the "
    "report on a policy to whoever sent it, and that of unanswered questions to the Partnership "
    "Coordinator",
    "files:read": "to compare an edited agreement that somebody sends back by direct message with "
    "what was issued, to read a filled-in checklist or a file of partners back, to keep files of "
    "evidence, and to read policies",
    "reactions:write": "to show that work goes on, where the workspace has no status line",
    "assistant:write": "for the agent panel: the status line and the suggested prompts",
    "users:read": "to tell full members from guests, from people of other organisations and from "
    "those who left, since partners’ files open to members alone",
    "usergroups:read": "to know who is in a user group that a role names",
}


def register(app: App, edge: Edge) -> None:
    """Makes `app` listen to everything in the table."""
    for event in {event.name.partition(".")[0]: event for event in EVENTS}.values():
        app.event(event.name.partition(".")[0])(_listener(event.handler, edge))
    for command, handler in COMMANDS.items():
        app.command(command.name)(_listener(_guarded(command.name, handler), edge))
    for shortcut in SHORTCUTS:
        handler = _guarded(shortcut.callback_id, shortcut.handler)
        app.shortcut(shortcut.callback_id)(_listener(handler, edge))
    for action_id, handler in ACTIONS.items():
        app.action(names.every(action_id))(_listener(_guarded(action_id, handler), edge))
    for callback_id, handler in SUBMISSIONS.items():
        app.view(callback_id)(_listener(_guarded(callback_id, handler), edge))
    for action_id, handler in OPTIONS.items():
        app.options(action_id)(_listener(_guarded(action_id, handler), edge))
    # What an earlier version's message still sends is acknowledged: nobody sees an error.
    for listen in (app.action, app.view, app.view_closed, app.shortcut, app.options):
        listen(ANYTHING)(_acknowledge)


def _guarded(name: str, handler: Handler) -> Handler:
    """The handler of a command, button, window or menu, for those who may use it."""
    return handler if name in FOR_EVERYBODY else for_viewers(handler)


def _acknowledge(ack: Ack) -> None:
    ack()


def _listener(handler: Handler, edge: Edge) -> Callable[..., None]:
    def listener(body: dict[str, Any], ack: Ack, context: BoltContext) -> None:
        began = time.perf_counter()
        request = SlackRequest(body, ack, context.bot_user_id or "")
        own = context.authorize_result
        team = str(own.team_id or "") if own else ""
        why = outsiders.refusal(body, team, edge.settings.slack, edge.permissions.is_guest)
        if why:
            outsiders.refuse(edge, request, why)
        else:
            handler(edge, request)
        edge.metrics.acknowledged(time.perf_counter() - began)

    return listener
