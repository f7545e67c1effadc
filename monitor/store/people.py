"""Accounts, their sessions and tokens, and who guesses passwords. Reached as `store.people`.

Of what a browser or a program holds only the SHA-256 is written down: who reads the database can log in nowhere.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping, Select, delete, func, insert, or_, select, update

from monitor.errors import StoreError
from monitor.people import FORGIVEN, Account, Role, Session, Subject, Token, longest, wait_after
from monitor.store.columns import clean, inserted
from monitor.store.schema import keys, logins, sessions, tokens, users
from monitor.store.transactions import Transactions

_A_WHILE = timedelta(minutes=1)  # between two notes that a session or a token was of use


def key_of(secret: str) -> str:
    """What is written down of a secret that a browser or a program holds."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


class People:
    """Who may come in."""

    def __init__(self, units: Transactions) -> None:
        self._read, self._write = units.read, units.write

    def key(self, name: str) -> bytes:
        """The archive's own random key of this name, made when it is first asked for."""
        return self._read(lambda c: _key(c, name)) or self._write(lambda c: _make_key(c, name))

    # -- accounts ----------------------------------------------------------------------------------

    def account(self, name: str) -> Account | None:
        """The account of this name, also one that ended."""
        return self._read(lambda c: _account(c, name))

    def accounts(self) -> tuple[Account, ...]:
        """All there ever were, by name."""
        return self._read(
            lambda c: tuple(map(_as_account, c.execute(_ACCOUNTS.order_by(users.c.name)).mappings()))
        )

    def anybody(self) -> bool:
        """Whether there is an account that may come in."""
        return self._read(
            lambda c: (
                c.execute(select(users.c.id).where(users.c.ended.is_(None)).limit(1)).first() is not None
            )
        )

    def add(self, name: str, role: Role, password: str, now: datetime) -> bool:
        """A new account, or one that ended and comes back with a new password. False when it is there already."""
        return self._write(lambda c: _add(c, name, role, password, now))

    def set_role(self, name: str, role: Role) -> bool:
        """False when there is no such account."""
        return self._write(lambda c: _change(c, name, {"role": role.word}))

    def set_password(self, name: str, password: str) -> bool:
        """A new password; all its sessions end. False when there is no such account."""
        return self._write(lambda c: _change(c, name, {"password": password}) and _end_sessions(c, name))

    def rehash(self, account: Account, password: str) -> None:
        """The same password, hashed as is the custom now; nothing happens when it was changed meanwhile."""
        same = (users.c.id == account.id) & (users.c.password == account.password)
        self._write(lambda c: c.execute(update(users).where(same).values(password=password)))

    def remove(self, name: str, now: datetime) -> bool:
        """It may not come in any more, nor may its sessions and tokens. False when there is no such account."""
        return self._write(lambda c: _remove(c, name, now))

    # -- sessions ----------------------------------------------------------------------------------

    def begin(self, secret: str, account: Account, now: datetime, length: timedelta) -> None:
        """A browser that holds this secret is logged in from now on. Sessions that are over are swept out."""
        self._write(lambda c: _begin(c, key_of(secret), account, now, now + length))

    def session(self, secret: str) -> Session | None:
        """The session of a browser; whether it still holds, its caller decides."""
        return self._read(lambda c: _session(c, key_of(secret)))

    def touch(self, session: Session, now: datetime) -> None:
        """The session is in use; noted once a minute."""
        if now - session.seen >= _A_WHILE:
            mine = sessions.c.key == session.key
            with contextlib.suppress(StoreError):  # as for tokens
                self._write(lambda c: c.execute(update(sessions).where(mine).values(seen=now)))

    def end(self, key: str) -> None:
        """One session is over."""
        self._write(lambda c: c.execute(delete(sessions).where(sessions.c.key == key)))

    def end_all(self, name: str) -> None:
        """Every session of an account is over."""
        self._write(lambda c: _end_sessions(c, name))

    def sessions(self, name: str) -> tuple[Session, ...]:
        """The sessions of an account, the latest used first."""
        return self._read(lambda c: _sessions(c, name))

    def last_seen(self) -> dict[int, datetime]:
        """By the number of an account, when one of its sessions was last in use."""
        query = select(sessions.c.user, func.max(sessions.c.seen)).group_by(sessions.c.user)
        return self._read(lambda c: {row[0]: row[1] for row in c.execute(query)})

    # -- tokens ------------------------------------------------------------------------------------

    def add_token(
        self,
        account: Account,
        kind: str,
        name: str,
        secret: str,
        now: datetime,
        *,
        wish: str | None = None,
        ended: datetime | None = None,
    ) -> int:
        """A program that holds this secret is let in until it ended. The number it is known by."""
        values = {
            "user": account.id,
            "kind": kind,
            "name": name,
            "key": key_of(secret),
            "wish": wish,
            "created": now,
            "ended": ended,
        }
        return self._write(lambda c: inserted(c, insert(tokens), values))

    def by_token(self, kind: str, secret: str, now: datetime) -> Token | None:
        """Whose token of this kind (`api`, `feed`) that is; None when it is unknown, or over, or its account is.

        That it was used is noted once a minute.
        """
        token = self._read(lambda c: _by_key(c, kind, key_of(secret)))
        if token is None or not token.holds(now):
            return None
        if token.used is None or now - token.used >= _A_WHILE:
            mine = tokens.c.id == token.id
            with contextlib.suppress(StoreError):  # the database is busy: it is noted the next time
                self._write(lambda c: c.execute(update(tokens).where(mine).values(used=now)))
        return token

    def tokens(self, name: str) -> tuple[Token, ...]:
        """The tokens of an account and its secret addresses, the latest first, also those that are over."""
        query = _TOKENS.where(users.c.name == name).order_by(tokens.c.id.desc())
        return self._read(lambda c: tuple(map(_as_token, c.execute(query).mappings())))

    def end_token(self, name: str, id_: int, now: datetime) -> bool:
        """A token of this account is over; False when it has none of that number in use."""
        return self._write(lambda c: _end_token(c, name, id_, now))

    # -- guessing ----------------------------------------------------------------------------------

    def attempt(self, subjects: Sequence[Subject], now: datetime) -> datetime | None:
        """Note an attempt to log in as one that failed, before it is known; None when it may be made.

        Otherwise until when none may: then it is not counted either. Being noted first, many at once do not get more.
        """
        return self._write(lambda c: _attempt(c, subjects, now))

    def forgive(self, subject: Subject) -> None:
        """All failures are forgotten: the right password came."""
        self._write(lambda c: c.execute(delete(logins).where(logins.c.subject == subject.name)))

    def take_back(self, subject: Subject) -> None:
        """The last attempt was none that failed."""
        mine = logins.c.subject == subject.name
        self._write(lambda c: c.execute(delete(logins).where(mine & (logins.c.failures <= 1))))
        less = {"failures": logins.c.failures - 1, "until": None}
        self._write(lambda c: c.execute(update(logins).where(mine).values(less)))


