"""Dates as authorities print them, and those of HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from monitor.dates import find, http_date, parse, retry_after

NOW = datetime(2026, 5, 8, tzinfo=UTC)
DAY = date(2026, 5, 8)


@pytest.mark.parametrize(
    "printed",
    [
        "2026-05-08", "[2026-05-08]", "（2026-5-8）", "2026/5/8", "2026.05.08", "2026-05-08 10:30", "2026-05-08 10:30:59",
        "2026-05-08T10:30:00Z", "2026-05-08T10:30:00.123+08:00", "20260508", "2026年5月8日", "2026 年 05 月 08 日",
        "２０２６年５月８日", "２０２６－０５－０８", "二〇二六年五月八日", "二○二六年五月八日", "二零二六年五月八日", "2026年5月8日 星期五",
        "发布日期：2026-05-08", "发布时间：2026-05-08 10:30", "2026-05-08至2026-06-08",
        "8 May 2026", "8th May, 2026", "08-May-2026", "May 8, 2026", "MAY 8 2026", "Friday, May 8, 2026", "Fri, 08 May 2026 10:00:00 -0400",
        "Published 8 May 2026", "Last updated: 8 May 2026, 14:00", "8 de mayo de 2026", "8 mai 2026", "08.05.2026", "8 พ.ค. 2569",
        "8 พฤษภาคม 2569", "令和8年5月8日", "民國115年5月8日", "2026년 5월 8일", "2026. 5. 8.", "\u3000 2026-05-08\xa0",
    ],
)  # fmt: skip
def test_a_printed_date_is_understood(printed):
    assert parse(printed) == DAY


@pytest.mark.parametrize("printed", ["二〇二五年十二月三十一日", "2025年12月31日", "31 December 2025"])
def test_the_last_day_of_a_year_is_understood(printed):
    assert parse(printed) == date(2025, 12, 31)


@pytest.mark.parametrize(
    "printed",
    [
        "", "2026-02-30", "2026-13-01", "0000-00-00", "海关总署公告2026年第34号", "2026年5月", "自2026年5月8日起施行", "1767225600000",
        "关于2026年5月8日起调整税率的公告", "05-08", "tomorrow", "9" * 500, "8 Foo 2026", "12345678901",
    ],
)  # fmt: skip
def test_T07_what_is_no_date_is_none(printed):
    assert parse(printed) is None


def test_T07_a_day_in_digits_is_only_read_when_we_are_told_how():
    assert parse("03/04/2026") is None
    assert parse("03/04/2026", order="dmy") == date(2026, 4, 3)
    assert parse("03/04/2026 08:30", order="mdy") == date(2026, 3, 4)
    assert parse("2026-05-08", order="dmy") == DAY


def test_every_date_of_a_text_is_found_in_its_place():
    text = "自2026年6月1日起至2027年5月31日，见二〇二六年五月八日公告。"
    assert [printed.day for printed in find(text)] == [date(2026, 6, 1), date(2027, 5, 31), DAY]
    assert [text[p.start : p.end] for p in find(text)] == [
        "2026年6月1日",
        "2027年5月31日",
        "二〇二六年五月八日",
    ]


@given(st.dates(date(1900, 1, 1), date(2300, 1, 1)))
def test_every_day_is_understood_in_every_form(day):
    forms = [
        f"{day:%Y-%m-%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%Y/%m/%d}",
    ]
    assert {parse(form) for form in forms} == {day}


@given(st.text(max_size=150))
def test_no_text_is_a_mistake(text):
    parse(text)
    list(find(text))
    retry_after(text, NOW)


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("0", timedelta(0)),
        ("1.5", timedelta(seconds=1.5)),
        ("Fri, 08 May 2026 01:00:00 GMT", timedelta(hours=1)),
        ("Thu, 07 May 2026 01:00:00 GMT", timedelta(0)),
        ("999999999", timedelta(hours=24)),
        ("9" * 400, timedelta(hours=24)),
        ("Fri, 08 May 2099 01:00:00 GMT", timedelta(hours=24)),
        ("-5", None),
        ("soon", None),
        ("Fri, 99 May 2026", None),
        ("", None),
        (None, None),
    ],
)
def test_N08_retry_after_is_understood_and_capped(value, wait):
    assert retry_after(value, NOW) == wait


def test_an_http_date_is_aware_utc():
    assert http_date("Fri, 08 May 2026 10:00:00 GMT") == datetime(2026, 5, 8, 10, tzinfo=UTC)
    assert http_date("Friday, 08-May-26 10:00:00 GMT") == datetime(2026, 5, 8, 10, tzinfo=UTC)
    assert http_date("nonsense") is None
