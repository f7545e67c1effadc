"""The index of words, in each database's own way. It is filled by whoever searches next, and by every turn."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "texts",
        sa.Column("id", _NUMBER, autoincrement=False, nullable=False),
        sa.Column("version", _NUMBER, nullable=False),
        sa.Column("notice", _NUMBER, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["versions.id"], name="fk_texts_version"),
        sa.ForeignKeyConstraint(["notice"], ["notices.id"], name="fk_texts_notice"),
        sa.PrimaryKeyConstraint("id", name="pk_texts"),
        sa.UniqueConstraint("version", name="uq_texts_version"),
    )
    op.create_table(
        "indexing",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("version", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_indexing"),
    )
    if op.get_bind().dialect.name == "sqlite":
        # the texts themselves stay in the archive; the words come to it ready, with a blank between
        op.execute("CREATE VIRTUAL TABLE words USING fts5(title, text, marks, content='', tokenize='ascii')")
    else:
        op.execute(
            "CREATE TABLE words (text BIGINT NOT NULL CONSTRAINT fk_words_text REFERENCES texts (id), "
            "part SMALLINT NOT NULL, found TSVECTOR NOT NULL, CONSTRAINT pk_words PRIMARY KEY (text, part)) "
            # kept aside, so that a search reads only the numbers
            "WITH (toast_tuple_target = 128)"
        )
        op.execute("CREATE INDEX ix_words_found ON words USING gin (found)")
