"""Keys of units of work, so that one whose commit got no answer is not done a second time."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "units",
        sa.Column("key", sa.LargeBinary(16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_units"),
        sqlite_with_rowid=False,
    )