# -- how it is done --------------------------------------------------------------------------------

_ACCOUNTS = select(users)
_OF_ACCOUNT = [
    users.c.id.label("user_id"),
    users.c.name.label("user_name"),
    users.c.role,
    users.c.password,
    users.c.created.label("user_created"),
    users.c.ended.label("user_ended"),
]
_SESSIONS = select(sessions.c.key, sessions.c.begun, sessions.c.seen, sessions.c.until, *_OF_ACCOUNT).join(
    users
)
_TOKENS = select(
    tokens.c.id,
    tokens.c.kind,
    tokens.c.name,
    tokens.c.wish,
    tokens.c.created,
    tokens.c.used,
    tokens.c.ended,
    *_OF_ACCOUNT,
).join(users)


def _as_account(row: RowMapping) -> Account:
    return Account(
        row["id"], row["name"], Role.named(row["role"]), row["password"], row["created"], row["ended"]
    )


def _its_account(row: RowMapping) -> Account:
    return Account(
        row["user_id"],
        row["user_name"],
        Role.named(row["role"]),
        row["password"],
        row["user_created"],
        row["user_ended"],
    )


def _as_session(row: RowMapping) -> Session:
    return Session(row["key"], _its_account(row), row["begun"], row["seen"], row["until"])


def _as_token(row: RowMapping) -> Token:
    return Token(
        row["id"],
        _its_account(row),
        row["kind"],
        row["name"],
        row["wish"],
        row["created"],
        row["used"],
        row["ended"],
    )


