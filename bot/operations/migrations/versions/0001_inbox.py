"""Deliveries, and the answers given to them."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("key", sa.String(255), nullable=False, unique=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("team", sa.String(30), nullable=False),
        sa.Column("channel", sa.String(30), nullable=False),
        sa.Column("user", sa.String(30), nullable=False),
        sa.Column("ts", sa.String(30), nullable=False),
        sa.Column("thread_ts", sa.String(30), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("extra", sa.JSON, nullable=False),
        sa.Column("received_at", sa.Float, nullable=False),
        sa.Column("owner", sa.String(60), nullable=False),
        sa.Column("lease_until", sa.Float, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("stream_ts", sa.String(30), nullable=False),
        sa.Column("closed_at", sa.Float),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("reply_channel", sa.String(30), nullable=False),
        sa.Column("reply_ts", sa.String(30), nullable=False),
    )
    op.create_index("deliveries_open", "deliveries", ["closed_at", "lease_until"])
    op.create_index("deliveries_thread", "deliveries", ["channel", "thread_ts"])
    op.create_index("deliveries_person", "deliveries", ["user", "received_at"])
    op.create_index("deliveries_reply", "deliveries", ["reply_channel", "reply_ts"])
    op.create_table(
        "answers",
        sa.Column("delivery", sa.String(32), primary_key=True),
        sa.Column("user", sa.String(30), nullable=False),
        sa.Column("channel", sa.String(30), nullable=False),
        sa.Column("reply_ts", sa.String(30), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("answered", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("clauses", sa.JSON, nullable=False),
        sa.Column("asked_at", sa.Float, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("helpful", sa.Boolean),
    )
    op.create_index("answers_person", "answers", ["user", "asked_at"])
    op.create_index("answers_time", "answers", ["asked_at"])


def downgrade() -> None:
    """Takes the tables away."""
    op.drop_table("answers")
    op.drop_table("deliveries")
