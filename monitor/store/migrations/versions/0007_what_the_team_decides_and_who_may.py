"""Triage, accounts, and what lists find changes by."""

import json
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _deciding()
    _people()
    _outlines()
    _mark()


def _deciding() -> None:
    op.create_table(
        "triage",
        sa.Column("change", _NUMBER, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["changes.id"], name="fk_triage_change"),
        sa.PrimaryKeyConstraint("change", name="pk_triage"),
    )
    op.create_index("ix_triage_state_due", "triage", ["state", "due"])
    op.create_index("ix_triage_owner_state", "triage", ["owner", "state"])
    op.create_table(
        "steps",
        sa.Column("id", _NUMBER, sa.Identity(always=True), nullable=False),
        sa.Column("change", _NUMBER, nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["change"], ["changes.id"], name="fk_steps_change"),
        sa.PrimaryKeyConstraint("id", name="pk_steps"),
        sa.UniqueConstraint("change", "step", name="uq_steps_change_step"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "asked",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_asked_source"),
        sa.PrimaryKeyConstraint("source", name="pk_asked"),
    )


def _people() -> None:
    op.create_table(
        "users",
        sa.Column("id", _NUMBER, sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("ended", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("name", name="uq_users_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "sessions",
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user", _NUMBER, nullable=False),
        sa.Column("begun", _MOMENT, nullable=False),
        sa.Column("seen", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_sessions_user"),
        sa.PrimaryKeyConstraint("key", name="pk_sessions"),
    )
    op.create_index("ix_sessions_user", "sessions", ["user"])
    op.create_table(
        "tokens",
        sa.Column("id", _NUMBER, sa.Identity(always=True), nullable=False),
        sa.Column("user", _NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("wish", sa.Text(), nullable=True),
        sa.Column("created", _MOMENT, nullable=False),
        sa.Column("used", _MOMENT, nullable=True),
        sa.Column("ended", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["user"], ["users.id"], name="fk_tokens_user"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("key", name="uq_tokens_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_tokens_user", "tokens", ["user"])
    op.create_table(
        "logins",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last", _MOMENT, nullable=False),
        sa.Column("until", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("subject", name="pk_logins"),
    )
    op.create_table(
        "keys",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_keys"),
    )


def _outlines() -> None:
    op.create_table(
        "outlines",
        sa.Column("change", _NUMBER, nullable=False),
        sa.Column("notice", _NUMBER, nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sort", sa.Text(), nullable=False),
        sa.Column("detected", _MOMENT, nullable=False),
        sa.Column("effective", sa.Date(), nullable=True),
        sa.Column("expires", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.Column("labels", sa.SmallInteger(), nullable=False),
        sa.Column("directions", sa.SmallInteger(), nullable=False),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("chapters", sa.BigInteger(), nullable=False),
        sa.Column("chapters_above", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["changes.id"], name="fk_outlines_change"),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name="fk_outlines_notice"),
        sa.PrimaryKeyConstraint("change", name="pk_outlines"),
    )
    rest = ["detected", "labels", "directions", "official", "chapters", "chapters_above"]
    op.create_index("ix_outlines_by_day", "outlines", ["effective", "change", "source", "sort", *rest])
    op.create_index("ix_outlines_by_source", "outlines", ["source", "change", "sort", "effective", *rest])
    op.create_index("ix_outlines_by_time", "outlines", [*rest, "source", "sort", "effective"])
    op.create_index("ix_outlines_notice_change", "outlines", ["notice", "change"])
    op.create_index("ix_outlines_expires", "outlines", ["expires"])
    op.create_index("ix_outlines_deadline", "outlines", ["deadline"])


def _mark() -> None:
    """The direction and the day in force of every change, and its outline, from what was said of it."""
    marks = sa.table("marks", *(sa.column(name) for name in ("change", "kind", "value")))
    columns = ("change", "notice", "source", "sort", "detected", "effective", "expires", "deadline")
    outlines = sa.table(
        "outlines",
        *(sa.column(name, _TYPES.get(name, sa.types.NullType())) for name in (*columns, *_REST)),
    )
    changes = sa.table(
        "changes",
        *(sa.column(name) for name in ("id", "notice", "source", "name")),
        sa.column("silent", sa.Boolean()),
        sa.column("detected", _MOMENT),
        sa.column("said", sa.Text()),
    )
    connection = op.get_bind()
    last = 0
    while rows := connection.execute(
        sa.select(changes).where(changes.c.id > last).order_by(changes.c.id).limit(1000)
    ).all():
        last = rows[-1].id
        told = [(row, json.loads(row.said)) for row in rows]
        found = [
            {"change": row.id, "kind": kind, "value": value}
            for row, said in told
            for kind, value in _said(said["classification"])
        ]
        if found:
            connection.execute(sa.insert(marks), found)
        connection.execute(sa.insert(outlines), [_outline(row, said) for row, said in told])


_TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "detected": _MOMENT,
    "effective": sa.Date(),
    "expires": sa.Date(),
    "deadline": sa.Date(),
    "official": sa.Boolean(),
}
_REST = ("labels", "directions", "official", "chapters", "chapters_above")
_LABELS = ("eligibility", "hs-mapping", "documentation")
_DIRECTIONS = ("expansion", "restriction", "mixed", "neutral")


def _outline(row: Any, said: dict[str, Any]) -> dict[str, Any]:
    classification = said["classification"]
    labels, facts = classification.get("labels", ()), classification.get("facts", {})
    days = {name: facts.get(name) for name in ("effective", "expires", "deadline")}
    return {
        "change": row.id,
        "notice": row.notice,
        "source": row.source,
        "sort": "silent" if row.name == "amended" and row.silent else row.name,
        "detected": row.detected,
        **{name: date.fromisoformat(day) if day else None for name, day in days.items()},
        "labels": _bits(_LABELS, {label["name"] for label in labels}),
        "directions": _bits(_DIRECTIONS, {label.get("direction") for label in labels}),
        "official": said.get("status") != "unconfirmed",
        **_chapters(facts.get("hs_codes", ())),
    }


def _chapters(codes: list[str]) -> dict[str, int]:
    digits = ("".join(sign for sign in code if sign.isdecimal())[:2] for code in codes)
    found = {int(each) for each in digits if len(each) == 2}
    return {
        "chapters": sum(1 << chapter for chapter in found if chapter <= 60),
        "chapters_above": sum(1 << (chapter - 60) for chapter in found if chapter > 60),
    }


def _bits(order: tuple[str, ...], found: set[Any]) -> int:
    return sum(1 << place for place, name in enumerate(order) if name in found)


def _said(classification: dict[str, Any]) -> list[tuple[str, str]]:
    directions = {label.get("direction") for label in classification.get("labels", ())} - {None}
    found = [("direction", direction) for direction in sorted(directions)]
    if effective := classification.get("facts", {}).get("effective"):
        found.append(("effective", effective))
    return found
