"""What the store holds: rooms, their questions, those who take part, and their answers.

No name, address or time of a person is kept: a participant is a number and, while the room is open, the hash
of a token that only the phone has.
"""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _of(table):
    """A column that names a row of another table, and goes with it."""
    return sa.Column(
        f"{table}_id", sa.ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False, index=True
    )


room = sa.Table(
    "room",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("code", sa.String(16), nullable=False, unique=True),
    sa.Column("secret", sa.String(64), nullable=False),  # hash of the facilitator's secret
    sa.Column("opened", sa.Double, nullable=False),  # seconds since 1970, as are the next two
    sa.Column("expires", sa.Double, nullable=False),
    sa.Column("closed", sa.Double),
    sa.Column("version", sa.Integer, nullable=False),  # counts every change to the room or what belongs to it
    sa.Column("texts", sa.Boolean, nullable=False),  # whether questions may ask for words
    sa.Column("current", sa.Integer),  # the question on the phones
    sa.Column("step", sa.Integer, nullable=False),  # of the workshop, counted over all notebooks
    sa.Column("began", sa.Double),  # when the workshop's clock was started
)

question = sa.Table(
    "question",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _of("room"),
    sa.Column("key", sa.String(120), nullable=False),
    sa.Column("spec", sa.JSON, nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("moved", sa.Integer, nullable=False),  # the room's version when its state or round changed last
    sa.UniqueConstraint("room_id", "key"),
    sa.CheckConstraint("state IN ('closed', 'open', 'locked', 'revealed')", name="ck_question_state"),
    sa.CheckConstraint("round IN (1, 2)", name="ck_question_round"),
)

participant = sa.Table(
    "participant",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _of("room"),
    sa.Column("token", sa.String(64), unique=True),  # hash; NULL once the room is closed
    sa.Column("half", sa.Integer, nullable=False),  # of the room, by lot: 0 or 1
)

answer = sa.Table(
    "answer",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    _of("question"),
    _of("participant"),
    sa.Column("round", sa.Integer, nullable=False),
    sa.Column("turn", sa.Integer, nullable=False),  # the phone's own count: an older answer never wins
    sa.Column("value", sa.JSON, nullable=False),
    sa.Column("sure", sa.Integer),
    sa.Column("shown", sa.Boolean, nullable=False),  # words: whether the facilitator lets the room see them
    sa.UniqueConstraint("question_id", "participant_id", "round"),
)
