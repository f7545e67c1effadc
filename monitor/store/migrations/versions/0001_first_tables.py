"""The tables, as they first were."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "bodies",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("base", _NUMBER, nullable=True),
        sa.Column("depth", sa.SmallInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["base"], ["bodies.id"], name="fk_bodies_base"),
        sa.PrimaryKeyConstraint("id", name="pk_bodies"),
        sa.UniqueConstraint("sha256", name="uq_bodies_sha256"),
    )
    op.create_table(
        "digests",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("composed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_digests"),
    )
    op.create_index("ix_digests_subscription_slot", "digests", ["subscription", "slot"])
    op.create_table(
        "heartbeats",
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("beat", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("role", name="pk_heartbeats"),
    )
    op.create_table(
        "holders",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_holders"),
    )
    op.create_table(
        "pauses",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("host", name="pk_pauses"),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("last_attempt", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_good", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_change", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_new", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_check", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("bad_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("notices", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sources"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_subscriptions"),
    )
    op.create_table(
        "answers",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["bodies.sha256"], name="fk_answers_sha256"),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_answers_source"),
        sa.PrimaryKeyConstraint("source", "request", name="pk_answers"),
    )
    op.create_table(
        "checks",
        sa.Column("id", _NUMBER, sa.Identity(always=False), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("challenge", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_checks_source"),
        sa.PrimaryKeyConstraint("id", name="pk_checks"),
    )
    op.create_index("ix_checks_source_started", "checks", ["source", "started"])
    op.create_table(
        "deliveries",
        sa.Column("id", _NUMBER, sa.Identity(always=True), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("mime", sa.LargeBinary(), nullable=False),
        sa.Column("tells", sa.Text(), nullable=False),
        sa.Column("bare", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("first_try", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uncertain", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["digest"], ["digests.id"], name="fk_deliveries_digest"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint(
            "digest", "channel", "recipient", "message", name="uq_deliveries_digest_channel_recipient_message"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_deliveries_state_next_try", "deliveries", ["state", "next_try"])
    op.create_table(
        "lines",
        sa.Column("id", sa.LargeBinary(length=16), nullable=False),
        sa.Column("head", _NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["head"], ["bodies.id"], name="fk_lines_head"),
        sa.PrimaryKeyConstraint("id", name="pk_lines"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "notices",
        sa.Column("id", _NUMBER, sa.Identity(always=False), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=16), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("published_text", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(length=32), nullable=True),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_read", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rereads", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["content"], ["bodies.sha256"], name="fk_notices_content"),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_notices_source"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("source", "key_hash", name="uq_notices_source_key_hash"),
    )
    op.create_table(
        "changes",
        sa.Column("id", _NUMBER, sa.Identity(always=True), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("notice", _NUMBER, nullable=False),
        sa.Column("check", _NUMBER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("detected", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.LargeBinary(length=32), nullable=True),
        sa.Column("after", sa.LargeBinary(length=32), nullable=True),
        sa.Column("said", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["after"], ["bodies.sha256"], name="fk_changes_after"),
        sa.ForeignKeyConstraint(["before"], ["bodies.sha256"], name="fk_changes_before"),
        sa.ForeignKeyConstraint(["check"], ["checks.id"], name="fk_changes_check"),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name="fk_changes_notice"),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name="fk_changes_source"),
        sa.PrimaryKeyConstraint("id", name="pk_changes"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_changes_detected", "changes", ["detected"])
    op.create_index("ix_changes_notice", "changes", ["notice"])
    op.create_index("ix_changes_source", "changes", ["source"])
    op.create_table(
        "documents",
        sa.Column("id", _NUMBER, sa.Identity(always=False), nullable=False),
        sa.Column("check", _NUMBER, nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("headers", sa.Text(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("not_modified", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["check"], ["checks.id"], name="fk_documents_check"),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
    )
    op.create_index("ix_documents_check", "documents", ["check"])
    op.create_table(
        "marks",
        sa.Column("change", _NUMBER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["change"], ["changes.id"], name="fk_marks_change"),
        sa.PrimaryKeyConstraint("change", "kind", "value", name="pk_marks"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_marks_kind_value", "marks", ["kind", "value"])
    op.create_table(
        "owed",
        sa.Column("subscription", sa.Text(), nullable=False),
        sa.Column("change", _NUMBER, nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["change"], ["changes.id"], name="fk_owed_change"),
        sa.ForeignKeyConstraint(["digest"], ["digests.id"], name="fk_owed_digest"),
        sa.PrimaryKeyConstraint("subscription", "change", name="pk_owed"),
    )
    op.create_index("ix_owed_digest", "owed", ["digest"])
    op.create_table(
        "versions",
        sa.Column("id", _NUMBER, sa.Identity(always=False), nullable=False),
        sa.Column("notice", _NUMBER, nullable=False),
        sa.Column("content", sa.LargeBinary(length=32), nullable=False),
        sa.Column("check", _NUMBER, nullable=False),
        sa.Column("document", _NUMBER, nullable=True),
        sa.ForeignKeyConstraint(["check"], ["checks.id"], name="fk_versions_check"),
        sa.ForeignKeyConstraint(["content"], ["bodies.sha256"], name="fk_versions_content"),
        sa.ForeignKeyConstraint(["document"], ["documents.id"], name="fk_versions_document"),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name="fk_versions_notice"),
        sa.PrimaryKeyConstraint("id", name="pk_versions"),
    )
    op.create_index("ix_versions_notice", "versions", ["notice"])
