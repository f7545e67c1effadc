"""Accounts, sessions, tokens and guesses: the pure rules, the store, `monitor users`."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from monitor.passwords import AT_ONCE, WAITING, CrowdedError, Passwords
from monitor.people import (
    API,
    FEED,
    LONGEST,
    MOST_WAIT,
    READS,
    Account,
    Role,
    Session,
    Subject,
    longest,
    name_of,
    objection,
    wait_after,
)
from monitor.store import Store
from monitor.store.people import key_of
from tests.desk import Desk
from tests.site import Site

NOW = datetime(2026, 5, 8, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
PASSWORD = "seven green lamps"


# -- rules -----------------------------------------------------------------------------------------


def test_a_name_is_the_same_however_it_is_typed() -> None:
    assert name_of(" Li.Wei ") == name_of("li.wei") == name_of("ＬＩ.wei") == "li.wei"
    assert name_of("王小明") == "王小明"


@pytest.mark.parametrize(
    "written", ["", "   ", "li wei", "li\0", "l\ni", "<b>", "../li", "a" * 65, "li/wei", "\ud800"]
)
def test_a_name_that_could_play_tricks_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="such as"):
        name_of(written)


def test_a_password_is_long_and_not_the_name() -> None:
    assert objection("li", "eleven char") == "short"
    assert objection("li.wei.of.customs", "Li.Wei.Of.Customs") == "name"
    assert objection("li", "x" * (LONGEST + 1)) == "long"
    assert objection("li", "太阳能路灯出口绿色通道公告") is None


def test_W09_who_guesses_waits_longer_each_time_and_never_for_ever() -> None:
    waits = [wait_after(failures, 8) for failures in range(1, 60)]
    assert waits[:7] == [timedelta(0)] * 7
    assert waits[7:10] == [timedelta(seconds=s) for s in (1, 2, 4)]
    assert waits == sorted(waits)
    assert waits[-1] == MOST_WAIT


def test_a_wait_that_a_wrong_clock_set_holds_nobody_up() -> None:
    assert longest([NOW + HOUR * 24], NOW) is None
    assert longest([None, NOW + timedelta(seconds=3), NOW - HOUR], NOW) == NOW + timedelta(seconds=3)


def test_a_session_ends_when_it_is_old_unused_or_its_account_ended() -> None:
    account = Account(1, "li", Role.READER, "-", NOW)
    session = Session("00", account, NOW, NOW + HOUR, NOW + DAY)
    assert session.holds(NOW + HOUR, idle=HOUR, length=DAY)
    assert not session.holds(NOW + 2 * HOUR, idle=HOUR, length=DAY)
    assert not session.holds(NOW + DAY, idle=DAY, length=2 * DAY)  # as was said when it began
    assert not session.holds(NOW + 2 * HOUR, idle=DAY, length=2 * HOUR)  # as is said now
    ended = Account(1, "li", Role.READER, "-", NOW, ended=NOW)
    assert not Session("00", ended, NOW, NOW, NOW + DAY).holds(NOW, idle=HOUR, length=DAY)


# -- passwords -------------------------------------------------------------------------------------


def test_a_password_hashed_by_an_older_custom_is_right_and_called_old() -> None:
    written = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)).hash(PASSWORD)
    passwords = Passwords(QUICK)
    assert passwords.is_right(written, PASSWORD)
    assert not passwords.is_right(written, PASSWORD + " ")
    assert passwords.is_old(written)
    assert not passwords.is_old(passwords.hash(PASSWORD))


def test_an_accent_is_the_same_whichever_way_a_keyboard_writes_it() -> None:
    passwords = Passwords(QUICK)
    assert passwords.is_right(
        passwords.hash("caf\u00e9 caf\u00e9 caf\u00e9"), "cafe\u0301 cafe\u0301 cafe\u0301"
    )


@pytest.mark.parametrize("password", ["", "\0" * 20, "x" * 1_000_000, "\ud800" * 20])
def test_odd_passwords_are_wrong_and_no_accident(password: str) -> None:
    passwords = Passwords(QUICK)
    assert not passwords.is_right(passwords.hash(PASSWORD), password)
    assert not passwords.is_right(None, password)
    assert not passwords.is_right("no hash of ours", password)


def test_a_name_that_nobody_has_costs_as_much_as_a_wrong_password() -> None:
    counted = _Counted()
    passwords = Passwords(counted)
    written = passwords.hash(PASSWORD)
    passwords.is_right(written, "wrong")
    passwords.is_right(None, "wrong")
    assert len(counted.seen) == 2
    assert {each.rpartition("$")[0].rpartition("$")[0] for each in counted.seen} == {
        written.rpartition("$")[0].rpartition("$")[0]  # the same custom
    }


class _Counted(PasswordHasher):
    """Notes what was looked at."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.seen: list[str] = []

    def verify(self, hash: str | bytes, password: str | bytes) -> bool:  # noqa: A002  argon2-cffi's name
        self.seen.append(str(hash))
        return super().verify(hash, password)


