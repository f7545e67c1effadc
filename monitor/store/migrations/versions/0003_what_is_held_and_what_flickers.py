"""What the breaker holds back, and which places of a source's pages change again and again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("notices", sa.Column("edited", sa.DateTime(timezone=True)))
    op.add_column("notices", sa.Column("flaps", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "holds",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_holds_source"),
        sa.PrimaryKeyConstraint("source", name="pk_holds"),
    )
    op.create_table(
        "held",
        sa.Column("change", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("untold", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["change"], ["changes.id"], name="fk_held_change"),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_held_source"),
        sa.PrimaryKeyConstraint("change", name="pk_held"),
    )
    op.create_index("ix_held_source_ended", "held", ["source", "ended"])
    op.create_table(
        "habits",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            sa.Identity(always=False),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("sample", sa.Text(), nullable=False),
        sa.Column("history", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_habits_source"),
        sa.PrimaryKeyConstraint("id", name="pk_habits"),
        sa.UniqueConstraint("source", "mark", name="uq_habits_source_mark"),
    )
