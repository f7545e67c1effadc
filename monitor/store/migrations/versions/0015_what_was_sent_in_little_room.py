"""What digests say and what was sent is packed, and so is all that stands there. The room becomes free within the database."""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from monitor.store import mails, small

revision = "0015"
down_revision = "0014"

_AT_ONCE = 50  # rows in memory


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":  # where any column holds bytes
        op.execute("ALTER TABLE digests ALTER COLUMN said TYPE BYTEA USING convert_to(said, 'UTF8')")
    else:  # some SQLites write zeros over all that becomes free, and into their log first: as much as there was
        op.execute("PRAGMA secure_delete = FAST")
    _pack("digests", "said", small.pack)
    _pack("deliveries", "mime", mails.pack)


def _pack(table: str, column: str, packed: Callable[[bytes], bytes]) -> None:
    rows = sa.table(table, sa.column("id"), sa.column(column, sa.LargeBinary))
    # SQLite holds what it is given: the bytes of whatever stands there
    stands = sa.cast(rows.c[column], sa.LargeBinary)
    some = sa.select(rows.c.id, stands).order_by(rows.c.id).limit(_AT_ONCE)
    change = sa.update(rows).where(rows.c.id == sa.bindparam("id_")).values({column: sa.bindparam("packed")})
    connection, after = op.get_bind(), some
    while found := connection.execute(after).all():
        connection.execute(change, [{"id_": id_, "packed": packed(bytes(was))} for id_, was in found])
        after = some.where(rows.c.id > found[-1][0])
