"""How a store is opened, made and brought up to date. Nothing but `create_store` makes a database."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import URL, Engine, inspect, text

from monitor.errors import StoreError
from monitor.store import backup, chain, disks, engine as database, limits, locks
from monitor.store.schema import REVISION
from monitor.store.store import Store
from monitor.values import dataclass

CHECKED_AT_START = 32 * 2**20  # bytes; a larger file takes longer to check than to use, `doctor` does it


@dataclass(frozen=True, slots=True)
class Migrations:
    """Where the steps from one schema to the next are, and the last of them."""

    folder: Path = Path(__file__).parent / "migrations"
    head: str = REVISION


SHIPPED = Migrations()


def open_store(
    url: str,
    *,
    now: datetime,
    patience: timedelta = database.PATIENCE,
    longest: timedelta | None = None,
    migrations: Migrations = SHIPPED,
) -> Store:
    """The store at `url`, ready to use. StoreError when it is missing, damaged or newer than we are.

    An older one is copied to `FILE.before-REVISION` and brought up to date, by one of those that start. patience: how long a
    writer waits for another. longest: how long one question may take, where others wait for the answer.
    """
    parsed = database.parse_url(url)
    file = database.database_file(parsed)
    if file is not None and not file.is_file():
        raise StoreError(f"{file}: there is no database here; `monitor init` makes one")  # never we (D06)
    engine = database.connect(parsed, patience)
    try:
        with database.trouble(parsed, patience):
            if file is not None and file.stat().st_size <= CHECKED_AT_START:
                _must_be_sound(engine, parsed)
            _bring_up_to_date(engine, parsed, migrations, now)
            if longest is not None:
                limits.break_off(engine, longest)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, parsed, patience=patience, opened=now)


def create_store(url: str, now: datetime | None = None) -> None:
    """A database stands at `url` afterwards. One that stands there already is kept as it is.

    now: when its evidence chain begins; without it, with the first thing that is written down.
    """
    parsed = database.parse_url(url)
    file = database.database_file(parsed)
    if file is not None and not file.parent.is_dir():
        raise StoreError(f"{file}: its folder does not exist")
    if file is not None and not file.exists() and (kind := disks.share(file)):
        raise StoreError(
            f"{file}: {disks.refusal(kind)}"
        )  # D16; one that is there already is used, with a warning
    engine = database.connect(parsed, create=True)
    try:
        with database.trouble(parsed):
            if file is not None:
                file.touch(0o600)  # it holds what signs forms, and hashes of passwords (S11)
            if _revision(engine) is None:
                _must_be_empty(engine, parsed)
                _migrate(parsed, SHIPPED, now)
        if file is not None:
            backup.sync(file.parent)
    finally:
        engine.dispose()


def _must_be_sound(engine: Engine, url: URL) -> None:
    with engine.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    found = " ".join(found.replace("*** in database main ***", "").split())
    if found != "ok":
        raise StoreError(f"{database.shown(url)}: damaged (quick_check: {found}). {database.way_back(url)}")


def _must_be_empty(engine: Engine, url: URL) -> None:
    if tables := inspect(engine).get_table_names():
        raise StoreError(f"{database.shown(url)}: holds another program's tables ({', '.join(tables[:3])})")


def _bring_up_to_date(engine: Engine, url: URL, migrations: Migrations, now: datetime) -> None:
    if _behind(engine, url, migrations) is None:
        return
    with locks.migrating(url):
        revision = _behind(engine, url, migrations)
        if revision is None:  # somebody else did it while we waited
            return
        _copy(url, revision)
        engine.dispose()  # of every connection that saw the old tables
        _migrate(url, migrations, now)


def _behind(engine: Engine, url: URL, migrations: Migrations) -> str | None:
    """The revision of an older schema; None when it is ours. StoreError says why it cannot be used at all."""
    revision = _revision(engine)
    if revision == migrations.head:  # without a look at Alembic: start-up time counts
        return None
    if revision is None:
        raise StoreError(
            f"{database.shown(url)}: this is no database of monitor's, or an emptied one. "
            f"{database.way_back(url)}; `monitor init` fills an empty one"
        )
    if revision not in _known_revisions(migrations):
        raise StoreError(
            f"{database.shown(url)}: written by a newer monitor (schema {revision}, this one knows "
            f"{migrations.head}); install that version again. Nothing was touched"
        )
    return revision


def _revision(engine: Engine) -> str | None:
    """The schema's revision as Alembic stamped it; None when there is no such stamp."""
    with engine.connect() as connection:
        if not connection.dialect.has_table(connection, "alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _known_revisions(migrations: Migrations) -> set[str]:
    from alembic.script import ScriptDirectory

    return {script.revision for script in ScriptDirectory(str(migrations.folder)).walk_revisions()}


def _migrate(url: URL, migrations: Migrations, now: datetime | None) -> None:
    """All steps and the stamp in one transaction: whatever happens, it is the old schema or the new (D07)."""
    from alembic import command
    from alembic.config import Config

    # tables are rebuilt by copying, which foreign keys would take for deleting; they are checked at the end
    engine = database.connect(url, foreign_keys=False)
    try:
        with database.for_writing(engine).begin() as connection:
            config = Config()
            config.set_main_option("script_location", str(migrations.folder).replace("%", "%%"))
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            if now is not None and migrations.head == REVISION:
                chain.begin(connection, now)  # over what an older version left, before anything is added
            if connection.dialect.name == "sqlite":
                _must_refer_rightly(connection.exec_driver_sql("PRAGMA foreign_key_check").first(), url)
    finally:
        engine.dispose()


def _must_refer_rightly(row: object, url: URL) -> None:
    if row is not None:
        raise StoreError(f"{database.shown(url)}: the migration was undone, it would have lost rows: {row}")


def _copy(url: URL, revision: str) -> None:
    """`monitor.db.before-0001`, complete and on the disk before anything is changed."""
    file = database.database_file(url)
    if file is None:
        return  # PostgreSQL undoes a failed migration whole; its backups are the server's
    backup.copy(file, file.with_name(f"{file.name}.before-{revision}"))
