"""What a page counts, what it lost, how it is built, how long it is quiet: each told from plain values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.model import Attachment, Content, Table, Text
from monitor.verdict import bodies, counts, drift, quiet
from tests.growth import assert_linear

SHANGHAI = ZoneInfo("Asia/Shanghai")


def told(text: str, page: int = 1) -> tuple[int | None, int | None]:
    found = counts.told(text.encode(), text, page=page)
    return found.total, found.here


# -- counts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "total", "here"),
    [
        ("<div class='txt'>第1/239页 总条数：2381</div>", 2381, 10),
        ("<p>共<b>52</b>条 共<span>1</span>页</p>", 52, 52),
        ("<p>共52条</p>", 52, None),
        ("<p>共 1,204 条记录，共 61 页，每页 20 条</p>", 1204, 20),
        ("<p>Showing <b>1</b> - <b>20</b> of <b>52</b></p>", 52, 20),
        ("<p>Displaying 1 to 20 of 1,052 results</p>", 1052, 20),
        ("<div class=pagination rows='15' count='52' pageNo='1'></div>", 52, 15),
        ("<script>var countPage = 5;</script><p>共100条</p>", 100, 20),
        ("<script>createPageHTML(4, 0, 'index', 'htm');</script><p>总记录数：40</p>", 40, 10),
        ("<p>Total: 30 items, page 1 of 3</p>", 30, 10),
        ('{"count": 45, "total_pages": 3, "results": []}', 45, 15),
        ('{"pageInfo": {"total": 52, "maxPageNum": 4, "rows": []}}', 52, 13),
        ('{"data": {"totalCount": "120", "pageSize": "20", "list": []}}', 120, 20),
        ('{"totalHits": 7, "hits": []}', 7, None),
        (r'{"code": "200", "data": {"html": "<ul></ul><div rows=\"15\" count=\"52\"></div>"}}', 52, 15),
    ],
)  # fmt: skip
def test_what_a_list_says_of_its_length(text, total, here):
    assert told(text) == (total, here)


@pytest.mark.parametrize(
    "text",
    [
        "<a>Announcement No. 1-3 of 2026</a>",
        "<li>关于公布共52条措施的通知</li><p>第1/3页 共30条</p>",  # two totals: nobody knows which is meant
        "<p>12/05/2026 - 14/05/2026</p>",
        "<p>Page 1</p>",
        '{"total": 99999999999, "pageSize": 20}',
        '{"total": true, "pageSize": 20}',
        '{"total": "many"}',
        '{"broken": ',
        "",
    ],
)
def test_numbers_that_count_nothing_certain_say_nothing_of_this_page(text):
    assert told(text)[1] is None


def test_the_last_page_of_a_list_may_hold_less():
    assert told("<p>第239/239页 总条数：2381</p>", page=239) == (2381, None)


@pytest.mark.parametrize(
    "text",
    [
        "<p>暂无数据</p>", "<p>没有找到符合条件的记录！</p>", "<td>未查询到相关信息</td>", "<p>No results found.</p>", "<p>There are currently no notices.</p>",
        "<p>Your search did not match any documents.</p>", "<p>共0条</p>", "<p>No se encontraron resultados</p>", "<p>Aucun résultat</p>", "<p>Không có dữ liệu</p>",
        "<p>ไม่พบข้อมูล</p>", "<p>Ничего не найдено</p>", "<p>لا توجد نتائج</p>", "<p>검색 결과가 없습니다.</p>", '{"totalHits": 0, "hits": []}', '{"count": 0, "results": []}',
    ],
)  # fmt: skip
def test_Q04_what_proves_that_a_list_is_empty(text):
    assert counts.empty(text.encode(), text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "<p>There is no data protection officer.</p>",
        "<script>var none = '暂无数据'</script>",
        "<p>No results were published for the year in which the review of the scheme was completed by the agency.</p>",
        "<p>对没有数据的企业，海关将发出通知，要求其在三十日内补充提交相关材料，逾期不提交的，按照有关规定处理，并将处理结果向社会公布，接受社会监督，特此公告周知如上。</p>",
        '{"code": 500, "data": [], "total": 0}',
        '{"error": "quota exceeded", "results": [], "count": 0}',
        '{"success": false, "total": 0}',
        '{"results": [1], "count": 1}',
        "",
    ],
)
def test_Q20_what_proves_nothing(text):
    assert counts.empty(text.encode(), text) is None


def test_an_empty_list_alone_is_a_proof_only_where_it_may_be_empty():
    body = b'{"content_versions": []}'
    assert counts.empty(body, body.decode()) is None
    assert counts.empty(body, body.decode(), weak=True) == "an empty list"


@pytest.mark.parametrize(
    "piece", ["共", "共<", "共 1<a>", "1-2 of ", "Showing 1 ", "<p>暂无", "<div rows=1 "]
)
def test_C18_counts_and_proofs_are_looked_for_in_linear_time(piece):
    def look(size: int) -> None:
        text = piece * (size // len(piece))
        counts.told(text.encode(), text)
        counts.empty(text.encode(), text)

    assert_linear(look, 20_000)


# -- drift -----------------------------------------------------------------------------------------

NAMES = ["header", "nav", "main", "news_list", "pager", "footer", "aside", "crumb", "title", "search"]


def built(names: list[str]) -> bytes:
    return "".join(f"<div class='{name}'>x</div>" for name in names).encode()


def test_an_ordinary_edit_is_no_drift_and_another_template_is():
    assert not drift.drift(built(NAMES), built([*NAMES, "banner"])).rebuilt
    assert not drift.drift(built(NAMES), built(NAMES[:6])).rebuilt
    assert drift.drift(built(NAMES), built(["wrapper", "content", "footer"])).rebuilt


def test_names_made_at_every_request_are_no_template():
    assert drift.names(b"<i class='a css-19021 x' id=row20260508></i><b id='z'></b>") == {b"a", b"x", b"z"}


def test_N03_a_page_is_cut_when_it_lost_the_end_that_it_had():
    whole = b"<html><body>x</body></HTML>\n<!-- served by 3 -->"
    assert drift.is_cut(whole, b"<html><body>x")
    assert not drift.is_cut(whole, whole)
    assert not drift.is_cut(b"<ul><li>x", b"<ul>")


# -- bodies ----------------------------------------------------------------------------------------


def content(letters: int, rows: int = 0) -> Content:
    table = Table("Rates", ("Code",), tuple((f"{row:04d}",) for row in range(rows)))
    return Content((Text("x" * letters), *((table,) if rows else ())))


@pytest.mark.parametrize(
    ("before", "after", "is_lost"),
    [
        (content(2_000), content(400), True),
        (content(2_000), content(600), False),
        (content(300), content(0), False),  # so short a text may be rewritten any day
        (content(5_000, 40), content(5_000, 2), True),
        (content(5_000, 40), content(5_000, 12), False),
        (content(5_000, 5), content(5_000), False),
    ],
)
def test_Q04_a_body_is_lost_when_next_to_nothing_is_left_of_it(before, after, is_lost):
    assert (bodies.lost(before, after) is not None) is is_lost


def test_a_text_that_went_into_a_file_or_could_not_be_read_is_not_lost():
    file = Content((), (), (Attachment("a.pdf", "https://a.example/a.pdf"),))
    assert bodies.lost(content(2_000), file) is None
    assert bodies.lost(content(2_000), Content(unread="the page shows no text")) is None


# -- quiet -----------------------------------------------------------------------------------------


def every(gap: int, times: int, until: date = date(2026, 5, 1)) -> list[date]:
    return [until - timedelta(days=gap * number) for number in range(times)]


@pytest.mark.parametrize(
    ("gap", "after", "is_silent"),
    [(1, 6, False), (1, 7, True), (5, 14, False), (5, 15, True), (30, 89, False), (30, 90, True)],
)
def test_Q07_three_times_the_usual_gap_and_seven_days_at_least(gap, after, is_silent):
    found = quiet.silence(every(gap, 10), date(2026, 5, 1) + timedelta(days=after))
    assert (found is not None) is is_silent


def test_Q07_a_few_notices_teach_no_gap():
    assert quiet.silence(every(1, 4), date(2027, 1, 1)) is None
    assert quiet.silence([], date(2027, 1, 1)) is None


def test_Q07_a_notice_pinned_for_years_or_dated_ahead_teaches_nothing():
    days = [date(2018, 1, 1), *every(2, 10), date(2026, 12, 31)]
    found = quiet.silence(days, date(2026, 5, 12))
    assert found is not None
    assert (found.last, found.usual) == (date(2026, 5, 1), timedelta(days=2))


def test_Q07_silence_is_news_once_and_then_weekly_however_often_one_looks():
    said = []
    for number in range(1, 40):
        today = date(2026, 5, 1) + timedelta(days=number)
        found = quiet.silence(every(1, 10), today)
        if found and found.is_news(today - timedelta(days=1)):
            said.append(number)
    assert said == [7, 14, 21, 28, 35]


def test_Q07_what_stood_there_at_the_first_look_came_nobody_knows_when():
    first = datetime(2026, 4, 1, tzinfo=UTC)
    seen = [(None, first)] * 20 + [(None, first + timedelta(days=2, hours=20)), (date(2026, 4, 9), first)]
    assert list(quiet.days_of(seen, SHANGHAI)) == [date(2026, 4, 4), date(2026, 4, 9)]
