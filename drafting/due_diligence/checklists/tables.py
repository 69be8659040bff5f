"""The tables of due diligence, as the migrations make them. Answers are added, never changed."""

from __future__ import annotations

import sqlalchemy as sa

METADATA = sa.MetaData()
CHECKLISTS = sa.Table(
    "checklists",
    METADATA,
    sa.Column("id", sa.String(160), primary_key=True),
    sa.Column("key", sa.String(255), nullable=False, unique=True),
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("agreement", sa.String(60), nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
    sa.Column("made_by", sa.String(120), nullable=False),
    sa.Column("completed_at", sa.Float),
    sa.Column("completed_by", sa.String(120), nullable=False),
    sa.Column("chosen", sa.Text, nullable=False),  # the checklist as made, without its answers
    sa.Index("checklists_partner", "partner", "agreement", "made_at"),
    sa.Index("checklists_time", "made_at"),
    sa.Index("checklists_completed", "completed_at"),
)
ANSWERS = sa.Table(
    "checklist_answers",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("checklist", sa.String(160), nullable=False),
    sa.Column("entry", sa.String(120), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    # Here and below: the key that is in force for the row; '' where there was none.
    sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
    sa.Index("checklist_answers_sealed", "sealed_with", "id"),
    sa.Index("checklist_answers_place", "checklist", "at"),
    sa.Index("checklist_answers_time", "at"),
)
ASSIGNMENTS = sa.Table(
    "checklist_assignments",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("checklist", sa.String(160), nullable=False),
    sa.Column("entry", sa.String(120), nullable=False),
    sa.Column("to", sa.String(120), nullable=False),
    sa.Column("by", sa.String(120), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Index("checklist_assignments_place", "checklist", "at"),
    sa.Index("checklist_assignments_time", "at"),
)
# What those who read answers said of them: what they weigh, and that a concern is cleared.
WEIGHINGS = sa.Table(
    "checklist_weighings",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("checklist", sa.String(160), nullable=False),
    sa.Column("entry", sa.String(120), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("by", sa.String(120), nullable=False),
    sa.Column("weighing", sa.Text, nullable=False),
    sa.Index("checklist_weighings_place", "checklist", "at"),
)
# CIP's answers that hold for every partner; the latest of an item is in force.
STANDING = sa.Table(
    "standing_answers",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("item", sa.String(80), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
    sa.Index("standing_answers_sealed", "sealed_with", "id"),
)
# Assessments of others that were accepted in place of asking again.
PEER_ASSESSMENTS = sa.Table(
    "peer_assessments",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("partner", sa.String(60), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("assessment", sa.Text, nullable=False),
    sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
    sa.Index("peer_assessments_sealed", "sealed_with", "id"),
    sa.Index("peer_assessments_partner", "partner", "at"),
)
EVIDENCE_FILES = sa.Table(
    "evidence_files",
    METADATA,
    sa.Column("id", sa.String(32), primary_key=True),
    sa.Column("checklist", sa.String(160), nullable=False),
    sa.Column("name", sa.String(255), nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),  # sealed whole, where there is a key
    sa.Column("by", sa.String(120), nullable=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("sealed_with", sa.String(16), nullable=False, server_default=""),
    sa.Index("evidence_files_sealed", "sealed_with", "id"),
    sa.Index("evidence_files_checklist", "checklist"),
)
