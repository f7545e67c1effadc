"""Texts that stand several requests away from their list, through the whole check."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from monitor.errors import ReadError
from monitor.model import Listed
from tests.golden import NOW, document, source_from
from tests.site import Page

SOURCE = """
  - id: notices
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    every: 1d
    kind: listing
    url: {site}/list.html
    items: ul.u-list > li
"""
THREE = f"""{SOURCE}
    via:
      - /api/access-url?shortKey={{link#}}
      - url: /api/getArticleDetail?articleId={{data?articleId}}
        content: data.articleContent
        title: data.articleTitle
        date: data.publishDate
"""
KEYS = {
    "id": "a-source",
    "authority": "An Authority",
    "jurisdiction": "CN",
    "url": "https://a.example/list",
    "kind": "listing",
    "items": "ul li",
}
TEXT = "<p>企业应当提交产品碳足迹声明。</p><p>意见请于六月三十日前反馈。</p>"


def answer(value):
    return Page(json.dumps(value, ensure_ascii=False), content_type="application/json;charset=utf-8")


def list_of(*links):
    rows = "".join(
        f"<li><a href='{link}' title='【进行中】关于第{n}号意见稿公开征求意见的公告'>…</a><span>2026/04/1{n}</span></li>"
        for n, link in enumerate(links)
    )
    return Page(f"<html><body><ul class='u-list'>{rows}</ul></body></html>")


def consultation(site, key, text=TEXT):
    site.pages[f"/api/access-url?shortKey={key}"] = answer(
        {"status": 1, "data": f"http://elsewhere.example/article.html?articleId=id-{key}"}
    )
    site.pages[f"/api/getArticleDetail?articleId=id-{key}"] = answer(
        {
            "data": {
                "articleTitle": f"关于{key}的<BR>公告",
                "articleContent": text,
                "publishDate": "2026-04-20 09:00:00",
            }
        }
    )


# -- three hops --------------------------------------------------------------------------------------


@pytest.fixture
def consultations(desk, site):
    desk.configure(THREE)
    site.pages["/list.html"] = list_of("/sa.html#/Ab1", "/sa.html#/Cd2")
    for key in ("Ab1", "Cd2"):
        consultation(site, key)
    return site


def test_a_text_two_answers_further_on_is_read_and_every_answer_is_kept(desk, consultations):
    told = desk.monitor("check", "--all", "--json").outcome()
    assert (told["outcome"], told["notices"], told["reason"]) == ("first", 2, None)
    assert consultations.paths() == [
        "/list.html",
        "/api/access-url?shortKey=Ab1",
        "/api/getArticleDetail?articleId=id-Ab1",
        "/api/access-url?shortKey=Cd2",
        "/api/getArticleDetail?articleId=id-Cd2",
    ]


def test_Q14_an_edit_two_answers_further_on_is_an_amendment(desk, consultations):
    desk.monitor("check", "--all")
    consultation(consultations, "Ab1", TEXT.replace("六月三十日", "七月十五日"))
    desk.monitor("check", "--all", clock="2026-05-09T00:00:00Z")
    (change,) = desk.monitor("changes", "--json").lines
    assert change["change"] == "amended"
    assert change["notice"]["url"].endswith("/sa.html#/Ab1")  # what a person opens
    assert change["notice"]["title"] == "关于Ab1的公告"
    assert change["notice"]["published"] == "2026-04-20"


def test_a_text_that_is_not_due_again_is_not_asked_for_again(desk, consultations):
    desk.monitor("check", "--all")
    consultations.asked.clear()
    assert (
        desk.monitor("check", "--all", "--json", clock="2026-05-07T06:00:00Z").outcome()["outcome"]
        == "unchanged"
    )
    assert consultations.paths() == ["/list.html"]


def test_Q17_an_error_on_the_way_is_told_with_its_message(desk, consultations):
    consultations.pages["/api/access-url?shortKey=Ab1"] = answer({"status": 0, "message": "链接已失效"})
    told = desk.monitor("check", "--all", "--json").outcome()
    assert told["outcome"] == "partial"
    assert "链接已失效" in told["reason"]


def test_Q21_an_answer_on_the_way_that_fails_leaves_its_notice_for_next_time(desk, consultations):
    desk.monitor("check", "--all")
    consultations.pages["/list.html"] = list_of("/sa.html#/Ab1", "/sa.html#/Cd2", "/sa.html#/Ef3")
    consultation(consultations, "Ef3")
    consultations.pages["/api/getArticleDetail?articleId=id-Ef3"] = Page("busy", status=503)
    told = desk.monitor("check", "--all", "--json", clock="2026-05-08T00:00:00Z").outcome()
    assert (told["outcome"], told["changes"]) == ("partial", 0)
    consultation(consultations, "Ef3")
    told = desk.monitor("check", "--all", "--json", clock="2026-05-08T02:00:00Z").outcome()
    assert (told["outcome"], told["changes"]) == ("changed", 1)


def test_a_link_without_what_the_way_begins_with_is_an_ordinary_page(desk, consultations):
    consultations.pages["/list.html"] = list_of("/sa.html#/Ab1", "/t1.html")
    consultations.pages["/t1.html"] = Page(f"<html><body><h1>通知</h1>{TEXT}</body></html>")
    told = desk.monitor("check", "--all", "--json").outcome()
    assert (told["outcome"], told["reason"]) == ("first", None)
    assert "/t1.html" in consultations.paths()


# -- pages that only lead on -------------------------------------------------------------------------


STUB = '<html><head><script>var _cofing1={{href:"{target}",time:0}}</script></head><body><div></div></body></html>'


@pytest.mark.parametrize(
    "script",
    ["window.location.href='/real.html'", 'location = "/real.html";', "location.replace('/real.html')"],
)
def test_a_stub_leads_on_in_many_ways(desk, stub, script):
    stub.pages["/a1.html"] = Page(f"<html><head></head><body><script>{script}</script></body></html>")
    assert desk.monitor("check", "--all", "--json").outcome()["outcome"] == "first"
    assert "/real.html" in stub.paths()


@pytest.fixture
def stub(desk, site):
    desk.configure(f"{SOURCE}    stubs: follow\n")
    site.pages["/list.html"] = list_of("/a1.html", "/a2.html")
    site.pages["/a1.html"] = Page(STUB.format(target="/real.html"))
    site.pages["/a2.html"] = site.pages["/real.html"] = Page(f"<html><body><h1>公告</h1>{TEXT}</body></html>")
    return site


def test_a_stub_is_followed_where_the_source_says_so(desk, stub):
    told = desk.monitor("check", "--all", "--json").outcome()
    assert (told["outcome"], told["reason"]) == ("first", None)
    assert stub.paths() == ["/list.html", "/a1.html", "/real.html", "/a2.html"]


def test_C05_a_stub_is_not_followed_unasked(desk, stub):
    desk.configure(SOURCE)
    told = desk.monitor("check", "--all", "--json").outcome()
    assert "/real.html" not in stub.paths()
    assert told["outcome"] == "partial"


@pytest.mark.parametrize(
    "target",
    [
        "http://198.51.100.7/inside",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "//evil.example/x",
        "/a1.html",
    ],
)
def test_C05_a_stub_never_leads_off_its_site_or_to_itself(desk, stub, target):
    stub.pages["/a1.html"] = Page(STUB.format(target=target))
    told = desk.monitor("check", "--all", "--json").outcome()
    assert stub.paths() == ["/list.html", "/a1.html", "/a2.html"]
    assert told["outcome"] == "partial"


def test_C05_a_stub_behind_a_stub_is_the_end(desk, stub):
    stub.pages["/real.html"] = Page(STUB.format(target="/further.html"))
    told = desk.monitor("check", "--all", "--json").outcome()
    assert "/further.html" not in stub.paths()
    assert told["outcome"] == "partial"


@pytest.mark.parametrize(
    "script", ["$_ts=window['$_ts'];$_ts.nsd=8;", "document.cookie='__jsl_clearance=1';"]
)
def test_Q01_a_challenge_is_no_stub_even_where_it_leads_on(desk, stub, script):
    stub.pages["/a1.html"] = Page(STUB.format(target="/real.html").replace("var ", script + "var "))
    desk.monitor("check", "--all")
    assert stub.paths() == ["/list.html", "/a1.html", "/a2.html"]


# -- other ways --------------------------------------------------------------------------------------


def way(via, link, *answers):
    """The addresses on the way to a notice, and what is read at its end."""
    source = source_from(KEYS | {"via": via})
    listed = Listed("k", "A notice", link)
    asked, found = [], source.open(listed)
    for body in answers:
        asked.append(found.url)
        (found,) = source.read(document(body.encode(), found, "application/json"), NOW)
    return asked, found


def test_a_content_api_is_asked_by_the_path_of_the_link():
    asked, found = way(
        [{"url": "https://www.gov.uk/api/content{link/}", "content": "details.body"}],
        "https://www.gov.uk/guidance/lamps",
        '{"details": {"body": "<p>Lamps need a declaration.</p>"}}',
    )
    assert asked == ["https://www.gov.uk/api/content/guidance/lamps"]
    assert found.content.blocks[0].text == "Lamps need a declaration."
    assert found.listed.url == "https://www.gov.uk/guidance/lamps"


def test_an_answer_may_name_the_whole_address_of_the_text():
    asked, found = way(
        ["https://fr.example/api/documents/{link/5}.json", "{raw_text_url}"],
        "https://fr.example/documents/2026/06/01/2026-12345/lamps-from-testland",
        '{"raw_text_url": "https://fr.example/full/2026-12345.txt"}',
        "Lamps are added to the list.",
    )
    assert asked == [
        "https://fr.example/api/documents/2026-12345.json",
        "https://fr.example/full/2026-12345.txt",
    ]
    assert found.content.blocks[0].text == "Lamps are added to the list."


def test_a_step_may_be_a_form():
    source = source_from(
        KEYS | {"via": [{"url": "/detail", "method": "POST", "form": {"id": "{link?id}"}, "content": "text"}]}
    )
    asked = source.open(Listed("k", "A notice", "https://a.example/view?id=7%26x"))
    assert (asked.url, asked.method, asked.body) == ("https://a.example/detail", "POST", b"id=7%26x")


@pytest.mark.parametrize(
    "value",
    [
        ".evil.example/x",
        "@evil.example/",
        "//evil.example/x",
        "/../../admin",
        "http://[::1]/",
        "a\r\nHost: b",
    ],
)
def test_C05_an_answer_cannot_change_whom_the_way_leads_to(value):
    via = ["https://a.example/first?x={link#}", "https://a.example{path}"]
    try:
        _, found = way(via, "https://a.example/n#/1", json.dumps({"path": value}))
    except ReadError:
        return
    assert found.url.startswith("https://a.example/")
    assert "/../" not in found.url


@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/x", "", None, {}, "x" * 9_000]
)
def test_C08_an_answer_that_names_no_web_address_is_refused(value):
    with pytest.raises(ReadError):
        way(
            ["https://a.example/first?x={link#}", "{path}"],
            "https://a.example/n#/1",
            json.dumps({"path": value}),
        )


@pytest.mark.parametrize(
    ("via", "words"),
    [
        ("https://a.example/x?id={data.id}", "the first step has none"),
        ([{"url": "/a?{link#}", "content": "a"}, "/b"], "from the last step"),
        ([{"url": "/a?{link#}", "title": "a"}], "say where that is"),
        ("ftp://a.example/{link#}", "is no address"),
        ("https://{link}/x", "leaves open whose address"),
        ([{"url": "/a?{link#}", "content": "a..b"}], "no JMESPath"),
        (["/a?{link#}"] * 9, "at most 4"),
    ],
)
def test_a_mistake_on_the_way_says_how_to_mend_it(via, words):
    with pytest.raises(ValidationError, match=words):
        source_from(KEYS | {"via": via})
