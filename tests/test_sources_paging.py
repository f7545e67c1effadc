"""Lists of several pages, through the whole check: which pages are asked for, and what is said of the others."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import ValidationError

from tests.golden import NOW, document, source_from
from tests.site import Page

SOURCE = """
  - id: notices
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    every: 1d
    details: false
"""
LISTING = f"""{SOURCE}
    kind: listing
    url: {{site}}/list.html
    items: ul.news_list > li
"""
API = f"""{SOURCE}
    kind: api
    items: rows
"""
KEYS = {
    "id": "a-source",
    "authority": "An Authority",
    "jurisdiction": "CN",
    "url": "https://a.example/list/index.html",
    "kind": "listing",
    "items": "ul li",
}


def titles(*numbers):
    return {
        n: (f"关于第{n}批进口食品境外生产企业的公告", f"2026-{3 + n // 28:02}-{1 + n % 28:02}")
        for n in numbers
    }


class Book:
    """A list that is shown page by page, the newest first."""

    def __init__(self, site, size=4, pager=True):
        self.site, self.size, self.pager = site, size, pager
        self.show(range(1, 9))

    def show(self, numbers):
        held = sorted(titles(*numbers).items(), reverse=True)
        cut = [held[start : start + self.size] for start in range(0, len(held), self.size)]
        for place, rows in enumerate(cut):
            items = "".join(
                f"<li><a href='/n{n}.html'>{title}</a><span>{day}</span></li>" for n, (title, day) in rows
            )
            more = (
                f"<a href='/list_{place + 1}.html'>下一页</a>" if self.pager and place + 1 < len(cut) else ""
            )
            self.site.pages["/list.html" if not place else f"/list_{place}.html"] = Page(
                f"<html><body><ul class='news_list'>{items}</ul><div>{more}</div></body></html>"
            )

    def asked(self):
        return [path for path in self.site.paths() if path.startswith("/list")]


@pytest.fixture
def book(desk, site):
    desk.configure(LISTING)
    found = Book(site)
    assert desk.monitor("check", "--all", "--json").outcome()["outcome"] == "first"
    return found


# -- Q18: more that is new than one page shows -------------------------------------------------------


def test_Q18_the_first_look_keeps_to_the_pages_it_was_told_and_archives_the_next(desk, book):
    assert book.asked() == ["/list.html", "/list_1.html"]
    assert desk.monitor("sources", "list", "--json").lines[0]["notices"] == book.size


def test_Q18_where_no_notice_is_known_further_pages_are_read_until_one_is(desk, site, book):
    book.show(range(1, 18))  # nine new ones since, on pages of four
    site.asked.clear()
    told = desk.monitor("check", "--all", "--json", clock="2026-05-09T00:00:00Z").outcome()

    assert book.asked() == ["/list.html", "/list_1.html", "/list_2.html"]
    assert (told["outcome"], told["changes"], told["reason"]) == ("changed", 9, None)


def test_Q18_a_list_that_was_read_further_once_is_believed_when_it_is_short_again(desk, book):
    book.show(range(1, 22))
    desk.monitor("check", "--all", clock="2026-05-09T00:00:00Z")
    book.show(range(1, 23))
    told = [
        desk.monitor("check", "--all", "--json", clock=f"2026-05-{day}T00:00:00Z").outcome()
        for day in range(10, 14)
    ]
    assert [(one["outcome"], one["changes"]) for one in told] == [("changed", 1)] + [("unchanged", 0)] * 3


def test_Q18_a_gap_that_cannot_be_closed_is_said_and_what_is_new_is_told_all_the_same(desk, site, book):
    book.pager = False
    book.show(range(9, 13))
    site.asked.clear()
    told = desk.monitor("check", "--all", "--json", clock="2026-05-09T00:00:00Z").outcome()

    assert book.asked() == ["/list.html"]
    assert (told["outcome"], told["changes"]) == ("partial", 4)
    assert "gap possible" in told["reason"]
    assert (
        desk.monitor("check", "--all", "--json", clock="2026-05-10T00:00:00Z").outcome()["outcome"]
        == "unchanged"
    )


def test_Q18_the_search_ends_after_ten_pages(desk, site, book):
    book.show(range(100, 160))
    site.asked.clear()
    told = desk.monitor("check", "--all", "--json", clock="2026-05-09T00:00:00Z").outcome()
    assert len(book.asked()) == 10
    assert "gap possible: every notice on 10 pages is new" in told["reason"]


def test_Q18_a_server_that_gives_the_same_page_again_is_not_asked_for_ever(desk, site, book):
    book.show(range(9, 13))
    first = site.pages["/list.html"].body.replace("<div></div>", "<a href='/list_1.html'>下一页</a>")
    site.pages |= {f"/list_{n}.html": Page(first.replace("list_1", f"list_{n + 1}")) for n in range(1, 12)}
    site.pages["/list.html"] = Page(first)
    site.asked.clear()
    told = desk.monitor("check", "--all", "--json", clock="2026-05-09T00:00:00Z").outcome()
    assert book.asked() == ["/list.html", "/list_1.html"]
    assert told["outcome"] == "partial"


def test_Q21_a_further_page_that_fails_makes_a_gap_and_loses_no_news(desk, site, book):
    book.show(range(1, 18))
    site.pages["/list_1.html"] = Page("down", status=500)
    told = desk.monitor("check", "--all", "--json", clock="2026-05-09T00:00:00Z").outcome()
    assert (told["outcome"], told["changes"]) == ("partial", 4)
    assert "gap possible" in told["reason"]
    assert "/list_1.html" in told["reason"]


def looks(desk, *days):
    """(outcome, changes) of a check on each of these days of May."""
    told = (
        desk.monitor("check", "--all", "--json", clock=f"2026-05-{day}T00:00:00Z").outcome() for day in days
    )
    return [(one["outcome"], one["changes"]) for one in told]


def test_Q18_a_gap_stays_open_until_the_page_that_failed_can_be_read(desk, site, book):
    book.show(range(1, 18))
    page, site.pages["/list_1.html"] = site.pages["/list_1.html"], Page("busy", status=503)
    assert looks(desk, "09", "10") == [("partial", 4), ("partial", 0)]
    site.pages["/list_1.html"] = page
    site.asked.clear()
    assert looks(desk, "11") == [("changed", 5)]  # all nine, once each
    assert book.asked() == ["/list.html", "/list_1.html", "/list_2.html"]
    assert looks(desk, "12", "13") == [("unchanged", 0)] * 2


def test_Q18_what_stands_behind_ten_pages_is_searched_at_the_next_check(desk, site, book):
    book.show(range(1, 61))  # 52 new ones, on 13 pages of four
    assert looks(desk, "09", "10", "11") == [("partial", 40), ("changed", 12), ("unchanged", 0)]


def test_Q18_a_list_that_is_another_one_for_good_is_not_searched_for_ever(desk, site, book):
    book.show(range(100, 240))
    told = looks(desk, *range(10, 17))
    assert told == [("partial", 40)] * 3 + [("unchanged", 0)] * 4
    site.asked.clear()
    assert looks(desk, "17") == [("unchanged", 0)]
    assert len(book.asked()) <= 30


def test_Q18_a_further_page_that_stays_away_holds_up_no_amendments_for_ever(desk, site, book):
    book.show(range(1, 18))
    site.pages["/list_1.html"] = Page("busy", status=503)
    assert looks(desk, *range(10, 15)) == [("partial", 4)] + [("partial", 0)] * 4
    assert looks(desk, "15") == [("unchanged", 0)]
    assert "gap possible" in desk.monitor("sources", "list", "--json").lines[0]["reason"]


def test_Q21_a_page_that_is_read_as_a_rule_and_fails_is_no_whole_reading(desk, site):
    desk.configure(LISTING + "    pages: 2\n")
    book = Book(site)
    desk.monitor("check", "--all")
    book.show(range(1, 10))
    site.pages["/list_1.html"] = Page("down", status=500)
    told = desk.monitor("check", "--all", "--json", clock="2026-05-09T00:00:00Z").outcome()
    assert (told["outcome"], told["changes"]) == ("failed", 0)


def test_Q04_an_emptied_list_is_not_searched_further(desk, site, book):
    site.pages["/list.html"] = Page("<ul class='news_list'></ul><a href='/list_1.html'>下一页</a>")
    site.asked.clear()
    desk.monitor("check", "--all", clock="2026-05-09T00:00:00Z")
    assert book.asked() == ["/list.html"]


# -- where the next page is --------------------------------------------------------------------------


class Rows:
    """Answers for programs, page by page, whatever asks for them."""

    def __init__(self, site, size=3):
        self.site, self.size = site, size
        self.numbers = range(1, 7)

    def page(self, number, **more):
        held = sorted(titles(*self.numbers).items(), reverse=True)
        rows = [
            {"id": n, "title": title, "publishDate": day, "url": f"/n{n}.html"}
            for n, (title, day) in held[(number - 1) * self.size : number * self.size]
        ]
        pages = -(-len(held) // self.size)
        told = {"rows": rows, "pageCount": pages, "total": len(held)} | more
        return Page(json.dumps(told), content_type="application/json")

    def query(self, asked):
        return {name: values[0] for name, values in parse_qs(urlsplit(asked.path).query).items()}


@pytest.fixture
def answers(site):
    return Rows(site)


def busy_week(desk, answers, keys):
    """What is asked for and told when more is new than one page shows."""
    desk.configure(API + keys)
    assert desk.monitor("check", "--all", "--json").outcome()["outcome"] == "first"
    answers.numbers = range(1, 12)
    answers.site.asked.clear()
    told = desk.monitor("check", "--all", "--json", clock="2026-05-09T00:00:00Z").outcome()
    assert (told["outcome"], told["changes"], told["reason"]) == ("changed", 5, None)
    return answers.site.asked


def test_the_page_stands_in_the_address(desk, site, answers):
    site.pages["/list"] = lambda asked: answers.page(int(answers.query(asked)["p"]))
    asked = busy_week(desk, answers, "    url: '{site}/list?p={page}&n=3'\n")
    assert [one.path for one in asked] == ["/list?p=1&n=3", "/list?p=2&n=3"]


def test_the_offset_stands_in_the_address(desk, site, answers):
    site.pages["/list"] = lambda asked: answers.page(int(answers.query(asked)["skip"]) // 3 + 1)
    asked = busy_week(desk, answers, "    url: '{site}/list?skip={offset}'\n    page_size: 3\n")
    assert [one.path for one in asked] == ["/list?skip=0", "/list?skip=3"]


def test_the_page_stands_in_a_form(desk, site, answers):
    site.pages["/list"] = lambda asked: answers.page(int(parse_qs(asked.body.decode())["pageNumber"][0]))
    asked = busy_week(
        desk,
        answers,
        "    url: '{site}/list'\n    method: POST\n    form: {columnID: 1, pageNumber: '{page}'}\n",
    )
    assert [(one.method, one.body) for one in asked] == [
        ("POST", b"columnID=1&pageNumber=1"),
        ("POST", b"columnID=1&pageNumber=2"),
    ]


def test_the_page_stands_in_json_and_is_a_number_there(desk, site, answers):
    site.pages["/list"] = lambda asked: answers.page(json.loads(asked.body)["at"]["page"])
    asked = busy_week(
        desk,
        answers,
        "    url: '{site}/list'\n    method: POST\n    json: {at: {page: '{page}', from: '{page-1}'}, sort: [date]}\n",
    )
    assert json.loads(asked[1].body) == {"at": {"page": 2, "from": 1}, "sort": ["date"]}
    assert asked[1].header("Content-Type") == "application/json"


def test_the_answer_names_the_next_address(desk, site, answers):
    site.pages["/list"] = lambda asked: answers.page(
        int(answers.query(asked).get("p", 1)),
        links={"next": f"/list?p={int(answers.query(asked).get('p', 1)) + 1}"},
    )
    asked = busy_week(desk, answers, "    url: '{site}/list'\n    next: links.next\n")
    assert [one.path for one in asked] == ["/list", "/list?p=2"]


def test_the_answer_names_the_next_page_by_its_number(desk, site, answers):
    site.pages["/list"] = lambda asked: answers.page(int(answers.query(asked)["p"]), nextPage="2")
    asked = busy_week(desk, answers, "    url: '{site}/list?p={page}'\n    next: nextPage\n")
    assert [one.path for one in asked] == ["/list?p=1", "/list?p=2"]


@pytest.mark.parametrize("key", ["last: pageCount", "total: total"])
def test_nothing_is_asked_beyond_what_the_answer_counts(desk, site, answers, key):
    site.pages["/list"] = lambda asked: answers.page(int(answers.query(asked)["p"]))
    desk.configure(API + f"    url: '{{site}}/list?p={{page}}'\n    pages: 9\n    page_size: 3\n    {key}\n")
    told = desk.monitor("check", "--all", "--json").outcome()
    assert (told["outcome"], told["notices"]) == ("first", 6)
    assert site.paths() == ["/list?p=1", "/list?p=2"]


def test_a_feed_is_read_further_by_its_own_next_link(desk, site):
    def feed(numbers, more=""):
        entries = "".join(
            f"<entry><id>tag:{n}</id><title>{title}</title><link href='/n{n}.html'/><updated>{day}T00:00:00Z</updated>"
            "<content>现公告如下。</content></entry>"
            for n, (title, day) in sorted(titles(*numbers).items(), reverse=True)
        )
        text = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>T</title>{more}{entries}</feed>"
        return Page(text, content_type="application/atom+xml")

    desk.configure(SOURCE.replace("    details: false\n", "") + "    kind: feed\n    url: '{site}/feed'\n")
    site.pages["/feed"] = feed(range(1, 5))
    desk.monitor("check", "--all")
    site.pages["/feed"] = feed(range(7, 11), "<link rel='next' href='/feed?p=2'/>")
    site.pages["/feed?p=2"] = feed(range(3, 7))
    told = desk.monitor("check", "--all", "--json", clock="2026-05-09T00:00:00Z").outcome()
    assert (told["outcome"], told["changes"], told["reason"]) == ("changed", 6, None)


def after(keys, body, page=1):
    source = source_from(KEYS | keys)
    request = next(source.requests(NOW))
    found = source.further(document(body.encode(), request), NOW)
    return found and found.url


def test_an_address_may_be_relative_so_that_a_family_shares_it():
    assert after({"next": "index_{page-1}.html"}, "<ul><li></ul>") == "https://a.example/list/index_1.html"


def test_hidden_values_of_the_page_stand_in_the_address_of_the_next():
    page = (
        "<ul><li></ul><input type=hidden id=eprotalCurrentPageId value=302266>"
        "<input type=hidden name=article_paging_list_hidden moduleid=08654b53 totalpage=176>"
    )
    way = (
        "/eportal/ui?pageId={#eprotalCurrentPageId@value}&currentPage={page}"
        "&moduleId={input[name=article_paging_list_hidden]@moduleid}&staticRequest=yes"
    )
    last = "input[name=article_paging_list_hidden]@totalpage"
    expected = "https://a.example/eportal/ui?pageId=302266&currentPage=2&moduleId=08654b53&staticRequest=yes"
    assert after({"next": way, "last": last}, page) == expected
    assert after({"next": way, "last": last}, page.replace("176", "1")) is None


def test_a_page_without_the_value_that_the_next_address_needs_is_the_last():
    assert after({"next": "/p/{page}/{a.more@data-key}", "pages": 3}, "<ul><li></ul>") is None
    page = "<ul><li></ul><a class=more data-key=x>more</a>"
    assert after({"next": "/p/{page}/{a.more@data-key}"}, page) == "https://a.example/p/2/x"


def test_the_count_of_pages_is_read_as_it_is_printed():
    for printed, there in (
        ("第1/239页 总条数：2381", True),
        ("1/1", False),
        ("共1页", False),
        ("none", True),
    ):
        found = after(
            {"next": "index_{page}.html", "last": "div.txt"}, f"<ul><li></ul><div class=txt>{printed}</div>"
        )
        assert (found is not None) == there, printed


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        pytest.param({"next": "/p?n={pgae}x"}, "no place for the page number", id="a misspelt place"),
        pytest.param({"url": "https://a.example/?s={offset}"}, "page_size", id="an offset without a size"),
        pytest.param({"total": "div"}, "page_size", id="a total without a size"),
        pytest.param({"url": "https://{page}.example/"}, "leaves open whose address", id="an open host"),
        pytest.param({"form": {"a": 1}}, "method: POST", id="a form by GET"),
        pytest.param(
            {"kind": "page", "url": "https://a.example/{page}", "items": None}, "one page", id="a page"
        ),
    ],
)
def test_a_mistake_in_paging_says_how_to_mend_it(keys, words):
    with pytest.raises(ValidationError, match=words):
        source_from({name: value for name, value in (KEYS | keys).items() if value is not None})
