"""A walk past everything that Saathi shows in Slack, led by nothing but strings outside the code.

It knows commands, action ids, block ids and values, and no name of Saathi's own. So the same walk
goes through the version before this one, whose messages and windows stand beside this file.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl

from tests.support.slack.workspace_client import COORDINATOR, FINANCE, OFFICER, Visitor, until

Json = dict[str, Any]
CHANNEL = "partnerships"
MARK = re.compile(r"\b[0-9a-f]{13}\.[a-z0-9-]+\.(partner|cip)\b")


class Walker:
    """One person in the workspace, who presses what is there and fills in what is asked."""

    def __init__(self, url: str, user: str = OFFICER) -> None:
        self.visitor = Visitor(url, user)
        self._read = 0

    def command(self, name: str, text: str = "") -> Json:
        """Runs a command; the window that it opened."""
        self.leave()
        self.visitor.commands(CHANNEL, name, text)
        return self.window()

    def leave(self) -> None:
        """Closes every window."""
        self.visitor.closes_all()

    def window(self, has: str = "") -> Json:
        """The top window, as soon as it stays as it is and has that in it."""
        state: list[str] = []

        def settled() -> list[Json]:
            views = self.visitor.views[-1:]
            state.append(json.dumps(views))
            same = len(state) > 6 and len(set(state[-6:])) == 1
            return views if same and has in state[-1] else []

        return until(settled)[0]

    def press(self, place: Json, action: str, part: str = "", **chosen: Any) -> None:
        """Presses the first element of that action whose value holds `part`."""
        for element in elements(place["blocks"]):
            named = str(element.get("action_id", "")).partition(":")[0] == action
            if named and part in str(element.get("value", "")):
                more = {"value": element["value"]} if "value" in element else {}
                self.visitor.clicks(place, element["action_id"], **more, **chosen)
                return
        raise AssertionError(f"nothing to press named {action} with {part!r}")

    def opened_by(self, place: Json, action: str, part: str = "") -> Json:
        """The window that a button opens on top of what is there, or in its place."""
        before = [(view["id"], view["hash"]) for view in self.visitor.views]
        self.press(place, action, part)
        until(lambda: [(one["id"], one["hash"]) for one in self.visitor.views] != before)
        return self.window()

    def chooses(self, view: Json, block: str, value: str, **fields: str) -> Json:
        """Chooses in an input or a section that answers at once; the window as it is then."""
        (found,) = [one for one in view["blocks"] if _is(one, block)]
        element = found.get("element") or found["accessory"]
        text = {"type": "plain_text", "text": value}
        offered = element.get("options", [])
        option = next((one for one in offered if one["value"] == value), None)
        option = option or {"text": text, "value": value}
        held = {"type": element["type"], "selected_option": option}
        now = filled(view, fields) | {found["block_id"]: {element["action_id"]: held}}
        self.visitor.clicks(view, element["action_id"], now, selected_option=option)
        before = view["hash"]
        until(lambda: [one for one in self.visitor.views[-1:] if one["hash"] != before])
        return self.window()

    def sends(self, view: Json, **fields: str) -> Json:
        """Sends a window with that in its inputs; what was wrong, by block."""
        return self.visitor.submits(view, filled(view, fields))

    def direct(self) -> list[Json]:
        """What Saathi wrote to the person alone."""
        return [one for one in self.visitor.sees("saathi") if one["is_bot"]]

    def told(self, act: Callable[[], Any], has: str) -> Json:
        """The message with that in it which comes by direct message after the act."""
        known = len(self.direct())
        act()

        def found() -> list[Json]:
            new = self.direct()[known:]
            return [one for one in new if not one["streaming"] and has in json.dumps(one)]

        return until(found, 40)[-1]


def elements(blocks: Any) -> Iterator[Json]:
    """Everything that can be pressed, outermost first."""
    if isinstance(blocks, dict):
        if "action_id" in blocks:
            yield blocks
        for inside in blocks.values():
            yield from elements(inside)
    elif isinstance(blocks, list):
        for inside in blocks:
            yield from elements(inside)


def filled(view: Json, fields: dict[str, str]) -> Json:
    """What stands in the inputs when `fields` are typed, by block and action id."""
    found: Json = {}
    for block in view["blocks"]:
        element = block.get("element") or block.get("accessory") or {}
        if block["type"] == "input" or "initial_option" in element:
            name = next((one for one in fields if _is(block, one.replace("__", "."))), None)
            held = _held(element, fields[name] if name else None)
            found[block["block_id"]] = {element["action_id"]: held}
    return found


def _is(block: Json, name: str) -> bool:
    """True for the block of that field, whatever marks its id as a new one."""
    return str(block.get("block_id", "")).partition("@")[0].partition(":")[0].rstrip("+") == name


def _held(element: Json, typed: str | None) -> Json:
    kind = element["type"]
    if kind == "datepicker":
        return {"type": kind, "selected_date": typed or element.get("initial_date")}
    if kind == "file_input":
        return {"type": kind, "files": [{"id": typed}] if typed else []}
    if kind in {"checkboxes", "multi_static_select", "multi_external_select"}:
        offered = element.get("options", [])
        chosen = [one for one in offered if one["value"] == typed] if typed else None
        now = chosen if chosen is not None else element.get("initial_options", [])
        return {"type": kind, "selected_options": now}
    if kind == "plain_text_input":
        return {"type": kind, "value": typed or element.get("initial_value")}
    picked = [one for one in element.get("options", []) if one["value"] == typed]
    return {"type": kind, "selected_option": (picked or [element.get("initial_option")])[0]}


def questions(walker: Walker) -> None:
    """Asks in every way, and opens what an answer leads to."""
    visitor = walker.visitor
    ts = visitor.says(CHANNEL, "@Saathi May a partner mention CARE in public?")
    answer = until(lambda: visitor.replies(CHANNEL, ts), 40)[0]
    walker.opened_by(answer, "open_clause")
    walker.leave()
    direct = walker.told(
        lambda: visitor.says("saathi", "What must an agreement say about its end?"), "feedback"
    )
    helpful = next(one for one in elements(direct["blocks"]) if one["action_id"] == "feedback")
    visitor.clicks(direct, "feedback", value=helpful["positive_button"]["value"])
    walker.told(lambda: visitor.says("saathi", "Which colour has the moon?"), "saathi_reply")
    walker.told(lambda: visitor.says("saathi", "hello"), "saathi_reply")
    walker.told(
        lambda: visitor.says("saathi", "I want to report that a colleague takes bribes"),
        "saathi_reply",
    )
    shown = walker.told(
        lambda: visitor.commands(CHANNEL, "/ask-policy", "May a partner mention CARE in public?"),
        "share_in_channel",
    )
    known = len(visitor.sees(CHANNEL))
    walker.press(shown, "share_in_channel")
    until(lambda: len(visitor.sees(CHANNEL)) > known)
    post = visitor.says(CHANNEL, "Roshni asks whether they may use our logo in public")
    visitor.shortcut("which_policy", CHANNEL, post)
    walker.window()
    walker.leave()
    visitor.shortcut("draft_from_message", CHANNEL, post)
    walker.window("draft_partner")
    walker.leave()


def home(walker: Walker) -> None:
    """The Home tab, and each way that leads on from it."""
    visitor = walker.visitor
    before = (visitor.home or {}).get("hash")
    visitor.opens("home")
    until(lambda: visitor.home and visitor.home["hash"] != before)
    tab = visitor.home or {}
    for action in (
        "ask_from_home",
        "find_partner",
        "draft_agreement",
        "open_diligence",
        "open_document",
    ):
        walker.opened_by(tab, action)
        walker.leave()


def partners(walker: Walker) -> None:
    """Finds a partner, opens every part of its file, and adds to it."""
    walker.command("/partner", "sample")
    finding = walker.command("/partner", "")
    walker.visitor.asks_for_options(finding, "pick_partner", "roshni")
    walker.opened_by(finding, "add_partner")
    card = walker.command("/partner", "roshni")
    parts = [json.loads(one["value"])["part"] for one in _of(card, "edit_part")]
    for part in parts:
        walker.opened_by(card, "edit_part", f'"part":"{part}"')
        walker.visitor.closes(walker.visitor.views[-1])
    walker.opened_by(card, "partner_history")
    walker.visitor.closes(walker.visitor.views[-1])
    walker.opened_by(card, "add_agreement")
    walker.visitor.closes(walker.visitor.views[-1])
    agreement = walker.opened_by(card, "open_agreement")
    for part in [json.loads(one["value"])["part"] for one in _of(agreement, "edit_part")]:
        walker.opened_by(agreement, "edit_part", f'"part":"{part}"')
        walker.visitor.closes(walker.visitor.views[-1])
    walker.leave()


def drafts(walker: Walker) -> None:
    """Drafts a note and an agreement, and does everything that a draft offers."""
    asked = walker.command("/draft-mou", "sailab")
    walker.visitor.asks_for_options(asked, "draft_partner", "chaupal")
    assert not walker.sends(asked)
    walker.opened_by(walker.window("draft_instead"), "draft_instead")
    asked = walker.command("/draft-mou", "roshni")
    asked = walker.chooses(asked, "the_agreement", "2026-schools")
    asked = walker.chooses(asked, "the_kind", "contract")
    _drafted(walker, asked)
    asked = walker.command("/draft-mou", "rabta")
    asked = walker.chooses(asked, "the_kind", "note")
    message = _drafted(walker, asked)
    walker.opened_by(message, "why_this_clause")
    walker.leave()
    walker.opened_by(message, "draft_agreement")
    walker.leave()
    walker.told(lambda: walker.press(message, "clean_copy"), "saathi_reply")
    asked = walker.command("/draft-mou", "chaupal")
    message = _drafted(walker, asked)
    fill = walker.opened_by(message, "fill_open")
    walker.visitor.closes(fill)
    file = next(file for one in walker.direct()[::-1] for file in one["files"])
    content = walker.visitor.downloads(file)
    back = walker.visitor.uploads(file["name"], content)
    walker.told(lambda: walker.visitor.says("saathi", "", files=(back,)), "saathi_reply")


def _drafted(walker: Walker, asked: Json) -> Json:
    message = walker.told(lambda: walker.sends(asked), "why_this_clause")
    walker.leave()
    return message


NAMED = {"said_by": "Sample Director One"}  # who at the partner says it


def checklists(walker: Walker) -> None:
    """Begins a checklist, answers in every way, and sends it out and back."""
    visitor = walker.visitor
    asked = walker.command("/due-diligence", "chaupal")
    visitor.asks_for_options(asked, "diligence_partner", "chaupal")
    asked = walker.chooses(asked, "the_risk", "yes")
    walker.sends(asked, the_reason="A sample of a reason.")
    overview = walker.window("checklist_summary")
    for action in ("checklist_summary", "left_out_items", "open_peer_assessment"):
        walker.opened_by(overview, action)
        visitor.closes(visitor.views[-1])
    walker.told(lambda: walker.press(overview, "checklist_files"), "saathi_reply")
    page = walker.opened_by(overview, "open_checklist", '"page":"fit"')
    _answers(walker, page)
    _evidence(walker, page)
    _side_by_side(walker, page)
    walker.leave()
    _for_every_partner(walker)
    _peer(walker)
    _read_back(walker)


def _answers(walker: Walker, page: Json) -> None:
    visitor = walker.visitor
    entry = walker.opened_by(page, "open_entry", "fit-value-added.partner")
    entry = walker.chooses(entry, "state", "gap")
    more = {"gap": "No plan yet.", "gap_side": "both", "gap_action": "Write one together."}
    assert not walker.sends(entry, state="gap", gap_due=_in_days(200), **more, **NAMED)
    entry = walker.opened_by(page, "open_entry", "fit-value-added.cip")
    assert not walker.sends(entry, text="Three years.", link="https://example.org/plan")
    entry = walker.opened_by(page, "open_entry", "fit-value-added.cip")
    for other in (FINANCE, ""):
        before = walker.window()["hash"]
        if other:
            visitor.clicks(entry, "assign_entry", selected_user=other)
        else:
            walker.press(walker.window(), "take_back_entry")
        until(lambda: walker.window()["hash"] != before)  # noqa: B023
    visitor.closes(visitor.views[-1])


def _evidence(walker: Walker, page: Json) -> None:
    visitor = walker.visitor
    entry = walker.opened_by(page, "open_entry", "fit-value-added.cip")
    file = visitor.uploads("plan.pdf", b"%PDF sample")
    walker.told(lambda: walker.sends(entry, files=file, expires=_in_days(200)), "open_checklist")
    entry = walker.opened_by(page, "open_entry", "fit-value-added.cip")
    known = len([one for one in walker.direct() if one["files"]])
    walker.press(entry, "send_evidence")
    until(lambda: len([one for one in walker.direct() if one["files"]]) > known)


def _overview(walker: Walker) -> Json:
    """The checklist that was begun before."""
    return walker.opened_by(walker.command("/due-diligence", "chaupal"), "open_checklist")


def _side_by_side(walker: Walker, page: Json) -> None:
    """Two people answer without seeing each other; one answer is taken."""
    other = Walker(walker.visitor.url, FINANCE)
    theirs = other.opened_by(_overview(other), "open_checklist", '"page":"fit"')
    theirs = other.opened_by(theirs, "open_entry", "fit-learning-aims.partner")
    mine = walker.opened_by(page, "open_entry", "fit-learning-aims.partner")
    assert not other.sends(theirs, text="Two years.", **NAMED)
    other.leave()
    assert not walker.sends(mine, text="Three years.", **NAMED)
    both = walker.window("settle_entry")
    walker.opened_by(both, "settle_entry")


def _for_every_partner(walker: Walker) -> None:
    """CIP's answer that is to hold for every partner."""
    page = walker.opened_by(_overview(walker), "open_checklist", '"page":"cip"')
    entry = walker.opened_by(page, "open_entry", "cip-visibility.cip")
    assert not walker.sends(entry, text="We keep a low profile.", standing="standing")


