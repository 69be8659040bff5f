"""What answers of checklists weigh; whose questions are the office's own, also in earlier ones."""

import json
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

# As the catalogue had them when this was written: what a checklist asks stays as it was made.
FOR_THE_OFFICE = {"screening-lists"}
MUST_BE_CLEAR = {"screening-lists", "screening-debarred"}
CHECKLISTS = sa.table("checklists", sa.column("id"), sa.column("chosen"))
ANSWERS = sa.table("checklist_answers", sa.column("id"), sa.column("answer"))
STANDING = sa.table("standing_answers", sa.column("id"), sa.column("answer"))
OF_AN_ANSWER = ("weight", "readers", "said_by", "said_on")
Json = dict[str, Any]


def upgrade() -> None:
    """Makes the table, and marks these questions in the checklists that are there."""
    op.create_table(
        "checklist_weighings",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("checklist", sa.String(160), nullable=False),
        sa.Column("entry", sa.String(120), nullable=False),
        sa.Column("at", sa.Float, nullable=False),
        sa.Column("by", sa.String(120), nullable=False),
        sa.Column("weighing", sa.Text, nullable=False),
    )
    op.create_index("checklist_weighings_place", "checklist_weighings", ["checklist", "at"])
    _change_each(CHECKLISTS, "chosen", lambda chosen: _each_item(chosen, _marked))


def downgrade() -> None:
    """Takes them away; what was cleared is cleared no more, and nobody is named any more."""
    _change_each(CHECKLISTS, "chosen", lambda chosen: _each_item(chosen, _unmarked))
    for table in (ANSWERS, STANDING):
        _change_each(table, "answer", _as_before)
    op.drop_index("checklist_weighings_place", "checklist_weighings")
    op.drop_table("checklist_weighings")


def _change_each(table: sa.TableClause, column: str, change: Callable[[Json], None]) -> None:
    """Has the JSON in that column changed, one row at a time."""
    connection, kept = op.get_bind(), table.c[column]
    for row in connection.execute(sa.select(table.c.id)).scalars().all():
        this = table.c.id == row
        text = connection.execute(sa.select(kept).where(this)).scalar_one()
        data = json.loads(text)
        change(data)
        after = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
        if after != text:
            connection.execute(table.update().where(this).values({column: after}))


def _each_item(chosen: Json, change: Callable[[Json], None]) -> None:
    for entry in chosen.get("entries", ()):
        change(entry["item"])


def _marked(item: Json) -> None:
    if item["id"] in FOR_THE_OFFICE:
        item["readers"] = "cip"
    if item["id"] in MUST_BE_CLEAR:
        item["must_be_clear"] = True


def _unmarked(item: Json) -> None:
    """An earlier version knows neither word."""
    item.pop("readers", None)
    item.pop("must_be_clear", None)


def _as_before(answer: Json) -> None:
    for name in OF_AN_ANSWER:
        answer.pop(name, None)
