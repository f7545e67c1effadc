"""What is found in an archive, on both databases: each has its own index, and both find the same."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy
from hypothesis import HealthCheck, given, settings, strategies as st

from monitor.errors import StoreError
from monitor.model import Amended, Attachment, Changed, Comparison, Content, First, Notice, Table, Text
from monitor.search import Order, QueryError, Sought, parse
from monitor.search.excerpts import holds
from monitor.search.results import answer, plain
from monitor.store import Store, indexing, open_store
from monitor.store.archive import bodies
from monitor.store.schema import WORDS, texts
from tests.checks import HOUR, NOW, check, document, finding, listed, reading

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


def said(key: str, title: str, *paragraphs: str, published: date | None = None, **more) -> Notice:
    entry = replace(listed(key, title), published=published)
    return Notice(entry, Content(tuple(map(Text, paragraphs)), **more), "zh")


def first(store: Store, *found: Notice, source: str = "agency", at=NOW) -> None:
    outcome = First(check(document(), at=at, source=source), reading(*found))
    store.record(outcome, next_check=at + HOUR, fingerprint="f1")


def now_says(store: Store, before: Notice, after: Notice, at=NOW + DAY) -> None:
    told = finding(Amended(before, after, Comparison(), silent=False))
    outcome = Changed(check(document(), at=at), reading(after), (told,))
    store.record(outcome, next_check=at + HOUR, fingerprint="f1")


def keys(store: Store, written: str, **more) -> list[str]:
    return [found.key for found in results(store, written, **more).found]


def results(store: Store, written: str, **more):
    return store.search.search(parse(written), Sought(**more), SHANGHAI)


PILOT = said(
    "pilot",
    "关于开展太陽能照明产品绿色通道的公告",
    "一、试点在上海、宁波等12个口岸开展。",
    "二、企业出口LED路灯，应当提交碳足迹声明，品目8541 43 00。",
    published=date(2026, 4, 1),
)
LIST_OF_GOODS = Notice(
    replace(listed("goods", "商品清单"), number="海关总署公告2026年第58号"),
    Content(
        (Table("清单", ("编码", "名称"), (("8541.43.00", "太阳能电池"), ("9405.41", "路灯"))),),
        attachments=(
            Attachment("附件：说明.docx", "https://agency.example/a", blocks=(Text("carbon footprint"),)),
        ),
    ),
    "zh",
)
OTHER = said("other", "Footprint of carbon", "Carbon is no footprint | import. 关税与海事、口岸与关卡。")


@pytest.fixture
def archive(store: Store) -> Store:
    first(store, PILOT, LIST_OF_GOODS, OTHER)
    return store


FOUND = (
    ("太阳能", {"pilot", "goods"}),
    ("灯", {"pilot", "goods"}),
    ("路灯", {"pilot", "goods"}),
    ("口岸 路灯", {"pilot"}),
    ("口岸", {"pilot", "other"}),
    ("口岸 -路灯", {"other"}),
    ("海关", {"goods"}),
    ("8541.43", {"pilot", "goods"}),
    ("854143", {"pilot", "goods"}),
    ("9405", {"goods"}),
    ("9406", set()),
    ("公告2026年第58号", {"goods"}),
    ("公告2026年第5号", set()),
    ("carbon footprint", {"goods", "other"}),
    ('"carbon footprint"', {"goods"}),
    ('footprint -"carbon footprint"', {"other"}),
    ('footprint -"no carbon footprint"', {"goods", "other"}),
    ("carb*", {"goods", "other"}),
    ("说明.docx", {"goods"}),
    ("pilot OR 清单", {"goods"}),
    ("名称 电池", {"goods"}),
    ('"名称 太阳能"', set()),
    ("LED路灯", {"pilot"}),
    ('"footprint import"', {"other"}),
    ('"灯 应"', set()),
)


def test_a_notice_is_found_by_what_it_says(archive: Store):
    assert [(written, set(keys(archive, written))) for written, _ in FOUND] == list(FOUND)


def test_what_is_found_is_shown_with_its_place_and_its_words_marked(archive: Store):
    [found] = results(archive, '"carbon footprint"').found
    assert (found.source, found.key, found.number) == ("agency", "goods", "海关总署公告2026年第58号")
    assert (found.file, plain(found.excerpt), found.latest) == ("附件：说明.docx", "carbon footprint", True)
    assert [piece.marked for piece in found.excerpt] == [True]
    assert answer(found)["marked"] == {"title": [], "excerpt": ["carbon footprint"]}
    assert answer(found)["read"] == "2026-05-08T00:00:00Z"


def test_every_version_is_found_and_shown_is_the_newest_that_fits(store: Store):
    later = replace(PILOT, content=Content((Text("试点扩大到20个口岸，不再要求声明。"),)))
    first(store, PILOT)
    now_says(store, PILOT, later)
    [old], [new] = results(store, "碳足迹").found, results(store, "口岸").found
    assert (old.latest, old.changes, old.change) == (False, ("1",), None)
    assert (new.latest, new.change, plain(new.excerpt)) == (True, "1", "试点扩大到20个口岸，不再要求声明。")
    assert keys(store, "碳足迹", latest=True) == []
    assert keys(store, "口岸", latest=True) == ["pilot"]


def test_a_wording_that_comes_back_is_in_the_index_once(store: Store):
    later = replace(PILOT, content=Content((Text("另行通知。"),)))
    first(store, PILOT)
    now_says(store, PILOT, later)
    now_says(store, later, PILOT, NOW + 2 * DAY)
    assert results(store, "口岸").found[0].latest
    assert count(store, texts) == 2


def test_a_text_is_of_the_day_it_bears_and_an_amendment_of_the_day_we_read_it(store: Store):
    later = replace(PILOT, content=Content((Text("试点扩大到20个口岸。"),)))
    first(store, PILOT, at=NOW - HOUR)
    now_says(store, PILOT, later, NOW + 20 * HOUR)  # the next day, in Shanghai
    assert keys(store, "宁波", since=date(2026, 4, 1), until=date(2026, 4, 1)) == ["pilot"]
    assert keys(store, "宁波", since=date(2026, 4, 2)) == []
    assert keys(store, "宁波", until=date(2026, 3, 31)) == []
    assert [found.day for found in results(store, "扩大").found] == [date(2026, 5, 9)]
    assert keys(store, "扩大", since=date(2026, 5, 9)) == ["pilot"]
    assert keys(store, "扩大", until=date.max) == ["pilot"]


def test_a_day_that_is_still_to_come_is_not_believed(store: Store):
    first(store, replace(PILOT, listed=replace(PILOT.listed, published=date(2062, 4, 1))))
    assert results(store, "口岸").found[0].day == date(2026, 5, 8)


def test_one_source_alone_is_searched(store: Store):
    first(store, PILOT)
    first(store, PILOT, source="s0 OR 口岸\" '")
    assert [found.source for found in results(store, "口岸", source="agency").found] == ["agency"]
    assert [found.source for found in results(store, "口岸", source="s0 OR 口岸\" '").found] == [
        "s0 OR 口岸\" '"
    ]
    assert results(store, "口岸", source="nobody").found == ()


def test_what_says_it_in_its_title_comes_first_and_the_newest_of_those_alike(store: Store):
    alike = [said(f"n{day}", "公告", "进口货物。", published=date(2026, 3, day)) for day in (3, 1, 2)]
    first(store, said("title", "进口", "公告。", published=date(2020, 1, 1)), *alike)
    assert keys(store, "进口") == ["title", "n3", "n2", "n1"]
    assert keys(store, "进口", order=Order.NEWEST) == ["n3", "n2", "n1", "title"]


def test_pages_are_bounded_and_one_that_is_too_large_is_the_last(store: Store):
    first(store, *(said(f"n{number}", "公告", published=date(2026, 1, 1 + number)) for number in range(7)))
    page = results(store, "公告", size=3, page=2)
    assert ([found.key for found in page.found], page.total, page.pages) == (["n3", "n2", "n1"], 7, 3)
    last = results(store, "公告", size=3, page=10**9)
    assert ([found.key for found in last.found], last.page) == (["n0"], 3)
    assert len(results(store, "公告", size=10**9).found) == 7
    assert results(store, "公告", page=-3).page == 1


def test_of_very_many_the_newest_are_looked_at_and_that_is_said(store: Store, monkeypatch):
    monkeypatch.setattr("monitor.store.searching.MOST", 3)
    first(store, *(said(f"n{number}", "公告", published=date(2026, 1, 1 + number)) for number in range(5)))
    found = results(store, "公告")
    assert ([one.key for one in found.found], found.more) == (["n4", "n3", "n2"], True)


def test_what_stands_now_is_found_behind_any_number_of_older_versions(store: Store, monkeypatch):
    monkeypatch.setattr("monitor.store.searching.MOST", 1)
    first(store, PILOT, said("old", "口岸", published=date(2020, 1, 1)))
    for day in range(8):
        before, after = (
            (PILOT if day == 0 else said("pilot", f"口岸{day}")),
            said("pilot", f"口岸{day + 1}"),
        )
        now_says(store, before, after if day < 7 else said("pilot", "无"), NOW + (day + 1) * DAY)
    assert keys(store, "口岸", latest=True) == ["old"]
    assert keys(store, "口岸") == ["pilot"]


TRICKS = (
    "'; DROP TABLE notices; --",
    'x" OR 1=1 --',
    "title : 公告",
    "NEAR(公告 口岸, 5)",
    "公告 AND NOT 口岸",
    "^公告 + {title}",
    "a & b | !c <-> d:*",
    "\\'); --",
    "公告\x00口岸",
    "%_\ud800",
)


def test_W11_no_query_is_ever_read_by_the_database(archive: Store):
    for written in TRICKS:
        with suppress(QueryError):
            assert results(archive, written).total <= 3
        assert set(keys(archive, "公告")) == {"pilot", "goods"}, written


SIGNS = st.text(
    st.sampled_from("太阳能路灯口岸公告 、。carbon8541.43,2026年第58号'\"\\:*()&|!-"), min_size=1, max_size=14
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SIGNS, min_size=1, max_size=3), SIGNS)
def test_what_is_in_a_text_is_found_and_nothing_else(store: Store, said_in: list[str], written: str):
    try:
        query = parse(written)
    except QueryError:
        return
    key = str(count(store, bodies))  # each example adds to the same archive
    first(store, said(key, "标题", *said_in), source=key)
    store.search.catch_up(UTC)
    found = {one.key for one in store.search.find(query, Sought(source=key)).found}
    assert found == ({key} if holds(["标题", *said_in], query) else set())


# -- bringing up to date ---------------------------------------------------------------------------


def count(store: Store, table: sqlalchemy.FromClause) -> int:
    query = sqlalchemy.select(sqlalchemy.func.count()).select_from(table)
    return store._read(lambda connection: connection.execute(query).scalar())


def test_recording_leaves_the_index_alone_and_a_search_brings_it_up_to_date(archive: Store):
    assert archive.search.waiting() == 3
    assert archive.search.find(parse("口岸"), Sought()).found == ()
    assert set(keys(archive, "口岸")) == {"pilot", "other"}
    assert archive.search.waiting() == 0


def test_many_versions_are_added_a_few_at_a_time_and_no_longer_than_there_is_time(store, monkeypatch):
    monkeypatch.setattr(indexing, "_NEXT", indexing._NEXT.limit(2))
    first(store, *(said(f"n{number}", "公告") for number in range(5)))
    assert store.search.catch_up(UTC, timedelta(0)) == 3
    assert results(store, "公告", size=9).total == 5
    added: list[int] = []
    first(store, *(said(f"m{number}", "公告") for number in range(3)), source="other")
    assert store.search.catch_up(UTC, stop=lambda: True) == 1
    assert store.search.catch_up(UTC, said=added.append) == 0
    assert added == [1]


def test_two_who_index_at_once_add_nothing_twice(archive: Store):
    units = archive.search._units
    batch = units.read(lambda connection: indexing.read(connection, 10**9, UTC))
    assert archive.search.catch_up(UTC) == 0
    assert not units.write(lambda connection: indexing.write(connection, batch, archive.search._words))
    assert results(archive, "口岸").total == 2


def test_an_index_of_older_rules_is_made_anew(archive: Store):
    keys(archive, "口岸")
    archive._write(
        lambda connection: connection.execute(
            sqlalchemy.update(indexing.indexing).values(rules=indexing.RULES - 1)
        )
    )
    assert archive.search.waiting() == 3
    assert set(keys(archive, "口岸")) == {"pilot", "other"}
    assert count(archive, texts) == 3


def test_an_empty_archive_finds_nothing(store: Store):
    assert results(store, "口岸").found == ()
    assert store.search.waiting() == 0


def test_D04_a_damaged_text_is_found_by_its_title_and_stops_nothing(archive: Store):
    damaged = sqlalchemy.select(bodies.c.id).order_by(bodies.c.size.desc()).limit(1)
    archive._write(
        lambda connection: connection.execute(
            sqlalchemy.update(bodies)
            .where(bodies.c.id == connection.execute(damaged).scalar())
            .values(packed=b"?")
        )
    )
    found = {one.key: one for one in results(archive, "公告 OR 商品清单 OR 口岸").found}
    assert found.keys() == {"pilot", "goods", "other"}


def test_a_search_goes_on_when_the_index_cannot_be_written(archive: Store, monkeypatch):
    keys(archive, "口岸")
    first(archive, said("late", "口岸"), source="late")

    def full(*_args, **_more):
        raise StoreError("the disk is full")

    monkeypatch.setattr(archive.search._units, "write", full)
    found = results(archive, "口岸")
    assert (found.total, found.waiting, found.trouble) == (2, 1, "the disk is full")


def test_a_text_of_very_many_different_words_is_found_by_all_of_them(store: Store):
    words = " ".join(
        f"word{chr(97 + a)}{chr(97 + b)}{chr(97 + c)}{'x' * 30}"
        for a in range(26)
        for b in range(26)
        for c in range(26)
    )
    first(store, said("long", "长", words, "海关总署 " * 400, "公告 " * 20_000, "最后的口岸"))
    for written in (
        "最后的口岸",
        '"海关总署 海关总署"',
        f"worda{'a' * 2}{'x' * 30}",
        f"wordz{'z' * 2}{'x' * 30}",
    ):
        assert keys(store, written) == ["long"], written


def test_D01_who_is_killed_while_indexing_leaves_an_index_that_is_right(sqlite_url):
    store = open_store(sqlite_url, now=NOW)
    first(store, PILOT, LIST_OF_GOODS, OTHER)
    store.close()
    script = f"""
        import os
        from datetime import UTC, datetime
        from monitor.store import open_store, words
        before = words._Sqlite.add
        def killed(*args, **more):
            before(*args, **more)
            os._exit(9)
        words._Sqlite.add = killed
        open_store({sqlite_url!r}, now=datetime(2026, 5, 8, tzinfo=UTC)).search.catch_up(UTC)
    """
    assert subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=False).returncode == 9
    store = open_store(sqlite_url, now=NOW)
    assert store.search.waiting() == 3
    assert set(keys(store, "口岸")) == {"pilot", "other"}
    store._read(
        lambda connection: connection.exec_driver_sql(
            f"INSERT INTO {WORDS}({WORDS}) VALUES ('integrity-check')"
        )
    )
    store.close()