class _Stuck(PasswordHasher):
    """Hashes when it is told to."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.go, self.under_way, self.most = threading.Event(), 0, 0
        self._lock = threading.Lock()

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        with self._lock:
            self.under_way += 1
            self.most = max(self.most, self.under_way)
        self.go.wait(10)
        with self._lock:
            self.under_way -= 1
        return super().hash(password, salt=salt)


def test_many_log_ins_at_once_take_no_more_memory_than_two() -> None:
    hasher = _Stuck()
    passwords, refused = Passwords(hasher), 0

    def one() -> None:
        nonlocal refused
        try:
            passwords.hash(PASSWORD)
        except CrowdedError:
            refused += 1

    threads = [threading.Thread(target=one) for _ in range(AT_ONCE + WAITING + 5)]
    for thread in threads:
        thread.start()
    for thread in threads[AT_ONCE + WAITING :]:
        thread.join(0.2)
    hasher.go.set()
    for thread in threads:
        thread.join(10)
    assert (hasher.most, refused) == (AT_ONCE, 5)


# -- the store -------------------------------------------------------------------------------------


def _somebody(store: Store, name: str = "li", role: Role = Role.ANALYST) -> Account:
    assert store.people.add(name, role, "hash", NOW)
    account = store.people.account(name)
    assert account is not None
    return account


def test_an_account_is_kept_by_name_and_comes_back_only_with_a_new_password(store: Store) -> None:
    people = store.people
    assert not people.anybody()
    account = _somebody(store)
    assert (account.role, account.ended) == (Role.ANALYST, None)
    assert not people.add("li", Role.ADMIN, "other", NOW)
    assert people.remove("li", NOW + HOUR)
    assert not people.anybody()
    assert not people.remove("li", NOW + HOUR)
    assert not people.set_role("li", Role.ADMIN)
    assert people.add("li", Role.READER, "new", NOW + DAY)
    back = people.account("li")
    assert back is not None
    assert (back.id, back.role, back.password, back.ended) == (account.id, Role.READER, "new", None)


def test_only_the_hash_of_a_session_is_written_down(store: Store) -> None:
    store.people.begin("what the browser holds", _somebody(store), NOW, DAY)
    session = store.people.session("what the browser holds")
    assert session is not None
    assert session.key == key_of("what the browser holds")
    assert (session.account.name, session.until) == ("li", NOW + DAY)
    assert store.people.session(session.key) is None
    assert store.people.session("\ud800\0") is None


def test_W09_all_sessions_end_with_the_password_and_with_the_account(store: Store) -> None:
    people, account = store.people, _somebody(store)
    _somebody(store, "wang")
    for secret in ("one", "two"):
        people.begin(secret, account, NOW, DAY)
    people.set_password("li", "new hash")
    assert people.session("one") is people.session("two") is None
    people.begin("three", account, NOW, DAY)
    people.add_token(account, API, "cron", "program", NOW)
    people.remove("li", NOW)
    assert people.session("three") is None
    assert people.by_token(API, "program", NOW) is None
    assert people.account("wang").ended is None  # type: ignore[union-attr]


def test_sessions_that_are_over_are_swept_out(store: Store) -> None:
    people, account = store.people, _somebody(store)
    people.begin("old", account, NOW, HOUR)
    people.begin("new", account, NOW + DAY, HOUR)
    assert [session.key for session in people.sessions("li")] == [key_of("new")]


def test_W19_a_token_is_of_one_kind_and_holds_until_its_last_day(store: Store) -> None:
    people, account = store.people, _somebody(store)
    people.add_token(account, API, "cron", "secret", NOW, ended=NOW + DAY)
    people.add_token(account, FEED, "calendar", "address", NOW, wish="label=eligibility")
    token = people.by_token(API, "secret", NOW + HOUR)
    assert token is not None
    assert (token.account.name, token.account.role, token.name) == ("li", Role.ANALYST, "cron")
    assert people.by_token(FEED, "secret", NOW) is None
    assert people.by_token(API, "secret", NOW + DAY) is None
    assert people.by_token(API, "secret ", NOW) is None
    feed = people.by_token(FEED, "address", NOW + 400 * DAY)
    assert feed is not None
    assert feed.wish == "label=eligibility"
    assert people.tokens("li")[1].used == NOW + HOUR


def test_nobody_ends_somebody_elses_token(store: Store) -> None:
    people, account = store.people, _somebody(store)
    _somebody(store, "wang")
    number = people.add_token(account, API, "cron", "secret", NOW)
    assert not people.end_token("wang", number, NOW)
    assert people.end_token("li", number, NOW)
    assert not people.end_token("li", number, NOW)
    assert people.by_token(API, "secret", NOW) is None


def test_W09_an_attempt_counts_before_it_is_known_to_be_wrong(store: Store) -> None:
    people = store.people
    li, here = Subject("account li", 3), Subject("address 203.0.113.9", 30)
    assert [people.attempt([li, here], NOW) for _ in range(3)] == [None] * 3
    assert people.attempt([li, here], NOW) == NOW + timedelta(seconds=1)
    assert people.attempt([Subject("account wang", 3), here], NOW) is None
    assert people.attempt([li, here], NOW + timedelta(seconds=1)) is None
    people.forgive(li)
    assert people.attempt([li, here], NOW + timedelta(seconds=1)) is None


def test_W09_many_attempts_at_once_are_counted_one_after_another(store: Store) -> None:
    subject, let_in = Subject("account li", 3), list[bool]()
    store.people.attempt([subject], NOW)

    def attempt() -> None:
        let_in.append(store.people.attempt([subject], NOW) is None)

    threads = [threading.Thread(target=attempt) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(let_in) == [False] * 10 + [True] * 2


def test_a_guess_that_is_refused_does_not_lengthen_the_wait(store: Store) -> None:
    li = Subject("account li", 1)
    store.people.attempt([li], NOW)
    for _ in range(100):
        assert store.people.attempt([li], NOW) == NOW + timedelta(seconds=1)
    assert store.people.attempt([li], NOW + timedelta(seconds=1)) is None


def test_what_was_taken_back_was_no_failure(store: Store) -> None:
    here = Subject("address 203.0.113.9", 2)
    for _ in range(20):
        assert store.people.attempt([here], NOW) is None
        store.people.take_back(here)


def test_the_slips_of_an_office_do_not_add_up(store: Store) -> None:
    office = Subject("address 203.0.113.9", 3, leak=timedelta(minutes=1))
    for minute in range(0, 60, 2):
        assert store.people.attempt([office], NOW + timedelta(minutes=minute)) is None
    for _ in range(3):
        store.people.attempt([office], NOW + HOUR)
    assert store.people.attempt([office], NOW + HOUR) == NOW + HOUR + timedelta(seconds=1)


def test_failures_of_yesterday_are_forgotten(store: Store) -> None:
    li = Subject("account li", 1)
    for hour in range(5):
        store.people.attempt([li], NOW + hour * HOUR)
    assert store.people.attempt([li], NOW + 3 * DAY) is None
    assert store.people.attempt([li], NOW + 3 * DAY) == NOW + 3 * DAY + timedelta(seconds=1)


def test_S11_each_archive_makes_its_own_key_and_keeps_it(store: Store) -> None:
    made = store.people.key("forms")
    assert len(made) == 32
    assert store.people.key("forms") == made
    assert store.people.key("other") != made


# -- monitor users ---------------------------------------------------------------------------------


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Site() as site:
        yield Desk(tmp_path, site).begin("")


def test_users_are_added_listed_changed_and_removed(desk: Desk) -> None:
    assert desk.monitor("users", "list").err.startswith("nobody has an account")
    added = desk.monitor("users", "add", "Li", "--role", "analyst", stdin=f"{PASSWORD}\n")
    assert (added.code, added.out) == (0, "")
    twice = desk.monitor("users", "add", "li", stdin=f"{PASSWORD}\n")
    assert (twice.code, "users change li" in twice.err) == (2, True)
    assert desk.monitor("users", "change", "li", "--role", "admin").code == 0
    line = desk.monitor("users", "list", "--json").lines[0]
    assert (line["name"], line["role"], line["ended"], line["tokens"]) == ("li", "admin", None, [])
    assert desk.monitor("users", "remove", "LI").code == 0
    assert desk.monitor("users", "list", "--json").lines[0]["ended"] == "2026-05-07T00:00:00Z"
    assert desk.monitor("users", "remove", "li").code == 2


@pytest.mark.parametrize(
    ("stdin", "says"),
    [
        ("", "no password came"),
        ("short\n", "fewer than 12"),
        ("li.wei.customs\n", "is the name"),
        (b"\xff\xfe passwords\n", "not UTF-8"),
        ("x" * 501, "more than 500"),
    ],
)
def test_a_bad_password_makes_no_account(desk: Desk, stdin: str | bytes, says: str) -> None:
    told = desk.monitor("users", "add", "li.wei.customs", stdin=stdin)
    assert (told.code, says in told.err) == (2, True)
    assert desk.monitor("users", "list", "--json").lines == []


def test_a_token_is_printed_once_and_only_its_hash_is_kept(desk: Desk) -> None:
    desk.monitor("users", "add", "li", stdin=f"{PASSWORD}\n")
    told = desk.monitor("users", "token", "li", "--name", "cron")
    secret = told.out.strip()
    assert (told.code, len(told.out.splitlines()), secret in told.err) == (0, 1, False)
    token = desk.monitor("users", "list", "--json").lines[0]["tokens"][0]
    assert (token["kind"], token["name"], token["until"]) == ("api", "cron", "2027-05-07T00:00:00Z")
    with sqlite3.connect(desk.folder / "monitor.db") as database:
        dump = "\n".join(database.iterdump())
    database.close()
    assert key_of(secret).upper() in dump.upper()
    assert secret not in dump
    assert PASSWORD not in dump
    assert desk.monitor("users", "token", "li", "--end", str(token["id"])).code == 0
    assert desk.monitor("users", "list", "--json").lines[0]["tokens"] == []


def test_a_mistake_with_users_names_the_mend(desk: Desk) -> None:
    assert "wang has no account" in desk.monitor("users", "token", "wang", "--name", "cron").err
    assert "without blanks" in desk.monitor("users", "add", "li wei", stdin=PASSWORD).err
    assert "--new-password" in desk.monitor("users", "change", "li").err
    desk.monitor("users", "add", "li", stdin=PASSWORD)
    assert "--name cron" in desk.monitor("users", "token", "li").err


def test_W04_serve_binds_nowhere_else_without_an_account(desk: Desk) -> None:
    for words in (("--host", "0.0.0.0"), ("--login",), ("--host", "::")):
        told = desk.monitor("serve", "--port", "0", *words)
        assert (told.code, "monitor users add" in told.err) == (2, True), told.err


def test_settings_of_the_web_that_cannot_be_are_refused_by_their_place(desk: Desk) -> None:
    for web, says in (
        ("{public_url: archive.example.com}", "write it like https://archive.example.com"),
        ("{public_url: 'https://archive.example.com/monitor'}", "without a path"),
        ("{session_idle: 12}", "has no unit"),
        ("{proxies: -1}", "proxies"),
        ("{public_ulr: x}", "did you mean public_url?"),
    ):
        desk.configure(sources="", web=web)
        told = desk.monitor("users", "list")
        assert (told.code, says in told.err) == (2, True), told.err


def test_W19_a_token_may_do_no_more_than_it_was_made_for(store: Store) -> None:
    people = store.people
    admin, reader = _somebody(store, "admin", Role.ADMIN), _somebody(store, "reader", Role.READER)
    people.add_token(admin, API, "reads", "1", NOW, wish=READS)
    people.add_token(admin, API, "decides", "2", NOW)
    people.add_token(reader, API, "reads", "3", NOW)
    people.add_token(admin, FEED, "calendar", "4", NOW)
    tokens = [people.by_token(kind, str(n), NOW) for n, kind in enumerate((API, API, API, FEED), 1)]
    assert [each and each.role for each in tokens] == [Role.READER, Role.ANALYST, Role.READER, Role.READER]
