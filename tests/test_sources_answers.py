"""Answers that are no list of links: XML, JSON in a script, HTML in JSON, links that must be put together."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings, strategies as st
from pydantic import ValidationError

from monitor.errors import ReadError
from monitor.model import Flaw, Listed, Notice, Request
from monitor.sources.base import xml
from tests.golden import NOW, document, source_from
from tests.growth import assert_linear

COMMON = {
    "id": "a-source",
    "authority": "An Authority",
    "jurisdiction": "KR",
    "url": "https://a.example/list",
}
API = COMMON | {"kind": "api", "items": "rows"}
LISTING = COMMON | {"kind": "listing", "items": "ul.list li, table tr"}
REGISTER = COMMON | {"kind": "register", "key": "id", "title": "name"}


def read(keys, body, media="text/html"):
    source = source_from(keys)
    return list(source.read(document(body.encode(), next(source.requests(NOW)), media), NOW))


def script(text, where="script", **keys):
    return read(API | {"script": where} | keys, f"<html><body><script>var a=1;</script>{text}</body></html>")


# -- XML ---------------------------------------------------------------------------------------------


LAWS = """<?xml version="1.0" encoding="UTF-8"?>
<k:LawSearch xmlns:k="urn:laws"><totalCnt>2</totalCnt>
<k:law id="1"><name><![CDATA[관세법 시행령]]></name><no>34012</no><day>20260501</day><link>/law?ID=1&amp;t=x</link></k:law>
<k:law id="2"><name>대외무역법</name><no>34013</no><day>20260430</day><link>/law?ID=2&amp;t=x</link></k:law></k:LawSearch>"""
XML = API | {"items": "LawSearch.law", "title": "name", "number": "no", "date": "day"}


def test_items_are_found_in_an_xml_answer_as_in_json():
    first, second = read(XML, LAWS, "text/xml")
    assert (first.title, first.url, first.published) == (
        "관세법 시행령",
        "https://a.example/law?ID=1&t=x",
        date(2026, 5, 1),
    )
    assert second.number == "34013"


def test_a_single_item_is_a_list_of_one():
    (only,) = read(
        XML,
        LAWS.replace('<k:law id="2">', "<other>")
        .replace("대외무역법", "x")
        .replace("</k:law></k:L", "</other></k:L"),
        "text/xml",
    )
    assert only.title == "관세법 시행령"


def test_an_xml_answer_in_an_old_charset_is_read_by_its_prolog():
    body = LAWS.replace("UTF-8", "EUC-KR").encode("euc_kr")
    source = source_from(XML)
    found = list(source.read(document(body, next(source.requests(NOW)), "text/xml"), NOW))
    assert found[1].title == "대외무역법"


def test_an_error_in_xml_is_told_with_its_message():
    keys = XML | {"success": {"path": "OpenAPI.header.code", "equals": "00"}}
    body = "<?xml version='1.0'?><OpenAPI><header><code>30</code></header><errMsg>KEY NOT REGISTERED</errMsg></OpenAPI>"
    with pytest.raises(ReadError, match=r'OpenAPI.header.code is "30", expected 00'):
        read(keys, body, "text/xml")


@pytest.mark.parametrize(
    "body",
    [
        '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;">]><a>&c;</a>',
        '<!DOCTYPE a SYSTEM "http://inside.example/x.dtd"><a>1</a>',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        '<?xml version="1.0"?><!DOCTYPE a><a/>',
    ],
)
def test_C11_xml_that_declares_a_doctype_is_refused(body):
    with pytest.raises(ReadError, match="doctype"):
        xml.load(body)


def test_C16_deep_xml_is_refused():
    with pytest.raises(ReadError, match="nests more than 100"):
        xml.load("<a>" * 200 + "</a>" * 200)


@pytest.mark.parametrize("body", ["<a><b></a>", "<a", "", "<a>&nbsp;</a>", "<a/><b/>", "a<b/>", "<a b=1/>"])
def test_N03_xml_that_is_cut_or_broken_is_refused(body):
    with pytest.raises(ReadError, match="not readable as XML"):
        xml.load(body)


def test_C17_a_huge_xml_answer_is_refused_with_the_limit(monkeypatch):
    monkeypatch.setattr(xml, "MOST", 1_000)
    with pytest.raises(ReadError, match="more than 1,000"):
        xml.load("<a>" + "<b/>" * 1_001 + "</a>")


def test_xml_is_read_in_linear_time():
    assert_linear(lambda n: xml.load("<a>" + "<b c='d'>e</b>" * n + "</a>"), 2_000)


# -- JSON in a script --------------------------------------------------------------------------------


ROWS = '{"rows": [{"title": "PORTARIA } ] \\" 1", "url": "/1"}]}'


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (f"<script id=params type=application/json>{ROWS}</script>", "script#params"),
        (f"<script>var other = [1]; var listData = {ROWS}; run(listData);</script>", "@listData"),
        (f"<script>window.page.listData={ROWS}</script>", "@window.page.listData"),
        (f"<script>render({{listData: {ROWS}}})</script>", "script@listData"),
        (f"<script id=s>\n  const x = {ROWS}\n</script>", "script#s"),
    ],
)
def test_json_inside_a_script_is_read(text, where):
    (found,) = script(text, where)
    assert (found.title, found.url) == ('PORTARIA } ] " 1', "https://a.example/1")


@pytest.mark.parametrize(
    ("text", "where", "words"),
    [
        ("", "script#params", 'script "script#params" matched nothing'),
        ("<script>var b = 1</script>", "@listData", "matched 2 times, never with a variable listData"),
        ('<script>var listData = {"rows": [</script>', "@listData", "never with a variable listData"),
        ("<script>var listData = {rows: 'a'}</script>", "@listData", "not readable as JSON"),
        (
            '<script>var listData = {"other": []}</script>',
            "@listData",
            '"rows" found nothing in the answer, which has other',
        ),
    ],
)
def test_Q06_a_script_without_what_was_wanted_says_so(text, where, words):
    with pytest.raises(ReadError, match=words.replace("[", r"\[")):
        script(text, where)


def test_C18_a_hostile_script_costs_linear_time():
    assert_linear(lambda n: _refused("var x = " + '["' * n), 2_000)
    assert_linear(lambda n: _refused("x=" * n + "{" * 400), 2_000)


def _refused(text):
    with pytest.raises(ReadError):
        script(f"<script>{text}</script>", "@x")


# -- bare arrays, keyed objects, oddities ------------------------------------------------------------


def test_a_bare_array_is_a_list():
    body = '[{"id": 7, "notificationNo": "52/2026-Customs", "notificationName": "Tariff values", "updatedDate": "19-Nov-2026"}]'
    (found,) = read(API | {"items": "@", "details": False}, body, "application/json")
    assert (found.listed.number, found.listed.published) == ("52/2026-Customs", date(2026, 11, 19))


def test_an_object_keyed_by_id_is_a_list_of_its_objects():
    body = '{"documents": {"D1": {"title": "Lamps", "url": "/1"}, "facets": {}, "D2": {"title": "Ports", "url": "/2"}}}'
    assert [one.title for one in read(API | {"items": "documents"}, body, "application/json")] == [
        "Lamps",
        "Ports",
    ]


@pytest.mark.parametrize(
    "body",
    ['{"rows": NaN}', '{"rows": [], "rows": [1]}', '{"rows": [' + "9" * 6_000 + "]}", '{"rows": [' * 600, '{"rows": ["a"]}', '{"rows": 3}', "3"],
)  # fmt: skip
def test_C36_odd_json_is_refused_with_a_reason(body):
    with pytest.raises(ReadError):
        read(API, body, "application/json")


def test_C17_a_list_beyond_the_cap_says_so():
    rows = [{"title": f"Notice {n}", "url": f"/{n}"} for n in range(5_001)]
    *found, flaw = sorted(
        read(API, json.dumps({"rows": rows}), "application/json"), key=lambda one: isinstance(one, Flaw)
    )
    assert len(found) == 5_000
    assert flaw == Flaw("5001 items in one answer, the first 5000 were read", minor=True)


# -- HTML in JSON ------------------------------------------------------------------------------------


def test_html_that_comes_in_several_pieces_is_one_list():
    pieces = [
        f"<ul class='list'><li><a href='/{n}'>Notice number {n}</a> 2026-01-0{n}</li></ul>" for n in (1, 2)
    ]
    body = json.dumps({"data": [{"html": piece} for piece in pieces]})
    found = read(LISTING | {"html": "data[].html"}, body, "application/json")
    assert [one.url for one in found] == ["https://a.example/1", "https://a.example/2"]


def test_a_list_of_html_may_be_asked_for_by_post():
    keys = LISTING | {"method": "POST", "form": {"page": "{page}", "q": "通知"}}
    (asked,) = source_from(keys).requests(NOW)
    assert (asked.method, asked.body) == ("POST", b"page=1&q=%E9%80%9A%E7%9F%A5")
    assert dict(asked.headers)["Content-Type"] == "application/x-www-form-urlencoded"


# -- the list behind its shell -----------------------------------------------------------------------


SHELL = (
    "<html><body><script parseType=bulidstatic url=/unit "
    "querydata=\"{'webId':'8f43','tagId':'内容','editType':null,'paramJson':'{}'}\"></script><p>正在加载</p></body></html>"
)
INNER = LISTING | {
    "inner": "{script[parsetype=bulidstatic]@url}?{script[parsetype=bulidstatic]@querydata&}",
    "html": "data.html",
}


def test_a_shell_leads_to_the_list_itself():
    (asked,) = read(INNER, SHELL)
    assert isinstance(asked, Request)
    assert (
        asked.url
        == "https://a.example/unit?webId=8f43&tagId=%E5%86%85%E5%AE%B9&editType=null&paramJson=%7B%7D"
    )
    rows = "<ul class='list'><li><a href='/art/1.html'>关于产品认证目录的通知</a> 2026-01-02</li></ul>"
    body = json.dumps({"data": {"html": rows}}).encode()
    (found,) = source_from(INNER).read(document(body, asked, "application/json"), NOW)
    assert found.url == "https://a.example/art/1.html"


@pytest.mark.parametrize(
    "shell", ["<p>x</p>", SHELL.replace("url=/unit", ""), SHELL.replace("{'webId'", "{webId")]
)
def test_Q06_a_shell_without_the_address_says_what_is_missing(shell):
    with pytest.raises(ReadError, match=r"found nothing to put into|not readable as JSON"):
        read(INNER, shell)


def test_a_page_that_links_to_the_newest_file_leads_there_and_keeps_its_identity():
    keys = COMMON | {"kind": "page", "inner": "{a.newest@href}"}
    (asked,) = read(
        keys, "<p><a class=newest href='/2026_04_01/index.html'>Schedule</a> <a href=/old>old</a></p>"
    )
    assert asked.url == "https://a.example/2026_04_01/index.html"
    body = b"<html><body><h1>Tariff schedule</h1><p>Lamps are free of duty.</p></body></html>"
    (found,) = source_from(keys).read(document(body, asked), NOW)
    assert (found.key, found.url) == ("https://a.example/list", "https://a.example/list")


def test_a_register_may_be_the_file_that_a_page_links_to():
    keys = REGISTER | {"inner": "{a[href$='.csv']@href}"}
    (asked,) = read(keys, "<p><a href=/a.pdf>PDF</a> <a href=/files/b.csv>CSV</a></p>")
    (found,) = source_from(keys).read(document(b"id,name\n1,Lamps\n", asked, "text/csv"), NOW)
    assert (found.key, found.title) == ("1", "Lamps")


# -- links that are put together ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "row", "expected"),
    [
        (
            "/view.do?nttSnUrl={a@onclick(1)}",
            "<a href='#' onclick=\"goView('3f2e');\">{}</a>",
            "/view.do?nttSnUrl=3f2e",
        ),
        ("/view/{a@href(2)}", "<a href=\"javascript:view('x', 123);\">{}</a>", "/view/123"),
        ("/view?id={@data-id}", "<a href='#'>{}</a>", "/view?id=77"),
        ("/view?id={b.no}", "<b class='no'> 9 001 </b><a href='#'>{}</a>", "/view?id=9%20001"),
        ("/view?n={a@href?ntt}", "<a href='/old.do?a=1&ntt=55'>{}</a>", "/view?n=55"),
        ("{a@data-url}", "<a data-url='/whole.html'>{}</a>", "/whole.html"),
    ],
)
def test_a_link_is_put_together_from_what_a_row_says(link, row, expected):
    titled = row.replace("{}", "Notice on solar lamps")
    items = f"<table><tr data-id=77><td>{titled}</td><td>2026-01-02</td></tr></table>"
    (found,) = read(LISTING | {"link": link}, items)
    assert (found.url, found.title) == (f"https://a.example{expected}", "Notice on solar lamps")


def test_a_row_without_its_id_is_a_notice_without_a_page():
    rows = "<ul class=list><li><a onclick=\"v('1')\" href=#>First notice</a> 2026-01-02</li><li>Second notice <i>2026-01-01</i></li></ul>"
    found = read(LISTING | {"link": "/v?id={a@onclick(1)}", "title": "a, i"}, rows)
    assert isinstance(found[0], Listed)
    assert isinstance(found[1], Notice)


def test_Q06_a_link_whose_value_no_row_has_is_a_failure():
    with pytest.raises(ReadError, match=r'link "/v\?id=\{a@data-id\}" matched nothing in any of the 1 items'):
        read(
            LISTING | {"link": "/v?id={a@data-id}"},
            "<ul class=list><li><a href=/1>A notice</a> 2026-01-02</li></ul>",
        )
    with pytest.raises(ReadError, match="which have title, id"):
        read(API | {"link": "/v/{nid}"}, '{"rows": [{"title": "A", "id": 1}]}', "application/json")


def test_a_link_is_put_together_from_an_item():
    keys = API | {"link": "https://a.example/notice/{meta.id}?lang={lang}"}
    found = read(
        keys, '{"rows": [{"title": "Lamps", "meta": {"id": "a/b"}, "lang": "zh & en"}]}', "application/json"
    )
    assert found[0].url == "https://a.example/notice/a/b?lang=zh%20%26%20en"


@pytest.mark.parametrize(
    "onclick",
    [
        "view(",
        "view()",
        "view(1",
        "''",
        "view('1' + '2')",
        "(" * 5_000,
        "view(" + "'" * 5_000,
        "a" * 9_000 + "(1)",
    ],
)
def test_C18_a_call_that_is_none_is_no_value_and_costs_nothing(onclick):
    row = f"<ul class=list><li><a href='/1' onclick=\"{onclick}\">A notice</a> 2026-01-02</li></ul>"
    try:
        found = read(LISTING | {"link": "/v?id={a@onclick(3)}"}, row)
    except ReadError:
        return
    assert all(isinstance(one, Notice) for one in found)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (LISTING | {"link": "/v?id={a@onclick(x)}"}, "is no value"),
        (LISTING | {"link": "/v?id={a[}"}, "no CSS selector"),
        (API | {"link": "/v?id={a..b}"}, "no JMESPath"),
        (LISTING | {"link": "javascript:{a}"}, "is no address"),
        (LISTING | {"inner": "{a@}"}, "no JMESPath"),
        (LISTING | {"inner": "/x?{:nope(}"}, "no JMESPath"),
        (LISTING | {"via": ["/a?{link#}", "/b?{:nope(}"]}, "no JMESPath"),
        (LISTING | {"url": "https://a.example/{yaer}/"}, r"did you mean \{year\}"),
        (LISTING | {"url": "https://a.example/{x7}/"}, "there are year, month"),
        (LISTING | {"url": "https://a.example/?d={date-99999d}"}, "stands for nothing"),
        (API | {"script": "script["}, "no CSS selector"),
        (API | {"script": "script@1x"}, "no variable"),
        (REGISTER | {"columns": ["a", "b"]}, "columns does not name id, name"),
    ],
)
def test_a_mistake_in_a_key_says_how_to_mend_it(keys, words):
    with pytest.raises(ValidationError, match=words):
        source_from(keys)


# -- feeds and tables --------------------------------------------------------------------------------


def test_a_feed_whose_titles_name_the_issuer_is_known_by_its_descriptions():
    keys = COMMON | {
        "kind": "feed",
        "title": "description",
        "date": "link?fecha",
        "date_order": "dmy",
        "jurisdiction": "MX",
    }
    body = (
        "<rss version='2.0'><channel><title>S</title><item><title>SECRETARIA DE ECONOMIA</title>"
        "<link>http://a.example/nota.php?codigo=57&amp;fecha=07/05/2026</link>"
        "<description><![CDATA[Acuerdo sobre lámparas solares]]></description></item></channel></rss>"
    )
    (found,) = read(keys, body, "text/xml")
    assert (found.title, found.listed.published) == ("Acuerdo sobre lámparas solares", date(2026, 5, 7))
    assert ("title", "SECRETARIA DE ECONOMIA") in found.content.fields


def test_a_table_without_a_header_gets_its_columns_from_the_source():
    keys = REGISTER | {"columns": ["id", "name", "type"], "url": "https://a.example/sdn.csv"}
    first, second = read(
        keys, '36,"AEROCARIBBEAN AIRLINES",entity\n173,"ANGLO-CARIBBEAN CO., LTD.",entity\n', "text/csv"
    )
    assert (first.key, second.title) == ("36", "ANGLO-CARIBBEAN CO., LTD.")
    assert ("type", "entity") in first.content.fields


# -- whatever comes ----------------------------------------------------------------------------------


WAYS = (
    LISTING | {"link": "/v?id={a@onclick(1)}", "next": "/p/{page}/{a@href?id}", "pages": 3, "last": "b"},
    INNER,
    LISTING
    | {"stubs": "follow", "via": ["/a?{link#}", {"url": "{data}", "content": "text", "title": "title"}]},
    API | {"link": "/x/{id}", "next": "next", "last": "last", "total": "total", "page_size": 3, "pages": 4},
    API | {"items": "@", "script": "@x"},
    COMMON | {"kind": "feed", "title": "description", "date": "link?d", "next": "?p={page}", "pages": 2},
    COMMON | {"kind": "page", "inner": "{a@href}"},
)
PLAIN = st.sampled_from([None, True, -1, 10**50, "", "\ud800", "/../..", "http://[", "//x", "javascript:1", "x" * 5_000, "<li><a href=/1>One</a> 2026-01-01"])  # fmt: skip
NAMES = st.sampled_from(
    ["rows", "data", "html", "text", "title", "id", "url", "next", "last", "total", "date"]
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner), max_leaves=12
)
PIECES = st.sampled_from(
    [
        "<li>", "<a href='/1' onclick=\"v('1',2)\">Notice on lamps</a>", "<a href='http://['>Broken</a>", " 2026-01-02 ", "<b>1/0</b>",
        "<a href='#' onclick='v('>x</a>", "<script>var x = [", "<script parsetype=bulidstatic url=/u querydata=\"{'a':1}\">", "</script>",
        "<script parsetype=bulidstatic url='//' querydata='{'>", "<script>location.href='/z'</script>", "<?xml version='1.0'?>", "\x00",
        "<a><b><title>t</title></b></a>", "<rss><channel><item><link>http://[</link><description>d</description></item></channel></rss>",
    ]
)  # fmt: skip


@pytest.mark.parametrize(
    "keys", WAYS, ids=lambda keys: f"{keys['kind']} {'inner' if 'inner' in keys else ''}"
)
@given(body=st.lists(PIECES, max_size=8).map("".join) | VALUES.map(json.dumps))
@settings(max_examples=60)
def test_C36_whatever_comes_is_read_or_refused_on_every_way(keys, body):
    source = source_from(keys)
    listed = Listed("k", "A title", "https://a.example/n#/1")
    waiting = [*source.requests(NOW), *filter(None, [source.open(listed)])]
    for request in waiting:
        answer = document(body.encode(), request)
        with suppress(ReadError):
            found = [item for item in source.read(answer, NOW) if isinstance(item, Request)]
            waiting += found if len(waiting) < 6 else []
            source.further(answer, NOW)
        source.is_on_the_way(answer)
