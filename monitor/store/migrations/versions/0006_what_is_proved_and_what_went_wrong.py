"""The evidence chain; corrections, slipped slots, missed checks, and what operators are mailed about."""

from itertools import pairwise

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("checks", sa.Column("waited_s", sa.Integer(), nullable=True))
    op.add_column("checks", sa.Column("alone", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index("ix_checks_source_started", "checks")
    op.create_index(
        "ix_checks_covered", "checks", ["source", "started", "outcome", "verdict", "waited_s", "alone"]
    )
    _count_waits()
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
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["digests.id"], name="fk_slips_digest"),
        sa.PrimaryKeyConstraint("subscription", "slot", name="pk_slips"),
    )
    op.create_table(
        "missed",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("found", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_missed_source"),
        sa.PrimaryKeyConstraint("source", "day", "found", name="pk_missed"),
    )
    op.create_table(
        "troubles",
        sa.Column("id", _NUMBER, sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("told", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_told", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_troubles"),
    )
    op.create_index("ix_troubles_ended_told_since", "troubles", ["ended_told", "since"])
    op.create_table(
        "certificates",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_certificates"),
    )
    op.create_table(
        "chain",
        sa.Column("id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_chain"),
    )
    op.add_column("deliveries", sa.Column("taken", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("documents", sa.Column("line", sa.Text(), nullable=True))
    op.add_column("documents", sa.Column("posted", sa.LargeBinary(), nullable=True))
    op.add_column("documents", sa.Column("kept", sa.Boolean(), nullable=True))


def _count_waits() -> None:
    """How long each good reading of before came after the one before it."""
    checks = sa.table(
        "checks",
        sa.column("id", sa.Integer),
        sa.column("source", sa.Text),
        sa.column("started", sa.DateTime(timezone=True)),
        sa.column("outcome", sa.Text),
        sa.column("waited_s", sa.Integer),
    )
    good = checks.c.outcome.in_(("first", "unchanged", "changed"))
    query = sa.select(checks.c.id, checks.c.source, checks.c.started).where(good)
    rows = op.get_bind().execute(query.order_by(checks.c.source, checks.c.started, checks.c.id)).all()
    waits = [
        {"row": row.id, "wait": int((row.started - before.started).total_seconds())}
        for before, row in pairwise(rows)
        if before.source == row.source
    ]
    if waits:
        this = checks.c.id == sa.bindparam("row")
        op.get_bind().execute(sa.update(checks).where(this).values(waited_s=sa.bindparam("wait")), waits)
