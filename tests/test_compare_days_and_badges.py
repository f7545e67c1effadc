"""A day written otherwise, a counter beside its label, an entry that is no longer new: both ways round, and what they must not hide."""

from __future__ import annotations

import pytest

from monitor.compare import compare
from monitor.compare.noise.labelled import counts
from monitor.model import Block, Comparison, Content, Table, Text


def page(*blocks: Block) -> Content:
    return Content((Text("Measures in force", role="heading"), *blocks, Text("Contact the desk for more.")))


def both_ways(one: Content, other: Content) -> tuple[Comparison, Comparison]:
    return compare(one, other), compare(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("22 January 2026", "2026-01-22"),
        ("2026年4月29日", "2026-04-29"),
        ("9 janvier 2026", "2026-01-09"),
        ("ngày 29 tháng 5 năm 2026", "2026-05-29"),
        ("7 мая 2026 г.", "2026-05-07"),
        ("2026-05-13 关于调整配额的公告（第61号）", "2026年5月13日关于调整配额的公告（第61号）"),
        ("The quota opens on 1 July 2026 for all.", "The quota opens on 2026-07-01 for all."),
    ],
)
def test_the_same_day_written_otherwise_is_no_change(one: str, other: str) -> None:
    table = [page(Table("Ports", ("Port", "Since"), (("Dunmore", day),))) for day in (one, other)]
    fields = [Content(fields=(("Published", day),)) for day in (one, other)]
    texts = [page(Text(day)) for day in (one, other)]
    for pair in (table, fields, texts):
        for found in both_ways(*pair):
            assert found.same
            assert "the same day written otherwise" in {ignored.why for ignored in found.ignored}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("22 January 2026", "2026-01-23"),
        ("03/04/2026", "2026-04-03"),
        ("03/04/2026", "2026-03-04"),
        ("The quota opens on 1 July 2026 for all.", "The quota opens on 2026-07-01 for some."),
        ("1 July 2026 to 3 July 2026", "2026-07-01"),
    ],
)
def test_another_day_or_one_that_nobody_can_tell_is_a_change(one: str, other: str) -> None:
    for found in both_ways(page(Text(one)), page(Text(other))):
        assert not found.same
    for found in both_ways(Content(fields=(("Published", one),)), Content(fields=(("Published", other),))):
        assert not found.same


@pytest.mark.parametrize(
    "label", ["瀏覽次數", "Visitas", "Lượt xem", "Просмотры", "조회", "عدد الزيارات", "點閱數"]
)
def test_a_counter_in_the_row_below_or_beside_its_label_is_no_change(label: str) -> None:
    rows = [page(Table("", ("Office", "Trade"), ((label, number),))) for number in ("7861", "22459")]
    texts = [page(Text(label), Text(number)) for number in ("7861", "22459")]
    fields = [Content(fields=((label, number),)) for number in ("7861", "22459")]
    for pair in (rows, texts, fields, [page(), texts[1]]):
        for found in both_ways(*pair):
            assert found.same


def test_a_number_below_another_label_is_a_change() -> None:
    for label in ("Permits left", "配额余量", "Visits by inspectors"):
        for found in both_ways(page(Text(label), Text("7861")), page(Text(label), Text("22459"))):
            assert not found.same
    assert not counts("Visits", "4")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("posted 3 days ago", "posted 9 days ago"),
        ("22天前发布", "40天前发布"),
        ("hace 2 días", "hace 3 semanas"),
        ("vor 3 Tagen", "vor einem Monat"),
        ("2日前に掲載", "22日前に掲載"),
        ("3일 전", "9일 전"),
        ("Publié il y a 9 jours", "Publié il y a 43 jours"),
        ("Diterbitkan 29 hari yang lalu", "Diterbitkan 56 hari yang lalu"),
        ("Опубликовано 52 дня назад", "Опубликовано 56 дней назад"),
        ("منذ 3 أيام", "منذ 5 أيام"),
    ],
)
def test_how_long_ago_something_was_posted_is_no_change(one: str, other: str) -> None:
    for found in both_ways(page(Text(one)), page(Text(other))):
        assert found.same
    fields = [Content(fields=(("更新", age),)) for age in (one, other)]
    for found in both_ways(*fields):
        assert found.same


def test_days_before_something_are_a_term() -> None:
    for one, other in (
        ("须在装运3天前申报", "须在装运5天前申报"),
        ("Apply 3 days before loading", "Apply 5 days before loading"),
    ):
        for found in both_ways(page(Text(one)), page(Text(other))):
            assert not found.same
    for found in both_ways(
        Content(fields=(("申报时限", "3天前"),)), Content(fields=(("申报时限", "5天前"),))
    ):
        assert not found.same
    tables = [page(Table("", ("Goods", "Term"), (("Pumps", term),))) for term in ("3天前", "5天前")]
    for found in both_ways(*tables):
        assert not found.same


@pytest.mark.parametrize(
    ("title", "marked"),
    [
        ("Import of walnuts", "NEW Import of walnuts"),
        ("Importación de nueces", "Importación de nueces Nuevo"),
        ("关于核桃进口的公告", "关于核桃进口的公告 新"),
        ("くるみの輸入について", "新着 くるみの輸入について"),
        ("Nhập khẩu quả óc chó", "Nhập khẩu quả óc chó [Mới]"),
    ],
)
def test_a_mark_that_an_entry_is_new_is_no_change(title: str, marked: str) -> None:
    link = "/n/118.html"
    for found in both_ways(page(Text(title, href=link)), page(Text(marked, href=link))):
        assert found.same
    for found in both_ways(page(Text("2026-05-29")), page(Text("NOUVEAU 2026-05-29"))):
        assert found.same
    for found in both_ways(page(Text(title, href=link)), page(Text(title, href=link), Text("НОВОЕ"))):
        assert found.same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("New import licences", "Import licences"),
        ("Reglamento nuevo", "Reglamento"),
        ("نظام جديد", "نظام"),
        ("Import of walnuts REPEALED", "Import of walnuts"),
        ("Import of walnuts (closed)", "Import of walnuts (open)"),
        ("关于核桃进口的公告 失效", "关于核桃进口的公告"),
    ],
)
def test_a_word_of_the_title_and_what_became_of_a_notice_are_changes(one: str, other: str) -> None:
    for found in both_ways(page(Text(one, href="/n/118.html")), page(Text(other, href="/n/118.html"))):
        assert not found.same


def test_a_new_code_in_a_table_is_told() -> None:
    tables = [page(Table("", ("Code", "State"), (("8413709990", state),))) for state in ("Old", "New")]
    for found in both_ways(*tables):
        assert not found.same