def _key(connection: Connection, name: str) -> bytes | None:
    found: bytes | None = connection.execute(select(keys.c.value).where(keys.c.name == name)).scalar()
    return None if found is None else bytes(found)


def _make_key(connection: Connection, name: str) -> bytes:
    if (there := _key(connection, name)) is not None:  # another process was first
        return there
    made = secrets.token_bytes(32)
    connection.execute(insert(keys), {"name": name, "value": made})
    return made


def _account(connection: Connection, name: str) -> Account | None:
    row = connection.execute(_ACCOUNTS.where(users.c.name == name)).mappings().first()
    return _as_account(row) if row else None


def _add(connection: Connection, name: str, role: Role, password: str, now: datetime) -> bool:
    values = {"role": role.word, "password": password, "created": now, "ended": None}
    there = _account(connection, name)
    if there is None:
        connection.execute(insert(users), {"name": name, **values})
    elif there.ended is None:
        return False
    else:
        connection.execute(update(users).where(users.c.id == there.id).values(**values))
    return True


def _change(connection: Connection, name: str, values: dict[str, str]) -> bool:
    mine = (users.c.name == name) & users.c.ended.is_(None)
    return connection.execute(update(users).where(mine).values(**values)).rowcount > 0


def _end_sessions(connection: Connection, name: str) -> bool:
    whose = select(users.c.id).where(users.c.name == name).scalar_subquery()
    connection.execute(delete(sessions).where(sessions.c.user == whose))
    return True


def _remove(connection: Connection, name: str, now: datetime) -> bool:
    mine = (users.c.name == name) & users.c.ended.is_(None)
    if not connection.execute(update(users).where(mine).values(ended=now)).rowcount:
        return False
    whose = select(users.c.id).where(users.c.name == name).scalar_subquery()
    open_still = (tokens.c.user == whose) & or_(tokens.c.ended.is_(None), tokens.c.ended > now)
    connection.execute(update(tokens).where(open_still).values(ended=now))
    return _end_sessions(connection, name)


def _begin(connection: Connection, key: str, account: Account, now: datetime, until: datetime) -> None:
    connection.execute(delete(sessions).where(sessions.c.until < now))
    connection.execute(
        insert(sessions), {"key": key, "user": account.id, "begun": now, "seen": now, "until": until}
    )


def _session(connection: Connection, key: str) -> Session | None:
    row = connection.execute(_SESSIONS.where(sessions.c.key == key)).mappings().first()
    return _as_session(row) if row else None


def _sessions(connection: Connection, name: str) -> tuple[Session, ...]:
    query = _SESSIONS.where(users.c.name == name).order_by(sessions.c.seen.desc())
    return tuple(map(_as_session, connection.execute(query).mappings()))


def _by_key(connection: Connection, kind: str, key: str) -> Token | None:
    query: Select[tuple[object, ...]] = _TOKENS.where((tokens.c.key == key) & (tokens.c.kind == kind))
    row = connection.execute(query).mappings().first()
    return _as_token(row) if row else None


def _end_token(connection: Connection, name: str, id_: int, now: datetime) -> bool:
    whose = select(users.c.id).where(users.c.name == name).scalar_subquery()
    mine = (tokens.c.id == id_) & (tokens.c.user == whose)
    open_still = or_(tokens.c.ended.is_(None), tokens.c.ended > now)
    return connection.execute(update(tokens).where(mine & open_still).values(ended=now)).rowcount > 0


def _attempt(connection: Connection, subjects: Sequence[Subject], now: datetime) -> datetime | None:
    connection.execute(delete(logins).where(logins.c.last < now - FORGIVEN))
    names = [clean(subject.name) for subject in subjects]
    mine = select(logins).where(logins.c.subject.in_(names)).order_by(logins.c.subject)
    rows = {
        row.subject: row for row in connection.execute(mine.with_for_update())
    }  # one attempt after another
    if until := longest((row.until for row in rows.values()), now):
        return until
    for subject, name in zip(subjects, names, strict=True):
        row = rows.get(name)
        failures = 1 + (subject.left(row.failures, row.last, now) if row else 0)
        wait = wait_after(failures, subject.free)
        values = {"failures": failures, "last": now, "until": now + wait if wait else None}
        if row:
            connection.execute(update(logins).where(logins.c.subject == name).values(**values))
        else:
            connection.execute(insert(logins), {"subject": name, **values})
    return None
