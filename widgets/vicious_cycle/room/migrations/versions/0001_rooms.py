"""Rooms, questions, participants, answers."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

OWNERS = (("question", "room"), ("participant", "room"), ("answer", "question"), ("answer", "participant"))


def _belongs_to(table):
    return sa.Column(f"{table}_id", sa.Integer, nullable=False)


def _goes_with(name, table):
    return sa.ForeignKeyConstraint(
        [f"{table}_id"], [f"{table}.id"], name=f"fk_{name}_{table}_id", ondelete="CASCADE"
    )


def upgrade():
    """Make the four tables."""
    op.create_table(
        "room",
        sa.Column("id", sa.Integer),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("secret", sa.String(64), nullable=False),
        sa.Column("opened", sa.Double, nullable=False),
        sa.Column("expires", sa.Double, nullable=False),
        sa.Column("closed", sa.Double),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("texts", sa.Boolean, nullable=False),
        sa.Column("current", sa.Integer),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("began", sa.Double),
        sa.PrimaryKeyConstraint("id", name="pk_room"),
        sa.UniqueConstraint("code", name="uq_room_code"),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer),
        _belongs_to("room"),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("spec", sa.JSON, nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("moved", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_question"),
        _goes_with("question", "room"),
        sa.UniqueConstraint("room_id", "key", name="uq_question_room_id_key"),
        sa.CheckConstraint("state IN ('closed', 'open', 'locked', 'revealed')", name="ck_question_state"),
        sa.CheckConstraint("round IN (1, 2)", name="ck_question_round"),
    )
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer),
        _belongs_to("room"),
        sa.Column("token", sa.String(64)),
        sa.Column("half", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_participant"),
        _goes_with("participant", "room"),
        sa.UniqueConstraint("token", name="uq_participant_token"),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer),
        _belongs_to("question"),
        _belongs_to("participant"),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("turn", sa.Integer, nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("sure", sa.Integer),
        sa.Column("shown", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        _goes_with("answer", "question"),
        _goes_with("answer", "participant"),
        sa.UniqueConstraint(
            "question_id", "participant_id", "round", name="uq_answer_question_id_participant_id_round"
        ),
    )
    for table, owner in OWNERS:
        op.create_index(f"ix_{table}_{owner}_id", table, [f"{owner}_id"])


def downgrade():
    """Drop the four tables."""
    for table in ("answer", "participant", "question", "room"):
        op.drop_table(table)
