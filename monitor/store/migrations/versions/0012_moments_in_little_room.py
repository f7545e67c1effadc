"""The moments of checks, answers and changes are numbers on SQLite; indexes hold no more than is looked for in them."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_MOMENTS = (
    ("checks", "started"),
    ("documents", "fetched_at"),
    ("changes", "detected"),
    ("outlines", "detected"),
)
_NARROWED_BY = ("detected", "labels", "directions", "official", "chapters", "chapters_above")
_BY_DAY = ("effective", "change", "source", "sort", *_NARROWED_BY)


def upgrade() -> None:
    op.drop_index("ix_changes_source", "changes")
    op.drop_index("ix_changes_detected", "changes")
    for name, columns in (
        ("ix_outlines_by_day", _BY_DAY),
        ("ix_outlines_expires", ("expires",)),
        ("ix_outlines_deadline", ("deadline",)),
    ):
        op.drop_index(name, "outlines")
        some = sa.text(f"{columns[0]} IS NOT NULL")
        op.create_index(name, "outlines", columns, sqlite_where=some, postgresql_where=some)
    if op.get_bind().dialect.name == "sqlite":
        for table, column in _MOMENTS:
            seconds = f"strftime('%s', substr({column}, 1, 19)) * 1000000"
            micros = f"{seconds} + CAST(substr({column} || '000000', 21, 6) AS INTEGER)"
            # what is no time stays as it is: `verify` names it
            set_ = f"{column} = coalesce({micros}, {column})"
            op.execute(f"UPDATE {table} SET {set_} WHERE typeof({column}) = 'text'")  # noqa: S608 - our own names
