"""How a document came, what a check's verdict was, where else a notice stands, what robots.txt said."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("documents", sa.Column("came", sa.Text(), nullable=False, server_default="http"))
    op.add_column("checks", sa.Column("verdict", sa.Text(), nullable=True))
    op.add_column("sources", sa.Column("verdict", sa.Text(), nullable=True))
    op.add_column("notices", sa.Column("shared", sa.LargeBinary(length=16), nullable=True))
    op.create_index("ix_notices_shared", "notices", ["shared"])
    op.create_table(
        "robots",
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("origin", name="pk_robots"),
    )
