"""What a page says about its notice beside the text."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from monitor import identity
from monitor.extract.about import about
from tests.golden import source_from

COMMON = {"id": "x", "authority": "Customs", "jurisdiction": "CN", "url": "https://a.example/1.html"}


def test_T07_when_a_notice_was_published_signed_and_takes_effect_are_three_facts():
    fields = [("成文日期", "二〇二六年五月一日"), ("施行日期", "2026年6月1日"), ("发布日期", "2026-05-08")]
    said = about("", fields)
    assert (said.published, said.written, said.effective) == (
        date(2026, 5, 8),
        date(2026, 5, 1),
        date(2026, 6, 1),
    )


def test_T07_the_day_of_signing_stands_for_the_publication_where_nothing_else_is_told():
    said = about("", [("生成日期", "2026-05-01")])
    assert (said.published, said.published_text, said.written) == (
        date(2026, 5, 1),
        "2026-05-01",
        date(2026, 5, 1),
    )


def test_T07_days_in_digits_are_read_as_the_source_writes_them():
    fields = [("Effective Date", "03/04/2026")]
    assert about("", fields).effective is None
    assert about("", fields, order="dmy").effective == date(2026, 4, 3)


def test_the_tags_of_a_publishing_system_go_before_what_is_printed_and_the_build_time_is_none():
    page = """<meta name="createDate" content="2026-11-01"><meta name="PubDate" content="2026-05-08 10:30">
        <meta name="ArticleTitle" content="公告"><h1>另一个标题</h1>"""
    said = about(page, [("发布时间", "2026-05-09")])
    assert (said.title, said.published) == ("公告", date(2026, 5, 8))


@pytest.mark.parametrize(
    ("country", "keys", "day"),
    [
        ("GB", {}, date(2026, 4, 3)),
        ("VN", {}, date(2026, 4, 3)),
        ("US", {}, date(2026, 3, 4)),
        ("US", {"date_order": "dmy"}, date(2026, 4, 3)),
        ("CN", {}, None),
        ("INT", {}, None),
        ("CA", {"date_order": "mdy"}, date(2026, 3, 4)),
    ],
)
def test_T07_which_number_is_the_day_is_said_by_the_source_or_known_of_its_country(country, keys, day):
    source = source_from(COMMON | {"kind": "page", "jurisdiction": country} | keys)
    assert source.date_of("03/04/2026") == day


@pytest.mark.parametrize(
    ("country", "language", "printed", "day"),
    [
        ("SA", "ar", "1447/11/21", date(2026, 5, 8)),
        ("INT", "ar", "21/11/1447", date(2026, 5, 8)),
        ("SA", "en", "21/11/1447", date(2026, 5, 8)),
        ("GB", "en", "21/11/1447", None),
        ("IR", "fa", "1405/02/18", None),
        ("IR", "ar", "1405/02/18", None),
        ("AF", "en", "1350-01-01", None),
        ("INT", "fa-IR", "1405/02/18 AH", None),
        ("TH", "th", "5/8/69", date(2026, 8, 5)),
        ("TH", "en", "5/8/69", date(2026, 8, 5)),
        ("VN", "vi", "5/8/69", None),
    ],
)
def test_T07_what_year_is_meant_is_known_of_the_sources_country_and_language(country, language, printed, day):
    source = source_from(COMMON | {"kind": "page", "jurisdiction": country, "language": language})
    assert source.date_of(printed) == day
    assert about("", [("Issue date", printed)], order="dmy", years=source.years).published == day


def test_T06_a_point_in_time_is_a_day_by_the_clock_of_its_source():
    source = source_from(COMMON | {"kind": "page", "jurisdiction": "CN"})
    assert source.date_of("2026-05-07T23:30:00+00:00") == date(2026, 5, 8)
    assert source.date_of("Thu, 07 May 2026 20:00:00 -0400") == date(2026, 5, 8)
    assert source.date_of("1778196600000") == source.date_of("1778196600") == date(2026, 5, 8)
    assert source.date_of("2026-05-07 23:30") == date(2026, 5, 7)


@pytest.mark.parametrize("name", ["utf-7", "rot13", "unicode_escape", "gb-2313"])
def test_Q16_what_no_browser_knows_is_no_charset_of_a_source(name):
    with pytest.raises(ValidationError, match="is no charset"):
        source_from(COMMON | {"kind": "page", "charset": name})


@pytest.mark.parametrize(
    "name",
    ["GBK", "gb2312", "windows-1252", "cp936", "euc_kr", "shift_jis", "utf_8", "latin_1", "big5", "tis-620"],
)
def test_Q16_a_charset_may_be_written_as_browsers_or_programmers_do(name):
    assert source_from(COMMON | {"kind": "page", "charset": name}).charset == name


def test_C28_marks_that_turn_a_text_round_make_no_other_title():
    assert identity.letters("\u202e关于\u200b灯具\u200f的公告\u2069") == identity.letters("关于灯具的公告")
