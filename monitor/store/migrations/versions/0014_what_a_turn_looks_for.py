"""What each turn looks for is found by an index, however many digests there were."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    waits = sa.text("digest IS NULL")
    op.create_index("ix_digests_composed", "digests", ["composed"])
    op.create_index("ix_owed_change", "owed", ["change"])
    op.create_index(
        "ix_owed_waits", "owed", ["subscription", "change"], sqlite_where=waits, postgresql_where=waits
    )
