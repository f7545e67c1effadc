"""What each change says of the programmes it belongs to, by itself."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "threads",
        sa.Column("change", _NUMBER, nullable=False),
        sa.Column("programme", sa.Text(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("amends", sa.Boolean(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["changes.id"], name="fk_threads_change"),
        sa.PrimaryKeyConstraint("change", "programme", name="pk_threads"),
    )
    op.create_index("ix_threads_programme_change", "threads", ["programme", "change"])
    _fill()


def _fill() -> None:
    """From what was said of the changes that belong to a programme already."""
    threads = sa.table(
        "threads",
        *(sa.column(name) for name in ("change", "programme", "official", "amends", "number", "said")),
        sa.column("day", sa.Date()),
    )
    connection = op.get_bind()
    found = connection.execute(
        sa.text(
            "SELECT DISTINCT changes.id, changes.name, changes.said, notices.number, notices.published FROM changes"
            " JOIN marks ON marks.change = changes.id AND marks.kind = 'programme'"
            " JOIN notices ON notices.id = changes.notice"
        ).columns(published=sa.Date())
    ).all()
    for row in found:
        said = json.loads(row.said)
        for thread in said.get("threads", ()):
            values = {
                "change": row.id,
                "programme": thread["programme"],
                "official": said["status"] != "unconfirmed",
                "amends": row.name == "amended",
                "number": row.number,
                "day": row.published,
                "said": json.dumps(thread, ensure_ascii=False, separators=(",", ":")),
            }
            connection.execute(sa.insert(threads).values(**values))