def _peer(walker: Walker) -> None:
    """A peer's assessment is accepted, and one of its answers confirmed."""
    window = walker.opened_by(_overview(walker), "open_peer_assessment")
    days = {"assessed_on": _in_days(-60), "valid_until": _in_days(300)}
    more = {"peer": "A sample peer", "areas": "identity", "proof": "https://example.org/report"}
    assert not walker.sends(window, **days, **more)
    page = walker.opened_by(_overview(walker), "open_checklist", '"page":"+confirm"')
    assert not walker.sends(walker.opened_by(page, "confirm_together"), **NAMED)
    walker.leave()


def _in_days(days: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def _read_back(walker: Walker) -> None:
    """A workbook that somebody filled in comes back, and what it holds is added."""
    files = [file for one in walker.direct() for file in one["files"]]
    sent = next(file for file in files if file["name"].endswith(".xlsx"))
    filled_in = _with_an_answer(walker.visitor.downloads(sent))
    back = walker.visitor.uploads("their answers.xlsx", filled_in)
    sends_back = lambda: walker.visitor.says("saathi", "", files=(back,))  # noqa: E731
    plan = walker.told(sends_back, "name_who_answered")
    window = walker.opened_by(plan, "name_who_answered")
    walker.told(lambda: walker.sends(window, **NAMED), "saathi_reply")


def _with_an_answer(content: bytes) -> bytes:
    """The workbook with an answer in the last row that has a mark."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for page in book.worksheets:
        cells = [cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str)]
        heads = [cell for cell in cells if cell.value == "Answer"]
        marked = [cell for cell in cells if MARK.search(str(cell.value))]
        if heads and marked:
            page.cell(marked[-1].row, heads[0].column).value = "Written by hand."
    filled_in = io.BytesIO()
    book.save(filled_in)
    return filled_in.getvalue()


def coordinator(walker: Walker) -> None:
    """The Home tab of the Partnership Coordinator, who gets the report."""
    visitor = walker.visitor
    before = (visitor.home or {}).get("hash")
    visitor.opens("home")
    until(lambda: visitor.home and visitor.home["hash"] != before)
    until(lambda: "report_file" in json.dumps(visitor.home))
    known = len(walker.direct())
    walker.press(visitor.home or {}, "report_file")
    until(lambda: len(walker.direct()) > known)


def _of(place: Json, action: str) -> list[Json]:
    found = elements(place["blocks"])
    return [one for one in found if str(one["action_id"]).partition(":")[0] == action]


STOPS: dict[str, Callable[[Walker], None]] = {
    "questions": questions,
    "home": home,
    "partners": partners,
    "drafts": drafts,
    "checklists": checklists,
    "coordinator": coordinator,
}


def walk(url: str) -> Iterator[tuple[str, list[Json]]]:
    """Each stop of the walk with what passed between the workspace and Saathi there."""
    read = 0
    for stop, act in STOPS.items():
        walker = Walker(url, COORDINATOR if stop == "coordinator" else OFFICER)
        act(walker)
        items = walker.visitor.traffic(read)
        read = max([read, *(one["id"] for one in items)])
        yield stop, items
