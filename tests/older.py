"""A database as an older version left it."""

from __future__ import annotations

from sqlalchemy import Connection, select, text

from monitor.store import recalled
from monitor.store.schema import changes, deliveries, digests, documents

MOMENTS = (
    ("checks", "started"),
    ("documents", "fetched_at"),
    ("changes", "detected"),
    ("outlines", "detected"),
)


def send_plainly(connection: Connection) -> None:
    """What digests say and what was sent stands there as it is, as it did before 0015."""
    for table, column in ((digests, "said"), (deliveries, "mime")):
        found = connection.execute(select(table.c.id, table.c[column])).all()
        if column == "said" and connection.dialect.name != "sqlite":
            connection.exec_driver_sql("ALTER TABLE digests ALTER COLUMN said TYPE TEXT USING ''")
        plain = text(f"UPDATE {table.name} SET {column} = :plain WHERE id = :id")
        for id_, stands in found:
            connection.execute(plain, {"plain": stands, "id": id_})


def say_plainly(connection: Connection) -> None:
    """What was said of changes stands there as text, as it did before 0009, and so do headers, as before 0011;
    moments are text, as before 0012, and the indexes of 0014 are not there; what digests say and what was sent stands there
    as it is, as before 0015."""
    for name in ("ix_digests_composed", "ix_owed_change", "ix_owed_waits"):
        connection.exec_driver_sql(f"DROP INDEX {name}")
    send_plainly(connection)
    told = recalled.texts(connection, connection.execute(select(*recalled.COLUMNS)).all())
    headers = dict(connection.execute(select(documents.c.id, documents.c.headers)).all())
    for table, column, texts in (("changes", "said", told), ("documents", "headers", headers)):
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql(f"ALTER TABLE {table} ALTER COLUMN {column} TYPE TEXT USING ''")
        plain = text(f"UPDATE {table} SET {column} = :text WHERE id = :id")
        for id_, written in texts.items():
            connection.execute(plain, {"text": written, "id": id_})
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("ALTER TABLE chain ALTER COLUMN said TYPE TEXT USING ''")
    connection.execute(changes.update().values(rest=None, leans=None))
    if connection.dialect.name == "sqlite":
        for table, column in MOMENTS:
            moment = f"strftime('%Y-%m-%d %H:%M:%S.', {column} / 1000000, 'unixepoch') || printf('%06d', {column} % 1000000)"
            connection.exec_driver_sql(f"UPDATE {table} SET {column} = {moment}")
    for column in ("source", "detected"):
        connection.exec_driver_sql(f"CREATE INDEX ix_changes_{column} ON changes ({column})")
