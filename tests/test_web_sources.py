"""Sources and deliveries in a browser: how they fare, what to do, and that looking changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from monitor.model import Hold, SourceState
from monitor.store.posting import Sought
from monitor.web.health.watched import Standings, Wanted, counts, rows
from monitor.web.paging import pager
from monitor.web.posted import html_of, letter
from tests.site import Site
from tests.webdesk import WebDesk, archive_with_changes, serving

NOW = datetime(2026, 5, 8, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    with Site() as site:
        desk = archive_with_changes(tmp_path_factory.mktemp("archive"), site)
        desk.monitor("once", clock="2026-05-08T02:01:00Z")  # and a digest went out
        with serving(desk) as running:
            yield running


# -- values --------------------------------------------------------------------------------------------


def source(name: str, jurisdiction: str = "CN", tier: str = "official"):
    return SimpleNamespace(id=name, authority=f"Customs {name}", jurisdiction=jurisdiction, tier=tier)


def state(name: str, outcome: str = "unchanged", *, bad: int = 0, next_in: float = 1) -> SourceState:
    return SourceState(
        name,
        outcome=outcome,
        last_attempt=NOW - HOUR,
        bad_since=NOW - bad * HOUR if bad else None,
        next_check=NOW + next_in * HOUR,
    )


def test_the_worst_come_first_and_of_those_alike_the_one_that_has_been_so_for_longest():
    states = [
        state("well"),
        state("late", next_in=-2),
        state("blocked", "blocked", bad=3),
        state("failed", "failed", bad=30),
        state("held"),
    ]
    known = Standings({each.source: each for each in states}, {"held": Hold("held", NOW, "storm", 40)})
    made = rows([source(name) for name in ("well", "new", "late", "blocked", "failed", "held")], known, NOW)
    assert [each.id for each in made] == ["failed", "blocked", "held", "late", "new", "well"]
    assert counts(made) == {"bad": 2, "held": 1, "overdue": 1, "never": 1, "silent": 0, "good": 1}
    assert [each.id for each in made if Wanted(outcome="blocked").fits(each)] == ["blocked"]
    assert [each.id for each in made if Wanted(words="CUSTOMS la").fits(each)] == ["late"]


@pytest.mark.parametrize(
    ("asked", "page"),
    [("1", 1), ("3", 3), ("0", 1), ("-5", 1), ("4", 3), ("9" * 400, 3), ("two", 1), ("٣", 1)],
)
def test_a_page_number_too_large_is_the_last_page(asked: str, page: int):
    assert pager(asked, 25, 10).page == page


# -- pages ---------------------------------------------------------------------------------------------


def test_the_list_tells_how_each_source_fares_in_both_languages(web: WebDesk):
    english, chinese = (
        web.get("/sources").text,
        web.get("/sources", headers={"Accept-Language": "zh-CN"}).text,
    )
    assert "Customs of Testland" in english
    assert "unchanged" in english
    assert "上次成功读取" in chinese
    assert web.get("/sources?jurisdiction=VN").text.count('href="/sources/ministry"') == 1
    assert "/sources/notices" not in web.get("/sources?jurisdiction=VN").text


def test_a_filter_that_names_nothing_is_told_by_its_field_and_the_form_stays(web: WebDesk):
    answer = web.get("/sources?outcome=sideways&words=customs")
    assert answer.status_code == 422
    assert "State: there is nothing of that name" in answer.text
    assert 'value="customs"' in answer.text


def test_the_page_of_a_source_tells_how_it_is_read_what_it_saw_and_what_it_rests_on(web: WebDesk):
    page = web.get("/sources/notices").text
    assert "a list of notices" in page
    assert "every 1 day" in page
    assert "ul.news_list &gt; li" in page  # a key of its kind, as written
    assert "Evidence of the last good reading" in page
    assert "/list.html" in page
    assert "May 2026" in page
    assert web.get("/sources/nowhere").status_code == 404
    assert web.get("/sources/..%2f..%2fetc").status_code == 404


def test_W10_what_is_sent_with_requests_is_shown_by_name_only(web: WebDesk):
    from monitor.config import load

    (folder := web.desk.folder / "secret").mkdir()
    path = folder / "sources.yaml"
    path.write_text(
        "sources:\n  - {id: a, authority: A, jurisdiction: CN, kind: page, url: 'https://a.example/',\n"
        "     headers: {X-Portal: hunter2}, cookies: {area: hunter3}}\n",
        encoding="utf-8",
    )
    from monitor.web.health.profile import keys

    said = " ".join(
        each.value for each in keys(load(path, {}).sources[0], web.office.presses.of("en")[0].words)
    )
    assert "X-Portal" in said
    assert "area" in said
    assert "hunter" not in said


def test_checks_are_reached_by_their_day_and_a_deep_page_is_the_last(web: WebDesk):
    assert "2 May 2026" not in web.get("/sources/notices?until=2026-05-07").text
    first = web.get("/sources/notices?until=2026-05-07").text
    assert first.count('data-label="Begun"') == 1
    assert web.get("/sources/notices?page=999999999999").text.count('data-label="Begun"') == 2
    assert "write it as 2026-05-08" in web.get("/sources/notices?until=yesterday").text
    assert web.get("/sources/notices?until=9999-12-31").status_code == 200


def test_the_coverage_of_a_month_is_a_picture_and_a_table(web: WebDesk):
    page, picture = web.get("/coverage"), web.get("/pictures/coverage.svg?month=2026-05")
    assert "Customs of Testland" in page.text
    assert "/pictures/coverage.svg?month=2026-05" in page.text
    assert picture.headers["Content-Type"] == "image/svg+xml"
    assert "<script" not in picture.text
    assert web.get("/coverage?month=1024-01").status_code == 200  # before there was anything: the first month
    assert web.get("/coverage?month=2026-13").status_code == 422
    assert web.get("/pictures/coverage.svg?source=nowhere").status_code == 404


def test_the_coverage_of_a_month_rests_on_the_same_evidence_chain_as_the_command_says(web: WebDesk):
    head = web.office.store.chain_head()
    assert head is not None
    said = f"Evidence chain up to {head.sha256}"
    assert said in web.get("/coverage?month=2026-05").text
    told = web.desk.monitor(
        "coverage", "--since", "2026-05-01", "--until", "2026-05-31", clock=f"{NOW:%FT%TZ}"
    )
    assert said in told.out


def token_of(page: str) -> str:
    return page.partition('name="form_token" value="')[2].partition('"')[0]


def test_a_wish_to_read_a_source_is_written_down_and_nothing_is_fetched(web: WebDesk):
    web.desk.site.asked.clear()
    page = web.get("/sources/notices").text
    assert "Have it read at the next turn" in page
    assert web.post("/sources/notices/read", {}).status_code == 403
    assert web.office.store.asked.all() == {}
    answer = web.post("/sources/notices/read", {"form_token": token_of(page)})
    assert "li asked for it 8 May 2026" in answer.text
    assert "It will be read at the next turn" in answer.text
    assert set(web.office.store.asked.all()) == {"notices"}
    assert not web.desk.site.asked
    assert web.get("/sources/notices/read").status_code == 405
    assert web.desk.monitor("once", clock="2026-05-08T02:01:00Z").code == 0
    assert web.office.store.asked.all() == {}
    assert any(asked.path == "/list.html" for asked in web.desk.site.asked)


def test_readers_look_and_neither_ask_for_readings_nor_send_mails_again(web: WebDesk):
    with serving(web.desk, login=True) as guarded:
        guarded.people("reader", "analyst")
        guarded.log_in("reader")
        page = guarded.get("/sources/notices").text
        assert "Analysts may have it read before its time" in page
        token = token_of(guarded.get("/account").text)
        assert guarded.post("/sources/notices/read", {"form_token": token}).status_code == 403
        guarded.session.cookies.clear()
        guarded.log_in("analyst")
        token = token_of(guarded.get("/sources/notices").text)
        assert guarded.post("/deliveries/1/resend", {"form_token": token}).status_code == 403
        assert guarded.post("/sources/ministry/read", {"form_token": token}).status_code == 200
        assert guarded.office.store.asked.all()["ministry"].who == "analyst"


# -- deliveries ----------------------------------------------------------------------------------------


def test_deliveries_are_listed_and_narrowed(web: WebDesk):
    page = web.get("/deliveries").text
    assert "reader@example.com" in page
    assert "no_slips" not in page
    assert "reader@example.com" in web.get("/deliveries?subscription=daily&state=sent").text
    assert "No delivery is like that" in web.get("/deliveries?state=parked").text
    assert web.get("/deliveries?state=lost").status_code == 422
    assert web.get("/deliveries/999999").status_code == 404
    assert web.get("/deliveries/%C2%B2").status_code == 404


def test_W01_a_message_is_shown_as_text_and_in_a_frame_that_may_do_nothing(web: WebDesk):
    (row,) = web.office.store.posts.page(Sought(subscription="daily"))
    page = web.get(f"/deliveries/{row.id}")
    assert "sandbox" in page.text
    assert "<pre" in page.text
    framed = web.get(f"/deliveries/{row.id}/message")
    policy = framed.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy
    assert "allow" not in policy
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_an_admin_lets_a_message_go_out_again_by_a_form_of_ours(web: WebDesk):
    (row,) = web.office.store.posts.page(Sought(subscription="daily"))
    page = web.get(f"/deliveries/{row.id}").text
    assert web.post(f"/deliveries/{row.id}/resend", {}).status_code == 403
    answer = web.post(f"/deliveries/{row.id}/resend", {"form_token": token_of(page)})
    assert "waiting" in answer.text
    again = web.post(f"/deliveries/{row.id}/resend", {"form_token": token_of(page)})
    assert again.status_code == 409  # it waits already


@pytest.mark.parametrize(
    "mime",
    [
        b"",
        b"\xff\xfe\x00",
        b"Subject: =?nonsense?q?x?=\nContent-Type: text/plain; charset=klingon\n\nhi",
        b"MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=x\n\n--x\n",
        b'{"a":' * 5_000,
    ],
)
def test_a_message_that_is_broken_is_shown_as_far_as_it_can_be(mime: bytes):
    assert letter(mime).text is not None
    html_of(mime)
