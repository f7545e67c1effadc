"""Every kind reads its example pages, and says so when a page is not what it was."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings, strategies as st
from pydantic import ValidationError

from monitor import plugins
from monitor.errors import ReadError, SuspiciousError
from monitor.model import Flaw, Listed, Notice, Request
from tests.golden import NOW, document, examples, source_from

COMMON = {
    "id": "a-source",
    "authority": "An Authority",
    "jurisdiction": "CN",
    "url": "https://a.example/list/index.html",
}
LISTING = COMMON | {"kind": "listing", "items": "ul.list li"}
API = COMMON | {"kind": "api", "items": "rows"}
FEED = COMMON | {"kind": "feed"}
REGISTER = COMMON | {"kind": "register", "key": "No", "title": "Subject", "url": "https://a.example/list"}


def read(keys, body, media="text/html", *, listed=None, url=None):
    source = source_from(keys)
    request = next(source.requests(NOW))
    if listed is not None:
        request = source.open(listed)
    return list(source.read(document(body.encode(), request, media, url=url), NOW))


def rows(*inner):
    return f"<html><body><ul class=list>{''.join(f'<li>{one}</li>' for one in inner)}</ul></body></html>"


# -- the examples ----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", examples(), ids=str)
def test_example(case):
    assert case.read() == case.expected


@pytest.mark.parametrize("kind", plugins.kinds("monitor.sources"))
def test_every_kind_has_examples(kind):
    assert len(examples(kind)) >= 2


@pytest.mark.parametrize("case", examples(), ids=str)
def test_the_same_answer_is_read_the_same_way_every_time(case):
    assert case.read() == case.read()


@pytest.mark.parametrize("case", examples(), ids=str)
def test_a_source_survives_the_way_through_its_own_text(case):
    source = case.source
    again = type(source).model_validate_json(source.model_dump_json(by_alias=True, exclude_unset=True))
    assert again == source
    assert again.fingerprint == source.fingerprint


@pytest.mark.parametrize("kind", plugins.kinds("monitor.sources"))
def test_the_example_at_the_top_of_a_kind_is_a_source(kind):
    from importlib import import_module

    from ruamel.yaml import YAML

    written = import_module(f"monitor.sources.{kind}").__doc__.split("\n\n")[1]
    (keys,) = YAML(typ="safe", pure=True).load(written)
    assert source_from(keys | {"authority": "An Authority", "jurisdiction": "CN"}).kind == kind


# -- listing ---------------------------------------------------------------------------------------


def test_a_full_title_in_the_attribute_goes_before_a_cut_one():
    (found,) = read(LISTING, rows('<a href=/1 title="关于调整监管证件\n的公告">关于调整…</a>'))
    assert found.title == "关于调整监管证件的公告"


def test_a_title_attribute_about_something_else_is_left_alone():
    (found,) = read(
        LISTING, rows('<a href=/1 title="click to open this page in a new window">Notice on lamps</a>')
    )
    assert found.title == "Notice on lamps"


@pytest.mark.parametrize(
    "item",
    [
        "<span>[2026-01-02]</span><a href=/1>Notice on lamps</a>",
        "<a href=/1>Notice on lamps</a> 2026/01/02",
        "<a href=/1><h3>Notice on lamps</h3><p>2026年1月2日</p></a>",
        "<a href=/1>Notice on lamps</a><i>1790726400000</i><em>发布日期：2026.01.02</em>",
        "<a href=/1>Notice on lamps</a><time datetime=2026-01-02T10:00:00+08:00>yesterday</time>",
        "<span class=sr-only>2020-12-31</span><a href=/1>Notice on lamps</a><span>2 January 2026</span>",
        "<a href=/1><span>[进行中]</span> - Notice on lamps<b>2026-01-02</b></a>",
    ],
)
def test_a_date_is_found_wherever_it_stands_in_an_item(item):
    (found,) = read(LISTING, rows(item))
    assert found.published == date(2026, 1, 2)
    assert found.title == "Notice on lamps"


def test_a_flipped_status_word_changes_nothing():
    before, after = (
        rows(f"<a href=/1>{word}Draft on lamps</a> 2026-01-02") for word in ("【进行中】", "[已结束]")
    )
    for details in (True, False):
        assert read(LISTING | {"details": details}, before) == read(LISTING | {"details": details}, after)


def test_Q12_a_notice_that_is_listed_twice_is_one():
    twice = rows(
        "<a href=/1><img alt=''></a>", "<a href=/1>Notice on lamps</a> 2026-01-02", "<a href=/1#top>more</a>"
    )
    (found,) = read(LISTING, twice)
    assert (found.title, found.published) == ("Notice on lamps", date(2026, 1, 2))


def test_a_menu_among_the_matches_is_no_notice():
    menu = (
        "<ul class=list><li><a href=/about>About the ministry</a></li><li><a href=/staff>Staff</a></li></ul>"
    )
    page = menu + rows("<a href=/1>Notice</a> 2026-01-02", "<a href=/2>Another</a> 2026-01-01")
    assert [found.title for found in read(LISTING, page)] == ["Notice", "Another"]


def test_T07_a_link_without_a_date_stays_where_each_link_is_an_item():
    page = rows("<a href=/1>One<b>2026-01-02</b></a>", "<a href=/2>Two</a>")
    assert [found.title for found in read(LISTING | {"items": "ul.list a"}, page)] == ["One", "Two"]


def test_T07_a_row_without_a_readable_date_is_a_notice_all_the_same():
    found = read(
        LISTING,
        rows("<a href=/1>One</a> 2026-01-02", "<a href=/2>Two</a> 2026-02-30", "<a href=/3>Three</a>"),
    )
    assert [one.published for one in found] == [date(2026, 1, 2), None, None]


def test_T07_a_date_nobody_understands_is_kept_as_printed():
    (found,) = read(LISTING | {"date": "span"}, rows("<a href=/1>One</a><span>spring 2026</span>"))
    assert (found.published, found.published_text) == (None, "spring 2026")


@pytest.mark.parametrize(
    "href", ["javascript:open('/1')", "data:text/html,x", "vbscript:x", "\\\\host\\share", "#", ""]
)
def test_C15_a_link_that_may_not_be_followed_is_no_address(href):
    (found,) = read(LISTING, rows(f'<a href="{href}">Notice on lamps</a> 2026-01-02'))
    assert isinstance(found, Notice)
    assert found.url == COMMON["url"]
    assert source_from(LISTING).open(found.listed) is None


def test_C35_links_are_resolved_as_the_page_says():
    page = '<head><base href="//b.example/x/"></head>' + rows("<a href=../n/1.html>Notice on lamps</a>")
    (found,) = read(LISTING, page)
    assert found.url == "https://b.example/n/1.html"


def test_Q06_a_selector_that_matches_nothing_fails_and_proposes_others():
    page = "<div id=main><ul class='news_list a'>" + "".join(
        f"<li class=n{n}><a href=/{n}>Notice number {n}</a></li>" for n in range(9)
    )
    with pytest.raises(ReadError) as raised:
        read(LISTING, page)
    assert str(raised.value) == 'items "ul.list li" matched nothing; the page has ul.news_list > li (9 links)'


@pytest.mark.parametrize("part", ["title", "link", "date", "number"])
def test_Q06_a_named_part_that_is_nowhere_fails(part):
    with pytest.raises(ReadError, match=f'{part} "b.gone" matched nothing in any of the 1 items'):
        read(LISTING | {part: "b.gone"}, rows("<a href=/1>Notice on lamps</a> 2026-01-02"))


def test_Q06_items_that_hold_no_notice_fail():
    with pytest.raises(ReadError, match="never with a title and a link or date"):
        read(LISTING, rows("&nbsp;", "text"))


def test_Q06_a_body_that_is_not_on_the_page_fails():
    listed = Listed("k", "t", "https://a.example/1")
    with pytest.raises(ReadError, match="#zoom"):
        read(LISTING | {"body": "#zoom"}, "<h1>t</h1><p>Sorry</p>", listed=listed)


def test_a_page_of_another_authority_is_read_without_the_body_selector():
    listed = Listed("k", "t", "https://b.example/1")
    (found,) = read(LISTING | {"body": "#zoom"}, "<h1>t</h1><p>Their notice.</p>", listed=listed)
    assert "Their notice." in [block.text for block in found.content.blocks]


def test_Q03_a_page_without_its_proof_is_not_the_page():
    keys = LISTING | {"proof": "Ministry of Lamps"}
    page = rows("<a href=/1>Notice on lamps</a> 2026-01-02")
    assert read(keys, page + "<footer>Ministry of <b>Lamps</b></footer>")
    assert read(LISTING | {"proof": "footer.own"}, page + "<footer class=own></footer>")
    with pytest.raises(ReadError, match="Ministry of Lamps"):
        read(keys, page)


def test_Q03_a_notice_page_without_the_proof_is_not_the_page():
    listed = Listed("k", "t", "https://a.example/1")
    with pytest.raises(ReadError, match="Ministry of Lamps"):
        read(LISTING | {"proof": "Ministry of Lamps"}, "<h1>Log in</h1>", listed=listed)


def test_titles_in_question_marks_are_an_encoding_fault():
    with pytest.raises(ReadError, match="garbled"):
        read(LISTING, rows("<a href=/1>??????2026?34?</a> 2026-01-02"))


def test_C17_a_list_without_end_is_read_to_the_limit_and_says_so(monkeypatch):
    monkeypatch.setattr("monitor.sources.listing.MOST_ITEMS", 2)
    found = read(LISTING, rows(*(f"<a href=/{n}>Notice {n}</a> 2026-01-02" for n in range(3))))
    assert Flaw("3 items on one page, the first 2 were read", minor=True) in found
    assert sum(isinstance(one, Listed) for one in found) == 2


def test_C16_a_page_that_nests_without_end_is_refused():
    with pytest.raises(ReadError, match="512"):
        read(LISTING, "<div>" * 5000)


@pytest.mark.parametrize(
    ("pager", "given"),
    [
        ("<a href=index_2.html>下一页</a>", {}),
        ("<a href=index_2.html>Next »</a>", {"next": "a"}),
        ("<a rel=next href=index_2.html>older</a>", {}),
        ("<a tagname='/list/index_2.html'>下页</a>", {}),
        ("<a onclick=\"go(this,'/list/index_2.html')\">&gt;</a>", {}),
        ("", {"next": "https://a.example/list/index_{page}.html"}),
    ],
)
def test_the_next_page_is_found(pager, given):
    page = rows("<a href=/1>Notice on lamps</a> 2026-01-02") + f"<div id=pager>{pager}</div>"
    if given.get("next") == "a":
        given = {"next": "#pager a"}
    found = read(LISTING | {"pages": 2} | given, page)
    assert [(one.url, one.page) for one in found if isinstance(one, Request)] == [
        ("https://a.example/list/index_2.html", 2)
    ]


def test_no_more_pages_are_asked_for_than_wanted():
    source = source_from(LISTING | {"pages": 2})
    page = rows("<a href=/1>Notice</a> 2026-01-02") + "<a href=index_3.html>下一页</a>"
    second = replace(next(source.requests(NOW)), page=2)
    assert not [one for one in source.read(document(page.encode(), second), NOW) if isinstance(one, Request)]


def test_a_cut_title_is_completed_by_the_notices_own_page():
    listed = Listed("k", "关于调整部分…", "https://a.example/1")
    page = (
        "<meta name=ArticleTitle content='关于调整部分监管证件的公告'><meta name=PubDate content='2026-05-08 10:00'>"
        "<h1>x</h1><p>文号：公告〔2026〕7号</p><p>正文。</p>"
    )
    (found,) = read(LISTING, page, listed=listed)
    assert found.title == "关于调整部分监管证件的公告"
    assert found.listed.published == date(2026, 5, 8)
    assert found.key == "k"


def test_a_repeal_that_only_stands_beside_the_text_is_read():
    listed = Listed("k", "t", "https://a.example/1")
    page = "<table><tr><td>文号</td><td>公告〔2026〕7号</td></tr><tr><td>效力</td><td>{}</td></tr></table><div id=zoom><p>正文。</p></div>"
    valid, repealed = (
        read(LISTING | {"body": "#zoom"}, page.format(word), listed=listed)[0] for word in ("有效", "失效")
    )
    assert valid.content.blocks == repealed.content.blocks
    assert ("效力", "失效") in repealed.content.fields
    assert valid.content != repealed.content


def test_a_list_in_gbk_without_a_label_is_read():
    source = source_from(LISTING)
    body = rows("<a href=/1>海关总署公告2026年第34号（关于调整部分监管证件的公告）</a> 2026-01-02").encode(
        "gbk"
    )
    (found,) = source.read(document(body, next(source.requests(NOW))), NOW)
    assert found.key == "海关总署公告2026年第34号"


def test_a_page_of_another_authority_need_not_prove_to_be_ours():
    listed = Listed("k", "t", "https://b.example/1")
    assert read(LISTING | {"proof": "Ministry of Lamps"}, "<h1>t</h1><p>Their notice.</p>", listed=listed)


def test_C05_a_page_that_only_leads_on_by_script_is_said_and_not_followed():
    listed = Listed("k", "t", "https://a.example/1")
    with pytest.raises(ReadError, match=r"leads on by script to http://127.0.0.1/"):
        read(LISTING, "<script>window.location.href='http://127.0.0.1/';</script>", listed=listed)


@pytest.mark.parametrize("inside", ["", " <p></p> ", "<script>fill()</script>"])
def test_Q24_a_body_that_is_there_and_holds_nothing_is_not_believed(inside):
    page = f"<h1>Title</h1><p>文号：海关总署公告2026年第1号</p><div id=zoom>{inside}</div>"
    with pytest.raises(SuspiciousError, match="'#zoom' is there and holds nothing"):
        read(COMMON | {"kind": "page", "body": "#zoom"}, page)


@pytest.mark.parametrize("inside", ["<iframe src=a.pdf></iframe>", "<a href=a.pdf>a.pdf</a>", "文号：1"])
def test_a_body_that_holds_a_file_or_a_fact_is_read(inside):
    assert read(COMMON | {"kind": "page", "body": "#zoom"}, f"<h1>T</h1><div id=zoom>{inside}</div>")


def test_C31_a_page_that_is_a_picture_says_that_its_text_is_not_available():
    listed = Listed("k", "t", "https://a.example/1")
    page = "<script>function go() { location.href = '/search' }</script><h1>Title</h1><div id=zoom><img src=scan.png></div>"
    (found,) = read(LISTING | {"body": "#zoom"}, page, listed=listed)
    assert found.content.unread == "the page shows no text"


def test_C32_a_file_where_a_list_was_names_both():
    with pytest.raises(ReadError, match="expected a list page and got PDF"):
        read(LISTING, "%PDF-1.4 x", "application/pdf")


@pytest.mark.parametrize(
    "keys", [LISTING, API, FEED, REGISTER, COMMON | {"kind": "page"}], ids=lambda keys: keys["kind"]
)
@pytest.mark.parametrize("body", ["", " \n"])
def test_Q20_an_empty_answer_is_a_failure_and_no_empty_list(keys, body):
    with pytest.raises(ReadError):
        read(keys, body)


# -- page ------------------------------------------------------------------------------------------


def test_a_page_keeps_its_identity_when_its_title_changes():
    keys = COMMON | {"kind": "page"}
    one, other = (read(keys, f"<h1>{title}</h1><p>Text.</p>")[0] for title in ("Ports (12)", "Ports (20)"))
    assert one.key == other.key
    assert one.title != other.title


def test_Q08_a_page_that_moved_to_another_site_must_still_be_the_page():
    keys = COMMON | {"kind": "page", "body": "#zoom"}
    with pytest.raises(ReadError, match="#zoom"):
        read(keys, "<h1>Welcome</h1><p>Our new home page.</p>", url="https://new.example/")


def test_Q08_a_notice_that_was_led_back_to_its_list_is_not_read_from_there():
    (listed,) = read(LISTING, rows("<a href=/1>Notice on lamps</a>"))
    with pytest.raises(ReadError, match=r"moved to https://a\.example/list/index\.html"):
        read(LISTING, rows("<a href=/1>Notice on lamps</a>"), listed=listed, url=COMMON["url"])


def broken(body, keys=COMMON | {"kind": "page"}):
    source = source_from(keys)
    raw = body.encode().replace(b"%", b"\xff")
    return list(source.read(document(raw, next(source.requests(NOW)), "text/html; charset=utf-8"), NOW))


ZH = "海关总署公告自二〇二六年五月八日起进境样品应当如实申报一次不超过五件不得出售" * 10


def test_Q16_letters_that_were_lost_are_a_flaw_and_no_amendment():
    notice, flaw = broken(f"<h1>公告</h1><p>{ZH}%</p>")
    assert isinstance(notice, Notice)
    assert flaw == Flaw("1 letters could not be decoded")


def test_Q16_a_letter_lost_in_a_title_is_a_flaw():
    assert Flaw("1 letters could not be decoded") in broken(f"<h1>公%告</h1><p>{ZH * 10}</p>")
    items = "".join(f"<li><a href={n}>{n} {ZH}</a>" for n in range(5))
    assert Flaw("1 letters could not be decoded") in broken(
        f"<ul class=list>{items}<li><a href=6>关于%样品的公告</a></ul>", LISTING
    )


def test_Q16_a_title_whose_last_letter_was_cut_in_two_is_as_it_ever_was():
    (found,) = broken(f"<ul class=list><li><a href=6>{ZH}%...</a></ul>", LISTING)
    assert isinstance(found, Listed)


def test_Q16_a_text_that_is_mostly_garbled_is_not_read():
    with pytest.raises(ReadError, match="came garbled: 10 of"):
        broken(f"<meta charset=gbk><h1>Notice</h1><p>{'lamps % ' * 10}</p>")


def test_Q16_a_page_in_UTF_16_is_read_by_its_mark():
    source = source_from(COMMON | {"kind": "page"})
    answer = document(f"<html><h1>公告</h1><p>{ZH}".encode("utf-16"), next(source.requests(NOW)))
    (notice,) = source.read(answer, NOW)
    assert notice.title == "公告"
    assert notice.content.blocks[-1].text == ZH


# -- feed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "media", "said"),
    [
        (
            "<!doctype html><html><body>Moved</body></html>",
            "text/html",
            "expected a feed and got an HTML page",
        ),
        ('{"status": "gone"}', "application/json", "expected a feed and got JSON"),
        ("", "application/xml", "expected a feed and got"),
    ],
)
def test_C32_something_else_where_a_feed_was_names_both(body, media, said):
    with pytest.raises(ReadError, match=said):
        read(FEED, body, media)


def test_Q20_a_feed_cut_off_in_the_middle_tells_what_it_held():
    body = "<rss version='2.0'><channel><item><title>One</title><link>https://a.example/1</link></item><item><title>Tw"
    found = read(FEED, body, "application/rss+xml")
    assert [type(one) for one in found] == [Notice, Flaw]
    assert found[0].title == "One"


def test_Q13_entries_without_links_are_known_by_guid_and_then_by_title_and_date():
    item = "<item><title>{0}</title><guid isPermaLink='false'>{1}</guid><pubDate>Fri, 08 May 2026 09:00:00 +0800</pubDate></item>"
    body = f"<rss version='2.0'><channel>{item.format('A', 'g1')}{item.format('B', 'g2')}{item.format('C', 'g2')}</channel></rss>"
    keys = [found.key for found in read(FEED, body, "application/rss+xml")]
    assert keys[0] == "g1"
    assert "g2" not in keys
    assert len(set(keys)) == 3


def test_an_entry_that_was_touched_again_is_not_what_it_was():
    entry = (
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>x</id><link href='https://a.example/1'/><title>T</title>"
        "<published>2026-05-01T00:00:00Z</published><updated>{}</updated><summary>Same words.</summary></entry></feed>"
    )
    first, second = (
        read(FEED, entry.format(f"2026-05-0{day}T00:00:00Z"), "application/atom+xml")[0] for day in (2, 3)
    )
    assert first.key == second.key
    assert first.listed == second.listed
    assert first.content != second.content


# -- api -------------------------------------------------------------------------------------------


def answer(value):
    return json.dumps(value, ensure_ascii=False)


def test_Q17_an_error_message_with_status_200_is_a_failure_that_tells_it():
    keys = API | {"success": {"path": "code", "equals": "200"}}
    assert read(keys, answer({"code": 200, "rows": [{"title": "A", "url": "/1"}]}), "application/json")
    with pytest.raises(ReadError, match='code is "500", expected 200: "系统繁忙"'):
        read(keys, answer({"code": "500", "msg": "系统繁忙", "rows": []}), "application/json")


def test_Q17_a_path_that_leads_nowhere_tells_what_is_there_instead():
    with pytest.raises(ReadError, match="which has total, results"):
        read(API, answer({"total": 0, "results": []}), "application/json")


def test_C32_a_page_where_json_was_names_both():
    with pytest.raises(ReadError, match="expected JSON and got an HTML page"):
        read(API, "<!doctype html><div id=app></div>", "text/html")


def test_T06_a_moment_is_dated_by_the_authoritys_own_clock():
    late = {"title": "A", "url": "/1", "date": "2026-05-07T16:30:00Z"}
    (in_china,) = read(API, answer({"rows": [late]}), "application/json")
    (in_london,) = read(API | {"jurisdiction": "GB"}, answer({"rows": [late]}), "application/json")
    assert (in_china.published, in_london.published) == (date(2026, 5, 8), date(2026, 5, 7))


@pytest.mark.parametrize(
    "value", [1778169600000, "1778169600000", 1778169600, "2026-05-08 00:00:00", "2026.05.08"]
)
def test_T06_a_date_has_many_forms_and_one_day(value):
    (found,) = read(
        API, answer({"rows": [{"title": "A", "url": "/1", "publishTime": value}]}), "application/json"
    )
    assert found.published == date(2026, 5, 8)


def test_marks_of_a_search_are_no_part_of_a_title():
    (found,) = read(
        API,
        answer({"rows": [{"TITLE": "关于<em>海关</em>监管<BR>的通知 &amp; 附件", "URL": "/1"}]}),
        "application/json",
    )
    assert found.title == "关于海关监管的通知 & 附件"


@pytest.mark.parametrize(
    ("sent", "body", "media"),
    [
        ({"json": {"page": 1, "词": ["a"]}}, '{"page": 1, "词": ["a"]}'.encode(), "application/json"),
        ({"form": {"page": 1, "q": "a b"}}, b"page=1&q=a+b", "application/x-www-form-urlencoded"),
    ],
)
def test_a_question_is_sent_as_it_is_written(sent, body, media):
    (request,) = source_from(
        API | {"method": "POST", "headers": {"Referer": "https://a.example/"}} | sent
    ).requests(NOW)
    assert (request.method, request.body) == ("POST", body)
    assert request.headers == (("Referer", "https://a.example/"), ("Content-Type", media))


def test_items_keyed_by_id_and_values_in_wrappers_are_read():
    keyed = {
        "rows": {
            "D1": {"title": {"rendered": "A &amp; B"}, "link": "/1", "date": "2026-05-08T09:00:00"},
            "facets": {},
        }
    }
    (found,) = read(API, answer(keyed), "application/json")
    assert (found.title, found.url, found.published) == ("A & B", "https://a.example/1", date(2026, 5, 8))


def test_an_answer_wrapped_for_a_script_is_read():
    (found,) = read(API, 'callback({"rows": [{"title": "A", "url": "/1"}]});', "application/javascript")
    assert found.title == "A"


def test_C17_an_answer_without_end_is_read_to_the_limit_and_says_so(monkeypatch):
    monkeypatch.setattr("monitor.sources.api.MOST_ITEMS", 2)
    found = read(
        API, answer({"rows": [{"title": str(n) * 9, "url": f"/{n}"} for n in range(3)]}), "application/json"
    )
    assert [type(one) for one in found] == [Flaw, Listed, Listed]


@pytest.mark.parametrize(
    ("keys", "value", "said"),
    [
        ({}, {"rows": ["a", "b"]}, "are plain values, wanted objects with a title"),
        ({}, {"rows": None, "msg": "no permission"}, 'found nothing in the answer: "no permission"'),
        ({}, [1], '"rows" found nothing in the answer, which is a list'),
        ({"items": "join(',', rows)"}, {"rows": 5}, "does not fit the answer"),
    ],
)
def test_an_answer_of_another_shape_is_refused_with_what_it_is(keys, value, said):
    with pytest.raises(ReadError) as raised:
        read(API | keys, answer(value), "application/json")
    assert said in str(raised.value)


def test_html_inside_json_that_is_not_there_is_said():
    with pytest.raises(ReadError, match=r'"data.html" found nothing in the answer: "参数错误"'):
        read(
            LISTING | {"html": "data.html"},
            answer({"code": "400", "message": "参数错误"}),
            "application/json",
        )


def test_an_address_may_be_put_together():
    keys = API | {"link": "join('', ['https://a.example/notice/', to_string(id)])"}
    (found,) = read(keys, answer({"rows": [{"title": "A", "id": 5}]}), "application/json")
    assert found.url == "https://a.example/notice/5"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({}, "none of the 1 items has a title by a usual name, say `title`; they have wort, datum"),
        (
            {"title": "wort", "date": "gone"},
            'date "gone" found nothing in any of the 1 items, which have wort, datum',
        ),
    ],
)
def test_Q06_items_without_a_named_part_fail_and_tell_what_they_have(keys, said):
    with pytest.raises(ReadError, match=said):
        read(API | keys, answer({"rows": [{"wort": "A", "datum": "2026-05-08"}]}), "application/json")


# -- register --------------------------------------------------------------------------------------


def test_rows_that_the_key_cannot_tell_apart_are_said():
    found = read(REGISTER, "No,Subject\n1,Lamps\n1,Lamps\n1,Ports\n", "text/csv")
    assert [type(one) for one in found] == [Notice, Flaw]
    assert "name more columns in `key`" in found[1].reason


def test_a_table_without_the_named_columns_tells_what_it_has():
    with pytest.raises(ReadError, match="no row has all of No, Subject; the tables have Reference, Title"):
        read(REGISTER, "Reference,Title\n1,Lamps\n", "text/csv")


def test_a_sheet_that_is_gone_is_named():
    with pytest.raises(ReadError, match='no sheet is called "2027"'):
        read(REGISTER | {"sheet": "2027"}, "No,Subject\n1,Lamps\n", "text/csv")


def test_C32_an_error_page_called_spreadsheet_is_refused():
    with pytest.raises(ReadError, match="expected XLSX and got an HTML page"):
        read(
            REGISTER | {"url": "https://a.example/list.xlsx"}, "<!doctype html><p>Not found</p>", "text/html"
        )


# -- whatever comes --------------------------------------------------------------------------------

KINDS = [LISTING, API | {"items": "@"}, FEED, REGISTER, COMMON | {"kind": "page"}]
PIECES = (
    "<ul class=list><li><a href=/1 title='x'>", "</a>2026-01-02", "<li>", "</ul>", "<table><tr><td>No<td>Subject", "<tr><td>1",
    "<rss version=2.0><channel><item>", "<title>T", "</title></item></channel></rss>", "<link>javascript:x</link>",
    '[{"title": "A", "url": "http://[", "date": 99999999999999}', ', {"title": null, "date": "0001-01-01T00:00:00+14:00"}]',
    "No,Subject\n1,", "\ud7ff\x00", "{", "&#xd800;", "<base href='http://['>", "Fri, 99 May 99999 01:00:00 +9999",
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(parts=st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=8))
@pytest.mark.parametrize("keys", KINDS, ids=lambda keys: keys["kind"])
@pytest.mark.parametrize("media", ["text/html", "application/json", "text/csv", "application/xml"])
def test_whatever_comes_is_read_or_refused(keys, media, parts):
    source = source_from(keys)
    for request in (
        next(source.requests(NOW)),
        Request("https://a.example/1", listed=Listed("k", "t…", "u")),
    ):
        answer = document("".join(parts).encode("utf-8", "surrogatepass"), request, media)
        with suppress(ReadError):
            for found in source.read(answer, NOW):
                assert isinstance(found, Notice | Listed | Request | Flaw)


# -- configuration ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"id": "No Id"}, "no id, write lower-case letters"),
        ({"jurisdiction": "China"}, "no jurisdiction, write a country (CN, EU)"),
        ({"language": "chinese!"}, "no language tag, write it like zh"),
        ({"url": "ftp://a.example/"}, "no http:// or https:// address"),
        ({"every": "0s"}, "0s leaves no time between two looks, write it like 30m, 6h or 1d"),
        ({"reread": ["1d", "0s"]}, "0s leaves no time between two looks"),
        ({"every": 6}, "has no unit, write 6m, 6h or 6d"),
        ({"every": "6h", "cron": "0 8 * * *"}, "every and cron both say when to look"),
        ({"cron": "at eight"}, "is no cron expression"),
        ({"timezone": "Asia/Shanghei"}, "did you mean Asia/Shanghai?"),
        ({"charset": "utf-nine"}, "is no charset, write it like utf-8"),
        ({"headers": {"Host": "b.example"}}, "Host is set by the program itself"),
        ({"headers": {"X-A": "1\r\nX-B: 2"}}, "is no header"),
        ({"items": "ul >"}, "is no CSS selector"),
        ({"items": "//ul/li"}, "is no CSS selector"),
        ({"next": "https://a.example/{pg}.html"}, "has no place for the page number"),
        ({"html": "data["}, "is no JMESPath"),
        ({"itmes": "li"}, "Extra inputs"),
    ],
)
def test_a_mistake_in_a_source_says_how_to_mend_it(keys, said):
    with pytest.raises(ValidationError) as raised:
        source_from(LISTING | keys)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"items": "nonsense(rows)"}, "Unknown function"),
        ({"json": {}}, "only sent with method: POST"),
        ({"method": "POST", "json": {}, "form": {}}, "keep one of them"),
        ({"success": {"path": "a["}}, "is no JMESPath"),
    ],
)
def test_C12_a_path_that_cannot_work_is_a_mistake_at_once(keys, said):
    with pytest.raises(ValidationError) as raised:
        source_from(API | keys)
    assert said in str(raised.value)


def test_T15_a_zone_is_the_sources_or_its_countrys():
    assert str(source_from(LISTING).zone) == "Asia/Shanghai"
    assert str(source_from(LISTING | {"jurisdiction": "US"}).zone) == "UTC"
    assert (
        str(source_from(LISTING | {"jurisdiction": "US", "timezone": "America/New_York"}).zone)
        == "America/New_York"
    )


def test_the_fingerprint_follows_what_is_read_and_nothing_else():
    plain = source_from(LISTING).fingerprint
    assert source_from(LISTING | {"every": "1h", "authority": "Another", "at_least": 3}).fingerprint == plain
    assert source_from(LISTING | {"items": "ol li"}).fingerprint != plain
    assert source_from(LISTING | {"drop": ["ticket"]}).fingerprint != plain


@pytest.mark.parametrize("kind", plugins.kinds("monitor.sources"))
def test_a_kind_has_a_schema_for_editors(kind):
    from monitor.sources.base import BaseSource

    schema = plugins.find("monitor.sources", kind, "Source", BaseSource).model_json_schema()
    assert schema["additionalProperties"] is False
    assert schema["properties"]["every"]["type"] == "string"


# -- a notice's own page ---------------------------------------------------------------------------

MONTHS = """<html><body><table><tr><td>(1) Summary</td><td><a href=/s/3.html>Mar.</a></td></tr></table></body></html>"""
MONTH = """<html><body><div class="ttl">(1) Summary, March 2026</div><div class=day>2026/04/07</div>
<div class="art con"><p>Exports grew.</p><section><a href="#">Share</a><p>Read more</p></section></div></body></html>"""


def opened(keys, body):
    source = source_from(LISTING | {"items": "td a"} | keys)
    (entry,) = (item for item in read(LISTING | {"items": "td a"} | keys, MONTHS) if isinstance(item, Listed))
    (notice,) = source.read(document(body.encode(), source.open(entry)), NOW)
    return notice


def test_an_element_that_a_group_of_selectors_names_twice_is_read_once():
    notice = opened({"body": ".art.con, .art, .con"}, MONTH)
    assert [block.text for block in notice.content.blocks].count("Exports grew.") == 1
    rows_ = read(
        LISTING | {"items": "ul.list > li, .list li"}, rows('<a href="/1.html">A notice</a> 2026-05-08')
    )
    assert len(rows_) == 1


def test_what_is_to_be_removed_is_not_read():
    notice = opened({"body": ".art", "remove": "section, .none"}, MONTH)
    assert [block.text for block in notice.content.blocks] == ["Exports grew."]


def test_the_page_names_a_notice_that_its_list_only_hints_at():
    named = opened({"body": ".art", "page_title": ".ttl", "page_date": ".day"}, MONTH).listed
    assert (named.title, named.published) == ("(1) Summary, March 2026", date(2026, 4, 7))
    hinted = opened({"body": ".art", "page_title": ".none", "page_date": ".ttl"}, MONTH).listed
    assert (hinted.title, hinted.published) == ("Mar.", None)


@pytest.mark.parametrize(
    "values", [("1", "2", "3"), ("6f1c09ab77e34d5f", "b28e5a03d1c94f67", "0d4b7e9a21c85f36")]
)
@pytest.mark.parametrize("path", ["/view.do?", "/view.do?cat=3&"])
def test_Q22_notices_that_only_a_parameter_called_sid_tells_apart_are_each_listed_with_their_address(
    values, path
):
    links = [f"https://a.example{path}sid={value}" for value in values]
    titles = ["First notice on lamps", "Second notice on lamps", "Third notice on lamps"]
    found = read(
        LISTING, rows(*(f'<a href="{link}">{title}</a>' for link, title in zip(links, titles, strict=True)))
    )
    assert [(one.key, one.url) for one in found] == [(link, link) for link in links]
