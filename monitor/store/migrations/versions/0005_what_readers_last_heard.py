"""Of each notice the wording that readers last heard of: told, or the one that stood there at first."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("notices", sa.Column("heard", sa.LargeBinary(length=32), nullable=True))
    op.execute("UPDATE notices SET heard = content")
