"""Marks over HTTP: below an answer, from a menu, and taken back, as over a socket."""

from __future__ import annotations

from pathlib import Path

from bot.services import Services
from bot.slack.blocks import names
from bot.slack.manifest import manifest
from bot.slack.marks import form_view
from bot.workspace import LocalServer, Workspace
from tests.bot.slack.http.test_http_mode import replica
from tests.support.slack.forms import sends
from tests.support.slack.saathi_in_slack import settings_for
from tests.support.slack.sights import opened_home, top, words
from tests.support.slack.workspace_client import COORDINATOR, OFFICER, Visitor, until
from tests.support.small_desk import desk_on

ASKED = "May a driver keep the car overnight?"
MARKED = "as the clause that answers: Vehicle Policy 2"


def test_a_mark_is_made_and_taken_back_over_http(tmp_path: Path) -> None:
    desk = desk_on(tmp_path)
    desk.build()
    with LocalServer(Workspace(manifest("https://example.org"))) as server:
        settings = settings_for(server, tmp_path, {"mode": "http"}, coordinators=(COORDINATOR,))
        with replica(Services(settings, desk)) as (app, address):
            server.deliver_to(f"{address}/slack/events")
            coordinator = Visitor(server.url, COORDINATOR)
            officer = Visitor(server.url, OFFICER)
            ts = coordinator.says("partnerships", f"@Saathi {ASKED}")
            (reply,) = until(lambda: coordinator.replies("partnerships", ts))
            # Who may not mark is told so, and sees no window.
            officer.clicks(reply, names.MARK_OPEN)
            assert "A few people here mark" in words(top(officer, form_view.NAME))
            coordinator.clicks(reply, names.MARK_OPEN)
            window = top(coordinator, form_view.NAME)
            offered = coordinator.asks_for_options(window, names.MARK_CLAUSE, "vehicle 2")
            chosen = names.clause_value(names.ClauseName("vehicles", "2"))
            assert chosen in [option["value"] for option in offered]
            wrong = sends(coordinator, window, **{form_view.QUESTION: "And after that?"})
            assert "by itself" in wrong[form_view.QUESTION]
            values = {form_view.CLAUSE: chosen, form_view.VERDICT: form_view.ANSWERS}
            assert not sends(coordinator, window, **values)
            top(coordinator, form_view.NAME, showing="kept")
            (mark,) = app.edge.services.marks.held()
            assert (mark.by, mark.clause, mark.question) == (COORDINATOR, "2", ASKED)
            home = opened_home(coordinator, MARKED)
            coordinator.clicks(home, names.MARK_TAKE_BACK)
            until(lambda: "is taken back" in words(coordinator.home))
            assert not app.edge.services.marks.held()
