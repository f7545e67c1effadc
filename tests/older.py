"""A database as an older version left it."""

from __future__ import annotations

from sqlalchemy import Connection, select, text

from monitor.store.schema import changes


def say_plainly(connection: Connection) -> None:
    """What was said of changes stands there as text, as it did before 0009."""
    rows = connection.execute(select(changes.c.id, changes.c.said)).all()
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql("ALTER TABLE changes ALTER COLUMN said TYPE TEXT USING ''")
    for row in rows:
        connection.execute(
            text("UPDATE changes SET said = :said WHERE id = :id"), {"said": row.said, "id": row.id}
        )
