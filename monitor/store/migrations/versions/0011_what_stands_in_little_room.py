"""What is said of a change leans on its notice, and headers are packed; what stands there stays as it is and is read as before."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("changes", sa.Column("rest", sa.LargeBinary()))
    op.add_column("changes", sa.Column("leans", sa.BigInteger().with_variant(sa.Integer, "sqlite")))
    if op.get_bind().dialect.name != "sqlite":  # where any column holds bytes
        op.execute("ALTER TABLE documents ALTER COLUMN headers TYPE BYTEA USING convert_to(headers, 'UTF8')")
