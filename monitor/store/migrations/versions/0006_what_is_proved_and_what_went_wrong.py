"""The evidence chain; corrections, slipped slots, missed checks, and what operators are mailed about."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "corrections",
        sa.Column("id", _NUMBER, sa.Identity(always=False), nullable=False),
        sa.Column("change", _NUMBER, nullable=False),
        sa.Column("by", _NUMBER, nullable=True),
        sa.Column("found", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["changes.id"], name="fk_corrections_change"),
        sa.ForeignKeyConstraint(["by"], ["changes.id"], name="fk_corrections_by"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_change", "corrections", ["change"])
    op.create_table(
        "retractions",
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column("correction", _NUMBER, nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["correction"], ["corrections.id"], name="fk_retractions_correction"),
        sa.ForeignKeyConstraint(["digest"], ["digests.id"], name="fk_retractions_digest"),
        sa.PrimaryKeyConstraint("subscription", "correction", name="pk_retractions"),
    )
    op.create_index("ix_retractions_digest", "retractions", ["digest"])
    op.create_table(
        "slips",
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("found", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["digests.id"], name="fk_slips_digest"),
        sa.PrimaryKeyConstraint("subscription", "slot", name="pk_slips"),
    )
    op.create_table(
        "missed",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_missed_source"),
        sa.PrimaryKeyConstraint("source", "day", name="pk_missed"),
    )
    op.create_table(
        "troubles",
        sa.Column("id", _NUMBER, sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("told", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_told", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_troubles"),
    )
    op.create_index("ix_troubles_kind_ended", "troubles", ["kind", "ended"])
    op.create_table(
        "chain",
        sa.Column("id", _NUMBER, sa.Identity(always=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("before", sa.LargeBinary(length=32), nullable=True),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chain"),
        sa.UniqueConstraint("sha256", name="uq_chain_sha256"),
        sqlite_autoincrement=True,
    )
