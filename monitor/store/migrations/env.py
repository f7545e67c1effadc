"""How Alembic runs here: on the connection it is given, within that connection's transaction.

A step says what the tables were on its day, so it names SQL types, never ours, which may change.
"""

from typing import Literal

from alembic import context
from sqlalchemy.types import TypeDecorator

from monitor.store import archive, schema  # noqa: F401 - the archive names its tables
from monitor.store.columns import metadata


def plain_type(kind: str, item: object, _: object) -> str | Literal[False]:
    """How a column's type is written into a new step."""
    return f"sa.{item.impl!r}" if kind == "type" and isinstance(item, TypeDecorator) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,
    render_item=plain_type,
    include_name=schema.is_plain,
)
with context.begin_transaction():
    context.run_migrations()
