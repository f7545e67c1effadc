"""What the chain says is packed from here on; what stands there stays as it is and is read as before."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":  # where any column holds bytes
        op.execute("ALTER TABLE chain ALTER COLUMN said TYPE BYTEA USING convert_to(said, 'UTF8')")
