"""When a place of a page counts as volatile: by how often it moved, over how long, and by what it ever showed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from monitor.compare import compare
from monitor.compare.forms.text import normal
from monitor.compare.guide import Guide
from monitor.compare.noise import habits
from monitor.compare.noise.known import Noise
from monitor.compare.noise.places import between, shape
from monitor.model import Block, Check, Content, Habit, Reading, Table, Text, Unchanged
from monitor.store import Store, create_store, open_store
from tests.growth import assert_linear

BEGUN = datetime(2026, 5, 1, tzinfo=UTC)
HOURS = timedelta(hours=12)
NOISE = Noise(Guide())


def page(*lines: str | Block, fields: tuple[tuple[str, str], ...] = ()) -> Content:
    around = [
        Text("The lane", role="heading"),
        Text("All goods pass here."),
        *map(text, lines),
        Text("The end of it."),
    ]
    return Content(tuple(around), fields=fields)


def text(line: str | Block) -> Block:
    return Text(line) if isinstance(line, str) else line


def learned(versions: Sequence[Content], every: timedelta = HOURS) -> dict[str, Habit]:
    known: dict[str, Habit] = {}
    for number, (before, after) in enumerate(pairwise(versions)):
        known = habits.learn(known, [(before, after)], NOISE, BEGUN + number * every)
    return known


def ignored(versions: Sequence[Content], every: timedelta = HOURS) -> list[str]:
    """The samples of what is volatile after these versions."""
    return [habit.sample for habit in learned(versions, every).values() if habits.is_volatile(habit)]


def test_a_number_without_a_mark_that_moves_at_each_reading_is_volatile() -> None:
    assert ignored([page(f"Seen by {n} friends of ours") for n in range(8)]) == ["Seen by 7 friends of ours"]


@pytest.mark.parametrize(("count", "every"), [(4, HOURS), (8, timedelta(hours=1))])
def test_a_few_changes_or_two_days_of_them_are_needed(count: int, every: timedelta) -> None:
    assert not ignored([page(f"Seen by {n} friends of ours") for n in range(count)], every)


def test_what_stands_still_on_most_days_is_not_volatile() -> None:
    assert not ignored([page(f"Seen by {n // 3} friends of ours") for n in range(24)], timedelta(days=1))


def test_what_moves_once_a_day_is_volatile_however_often_it_is_read() -> None:
    assert ignored([page(f"Seen by {n // 4} friends of ours") for n in range(40)], timedelta(hours=6))


def test_a_place_that_comes_to_rest_is_believed_again() -> None:
    moving = [page(f"Seen by {n} friends of ours") for n in range(8)]
    assert ignored(moving, timedelta(days=1))
    assert not ignored([*moving, *[moving[-1]] * 6], timedelta(days=1))


def around(line: str | Block, *, before: bool = False) -> Content:
    """A line at the edge of a page, where nothing is read."""
    notice = (Text("The lane", role="heading"), Text("All goods pass here."))
    return Content((text(line), *notice) if before else (*notice, text(line)))


TIPS = ("red boat", "calm sea", "white gull", "old pier", "long rope")
CAPTAINS = tuple(f"Captain {name} of the port" for name in ("Li", "Wu", "Ma", "He", "Xu"))


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize(
    ("lines", "changes", "every"),
    [
        ([f"{n} friends looked in" for n in (7, 9, 12, 31)], 2, HOURS),
        (TIPS, 3, HOURS),
        ([Text(tip, href=f"/go?id={n}") for n, tip in enumerate(TIPS)], 3, timedelta(hours=1)),
        ([f"2026-05-0{n} 10:11:1{n}" for n in range(1, 6)], 3, HOURS),
    ],
)
def test_at_the_edge_of_a_page_two_or_three_changes_are_enough(
    lines: Sequence[str | Block], changes: int, every: timedelta, *, before: bool
) -> None:
    pages = [around(line, before=before) for line in lines]
    assert not ignored(pages[:changes], every)
    assert ignored(pages[: changes + 1], every)
    guide = Guide(volatile=habits.volatile(learned(pages[: changes + 1], every), "a"))
    assert compare(pages[changes - 1], pages[changes], guide=guide).same


@pytest.mark.parametrize(
    ("pages", "every"),
    [
        ([page(tip) for tip in TIPS], HOURS),  # between sentences
        ([around(tip) for tip in TIPS[:4]], timedelta(days=3)),  # as slowly as people write
        ([around(name) for name in CAPTAINS], timedelta(hours=1)),  # of an edited line words stay
        ([around(tip) for tip in (*TIPS[:2], *TIPS[:2])], HOURS),  # to and fro
        ([around(Text(f"Notice of the {tip}", href=f"/{tip}")) for tip in TIPS], timedelta(hours=1)),
        ([around(Text(tip, href=f"/{tip}")) for tip in TIPS], timedelta(days=1)),
        ([around(f"Updated in week {n}") for n in range(5)], HOURS),
    ],
)
def test_what_may_be_somebodys_edit_is_not_learned_so_fast(
    pages: Sequence[Content], every: timedelta
) -> None:
    assert not ignored(pages, every)


@pytest.mark.parametrize(
    "line",
    [
        "The rate is {n}.5 today", "Quota left: {n} tonnes", "{n} exporters take part", "USD {n} buys one", "Duty: {n} %", "HS 8541.4{n} leads", "Effective 2026-05-0{n}",
        "税率{n}", "配额余量{n}", "No. {n} must be filed", "截止日期2026年5月{n}日", "Хранение квоты {n}", "hạn ngạch {n}", "Cuota restante {n}",
    ],
)  # fmt: skip
def test_what_trade_is_about_is_never_learned(line: str) -> None:
    assert not ignored([page(line.replace("{n}", str(n % 10))) for n in range(1, 12)])


def test_a_place_for_news_is_never_learned_however_often_it_moves() -> None:
    slot = [page(Text(f"{name} of the sea", href=f"/a/{name}.html")) for name in "abcdefghijkl"]
    assert not ignored(slot)
    assert not ignored([page(f"关于{name}的公告") for name in "甲乙丙丁戊己庚辛壬癸"])


def test_banners_that_come_back_are_learned_and_one_never_seen_is_told() -> None:
    banners = [page(Text(name, href=f"/a/{name}.html")) for name in ["Red boat", "Blue boat"] * 6]
    known = learned(banners)
    guide = Guide(volatile=habits.volatile(known, "a"))
    assert compare(banners[0], banners[1], guide=guide).same
    assert not compare(banners[0], page(Text("Green boat", href="/a/g.html")), guide=guide).same


def test_nothing_is_learned_from_a_page_that_is_rewritten() -> None:
    versions = [
        page(*(f"{word} {n} of line {chr(97 + n)}{word}" for n in range(40))) for word in ("ab", "cd", "ef")
    ]
    assert not learned(versions)


def test_a_field_is_learned_too() -> None:
    versions = [page(fields=(("Mood", f"calm {n}"),)) for n in range(8)]
    known = learned(versions)
    guide = Guide(volatile=habits.volatile(known, "a"))
    found = compare(versions[0], versions[5], guide=guide)
    assert found.same
    assert found.ignored[0].why.startswith("learned: changed in")
    assert not compare(versions[0], page(fields=(("Mood", "duty 5 %"),)), guide=guide).same


@pytest.mark.parametrize(
    "versions", [[page(f"Tip {n}"), page(f"Tip {n + 1}", "A true line.")] for n in range(3)]
)
def test_a_true_line_beside_a_volatile_one_is_told_alone(versions: list[Content]) -> None:
    known = learned([page(f"Tip {n}") for n in range(9)])
    (edit,) = compare(*versions, guide=Guide(volatile=habits.volatile(known, "a"))).edits
    assert edit.after == "A true line."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Seen 12 times", "Seen 1,300 times"),
        ("At 10:20 on 3 May 2026", "At 11:30 on 14 June 2026"),
        ("Token a8f3c2d9e1", "Token 77fab02c11"),
        ("星期三 12", "星期五 9"),
    ],
)
def test_texts_that_differ_in_numbers_days_and_tokens_look_alike(one: str, other: str) -> None:
    assert shape(normal(one)) == shape(normal(other))


def test_C19_looking_for_places_takes_time_in_proportion() -> None:
    def look(size: int) -> None:
        sides = [
            tuple(Text(f"line {n} of {chr(97 + n % 26)} {turn if n % 50 == 0 else ''}") for n in range(size))
            for turn in ("one", "two")
        ]
        list(between(*sides, NOISE))

    assert_linear(look, 500)


@pytest.mark.parametrize("piece", ["1", "a1", "1 ", "1.", "a", "mon ", "周一", "a" * 60 + "1", "1,a"])
def test_C18_masking_takes_time_in_proportion(piece: str) -> None:
    assert_linear(
        lambda size: (shape(piece * (size // len(piece))), habits.says_content(piece * (size // len(piece)))),
        12_500,
    )


# -- in the store ------------------------------------------------------------------------------------


def told(names: Sequence[Habit]) -> Unchanged:
    return Unchanged(Check("a", BEGUN, timedelta(0)), Reading((), {}, habits=tuple(names)))


def habit(number: int, **more: object) -> Habit:
    moved = BEGUN + timedelta(minutes=number)
    return Habit(f"look:{number}", "x\ud800\0y", "m", since=BEGUN, moved=moved, **more)  # type: ignore[arg-type]


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    create_store(database_url)
    opened = open_store(database_url, now=BEGUN)
    yield opened
    opened.close()


def test_of_many_places_the_latest_fifty_are_remembered_and_what_people_kept(store: Store) -> None:
    store.record(told([habit(0)]), next_check=None, fingerprint="f")
    (first,) = store.habits("a").values()
    assert first.id is not None
    assert store.keep_habit("a", first.id)
    for start in range(1, 200, 20):
        store.record(told([habit(n) for n in range(start, start + 20)]), next_check=None, fingerprint="f")
    marks = set(store.habits("a"))
    assert len(marks) == 50
    assert {"look:0", "look:200"} <= marks
    assert "look:5" not in marks


def test_what_was_forgotten_meanwhile_stays_forgotten(store: Store) -> None:
    store.record(told([habit(1)]), next_check=None, fingerprint="f")
    (known,) = store.habits("a").values()
    assert known.id is not None
    assert store.forget_habit("a", known.id)
    assert not store.forget_habit("a", known.id)
    store.record(told([known]), next_check=None, fingerprint="f")
    assert not store.habits("a")


def test_what_people_kept_while_a_page_was_asked_for_stays_kept(store: Store) -> None:
    """A pass reads what was learned of many sources before it asks for them, which may be minutes."""
    store.record(told([habit(1)]), next_check=None, fingerprint="f")
    (known,) = store.habits("a").values()
    assert known.id is not None
    assert store.keep_habit("a", known.id)
    store.record(told([known]), next_check=None, fingerprint="f")
    assert store.habits("a")["look:1"].kept


def test_a_table_between_takes_no_part() -> None:
    sheet = Table("", ("a", "b"), (("1", "2"),))
    assert ignored([page(sheet, f"Seen by {n} friends of ours") for n in range(8)])
