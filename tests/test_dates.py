"""Dates as authorities print them, and those of HTTP."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

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
        "8 พฤษภาคม 2569", "8 พฤษภาคม พ.ศ. 2569", "๘ พฤษภาคม ๒๕๖๙", "8 พ.ค. 69", "วันที่ 8 พฤษภาคม 2569", "2569-05-08", "8 May 2569",
        "令和８年５月８日", "令和八年五月八日", "R8.5.8", "中華民國115年5月8日", "民國一百一十五年五月八日", "115/05/08", "115.05.08", "115年5月8日",
        "2026年五月八日", "08-May-26", "8. Mai 2026", "8 мая 2026 г.", "ngày 8 tháng 5 năm 2026", "8 tháng 5, 2026", "٨ مايو ٢٠٢٦", "8 مايو 2026م",
        "8 Mayıs 2026", "8 maggio 2026", "8 maja 2026", "2026-05-08T10:30:00.000+0000", "1447/11/21 هـ", "21/11/1447 AH", "21-11-1447H", "1447/11/21 هجري", "التاريخ الهجري: 1447/11/21", "21 ذو القعدة 1447هـ",
        "21 Dhu al-Qadah 1447 AH", "1447-11-21 | 2026-05-08", "21/11/1447 هـ الموافق 08/05/2026", "2026\u200e-05\u200e-08", "令和8年5月8日", "民國115年5月8日", "2026년 5월 8일", "2026. 5. 8.", "\u3000 2026-05-08\xa0",
    ],
)  # fmt: skip
def test_a_printed_date_is_understood(printed):
    assert parse(printed, order="dmy") == DAY


@pytest.mark.parametrize("printed", ["二〇二五年十二月三十一日", "2025年12月31日", "31 December 2025"])
def test_the_last_day_of_a_year_is_understood(printed):
    assert parse(printed) == date(2025, 12, 31)


@pytest.mark.parametrize(
    "printed",
    [
        "", "2026-02-30", "2026-13-01", "0000-00-00", "海关总署公告2026年第34号", "2026年5月", "自2026年5月8日起施行", "1767225600000",
        "关于2026年5月8日起调整税率的公告", "05-08", "tomorrow", "9" * 500, "8 Foo 2026", "12345678901",
        "1447-13-01", "31/12/1447", "令和0年13月1日", "民國115年13月1日", "115/13/08", "1026-05-08", "0569-05-08", "3026年5月8日", "٩٩ مايو ٢٠٢٦",
        "1447-11-21", "21/11/1447", "1405/02/18", "۱۴۰۵/۰۲/۱۸", "1350-01-01", "1405/02/18 هـ.ش", "1405/02/18 ه‍ ش", "1405/02/18 هجري شمسي",
        "12 May 1447", "1 March 1450", "2999-01-01", "2100-01-01", "2699-01-01", "8/5/2142", "8-May-60",
        "8 百年 2026", "R8", "平成", "①②③④-05-08", "二〇二六年", "二〇二六年百月八日", "½-05-2026", "8 พ.ค.",
    ],
)  # fmt: skip
def test_T07_what_is_no_date_is_none(printed):
    assert parse(printed) is None


def test_T07_a_day_in_digits_is_only_read_when_we_are_told_how():
    assert parse("03/04/2026") is None
    assert parse("03/04/2026", order="dmy") == date(2026, 4, 3)
    assert parse("03/04/2026 08:30", order="mdy") == date(2026, 3, 4)
    assert parse("2026-05-08", order="dmy") == DAY


def test_T07_a_year_of_two_digits_is_only_read_where_something_else_says_that_it_is_a_date():
    assert parse("08/05/26") is None
    assert parse("08/05/26", order="dmy") == DAY
    assert parse("05/08/26", order="mdy") == DAY


def test_T07_a_year_of_another_calendar_is_never_taken_for_one_of_ours():
    for printed in ("1447-11-21", "2569-05-08", "21/11/1447"):
        assert parse(printed) in (DAY, None)
    assert [found.day for found in find("صدر في 21/11/1447 هـ ويعمل به من 2026-06-01")][-1] == date(
        2026, 6, 1
    )


IN_THE_GULF = ["1447-11-21", "21/11/1447", "1447/11/21", "٢١/١١/١٤٤٧"]


@pytest.mark.parametrize("printed", IN_THE_GULF)
def test_T07_a_year_of_the_moon_is_read_where_the_source_counts_so(printed):
    assert parse(printed, order="dmy", years="lunar") == DAY
    assert parse(printed, order="dmy") is None


@pytest.mark.parametrize(
    "printed", [*IN_THE_GULF, "1405/02/18", "1405/2/18 هـ", "1405-02-18 AH", "1350-01-01", "18/02/1405"]
)
def test_T07_a_year_of_the_sun_is_never_taken_for_one_of_the_moon(printed):
    assert parse(printed, order="dmy", years="solar") is None


@pytest.mark.parametrize(
    "printed", ["1447-11-21 | 2026-05-08", "2026-05-08 (1447/11/21)", "21/11/1447 - 2026-05-08"]
)
def test_T07_a_year_of_the_moon_is_read_where_the_same_day_stands_beside_it_in_ours(printed):
    assert {found.day for found in find(printed)} == {DAY}
    assert len(list(find(printed))) == 2
    assert len(list(find(printed.replace("2026", "2020")))) == 1


@pytest.mark.parametrize(
    "printed", ["8/5/69", "08/05/69", "8/5/2569", "8-May-69", "8 พ.ค. 69", "8/5/26", "8/5/2026"]
)
def test_T07_a_year_of_two_digits_is_of_the_buddhist_era_where_the_source_counts_so(printed):
    assert parse(printed, order="dmy", years="buddhist") == DAY


@pytest.mark.parametrize("printed", ["8/5/69", "8-May-69"])
def test_T07_elsewhere_a_year_of_two_digits_is_never_of_the_far_future(printed):
    assert parse(printed, order="dmy") is None
    assert parse(printed.replace("69", "98"), order="dmy") == date(1998, 5, 8)


def test_every_date_of_a_text_is_found_in_its_place():
    text = "自2026年6月1日起至2027年5月31日，见二〇二六年五月八日公告。"
    assert [printed.day for printed in find(text)] == [date(2026, 6, 1), date(2027, 5, 31), DAY]
    assert [text[p.start : p.end] for p in find(text)] == [
        "2026年6月1日",
        "2027年5月31日",
        "二〇二六年五月八日",
    ]


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_every_day_is_understood_in_every_form(day):
    forms = [
        f"{day:%Y-%m-%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.day} {day:%B} {day.year}",
        f"{day:%Y/%m/%d}",
    ]
    assert {parse(form) for form in forms} == {day}


@given(
    st.one_of(
        st.text(max_size=150),
        st.text("0123456789/-. 年月日令和民國百十二五ก.พค٨هـMay\u200f", max_size=30),
        st.from_regex(r"[0-9]{1,4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,4}", fullmatch=True),
    )
)
def test_no_text_is_a_mistake(text):
    for order, years in product((None, "dmy", "mdy"), (None, "lunar", "solar", "buddhist")):
        parse(text, order=order, years=years)
        found = list(find(text, order=order, years=years))
        assert all(text[one.start : one.end].strip() and one.day.year < 2100 for one in found)
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
