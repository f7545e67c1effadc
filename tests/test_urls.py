"""Addresses are read once, rebuilt from their parts, and the same page is the same address."""

from urllib.parse import urljoin

import pytest
from hypothesis import given, strategies as st

from monitor import urls
from monitor.urls import resolve


@pytest.mark.parametrize(
    ("written", "rebuilt"),
    [
        ("HTTP://WWW.Customs.GOV.cn:80/a", "http://www.customs.gov.cn/a"),
        ("https://example.org", "https://example.org/"),
        ("https://example.org:8443/a?b=c#d", "https://example.org:8443/a?b=c#d"),
        (" https://example.org/公告 1.html ", "https://example.org/%E5%85%AC%E5%91%8A%201.html"),
        ("https://example.org/%e5%85%ac?100%", "https://example.org/%e5%85%ac?100%25"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://example.org./a", "https://example.org/a"),
        ("http://海关.中国/a", "http://xn--d6qv69d.xn--fiqs8s/a"),
        ("http://[2001:DB8:0::1]/", "http://[2001:db8::1]/"),
        ("http://[::1]:8080/", "http://[::1]:8080/"),
    ],
)
def test_an_address_is_rebuilt_from_its_parts(written, rebuilt):
    assert urls.parse(written) == rebuilt


@pytest.mark.parametrize(
    "written",
    [
        r"http://example.org\@127.0.0.1/",
        "http://example.org\\.evil.example/",
        "http://user@127.0.0.1/",
        "http://user:password@example.org/",
        "http://exam\tple.org/",
        "http://example.org/\r\nHost: other",
        "http://example.org/\x00",
        "http://example.org/\u2028",
        "http://127.1/",
        "http://0x7f.0.0.1/",
        "http://2130706433/",
        "http://0177.0.0.01/",
        "http://256.1.1.1/",
        "http://[::1/",
        "http://[fe80::1%25eth0]/",
        "http://exa mple.org/",
        "http://exam%70le.org/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:80x/",
        "http:///path",
        "http://-a.example/",
        "http://" + "a" * 9000,
    ],
)
def test_C07_what_two_parsers_could_read_differently_is_refused(written):
    with pytest.raises(ValueError):  # noqa: PT011  the wording is another matter
        urls.parse(written)


def test_C07_full_width_digits_are_the_address_they_look_like():
    assert urls.parse("http://１２７.0.0.1/") == "http://127.0.0.1/"


@pytest.mark.parametrize(
    "written",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "javascript:alert(1)",
        "data:text/html,x",
        "//example.org/",
        "a.html",
    ],
)
def test_C08_only_http_and_https_are_addresses(written):
    with pytest.raises(ValueError, match="no http:// or https:// address"):
        urls.parse(written)


def test_credentials_in_an_address_are_not_repeated_in_the_error():
    with pytest.raises(ValueError, match="user name") as caught:
        urls.parse("http://user:secret@example.org/")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("b.html", "http://example.org/list/b.html"),
        ("../b.html", "http://example.org/b.html"),
        ("//other.example/b", "http://other.example/b"),
        ("?page=2", "http://example.org/list/index.html?page=2"),
        ("\n https://other.example/b \t", "https://other.example/b"),
        ("javascript:void(0)", None),
        ("JaVaScRiPt:void(0)", None),
        ("mailto:a@example.org", None),
        (r"\\server\share", None),
        ("http://user@other.example/", None),
        ("java\nscript:x", None),
    ],
)
def test_C15_a_link_leads_to_http_or_nowhere(href, target):
    assert urls.join("http://example.org/list/index.html", href) == target


@pytest.mark.parametrize(
    "same",
    [
        "http://example.org:80/a;jsessionid=0A1B2C?id=5",
        "http://EXAMPLE.org/a?id=5&utm_source=mail&utm_medium=x",
        "http://example.org/a?id=5&_=1715000000000",
        "http://example.org/a?t=1715000000&id=5",
        "http://example.org/a?id=5&rand=0.8346581",
        "http://example.org/a?id=5&1715000000000",
        "http://example.org/a?PHPSESSID=abc&id=5",
        "http://example.org/a?id=5#top",
        "http://example.org/a?id=5&from=home",
    ],
)
def test_Q22_sessions_tracking_and_clocks_are_no_part_of_an_identity(same):
    assert urls.canonical(same, drop=("FROM",)) == "http://example.org/a?id=5"


@pytest.mark.parametrize(
    "different",
    [
        "http://example.org/a?t=5",
        "http://example.org/a?v=2",
        "http://example.org/#/notice/5",
        "http://example.org/a?date=20260508",
    ],
)
def test_Q22_what_may_mean_something_stays(different):
    assert urls.canonical(different) == different


DIE = "6f1c09ab77e34d5f"
OTHER_DIE = "b28e5a03d1c94f67"


@pytest.mark.parametrize(
    "different",
    [
        "http://example.org/view.do?sid=5",
        "http://example.org/a5.do?sid=20260508001",
        "http://example.org/a5.do?session_id=118",
        "http://example.org/a5.do?nonce=lamps",
        "http://example.org/a5.do?sid=1788888888888888888",  # a number, however long
        "http://example.org/a5.do?sid=GACC-2026-ANN-0034",
        "http://example.org/a5.do?cfid=12",
        "http://example.org/a5.do?csrf_rule=2026-34",
        "http://example.org/a5.do?spm=7",
        f"http://example.org/view.do?sid={DIE}",  # without it the address would name no page
        f"http://example.org/v2/view.do?kind=notice&sid={DIE}",
    ],
)
def test_Q22_what_is_called_like_a_session_and_may_be_a_documents_number_stays(different):
    assert urls.canonical(different) == different


@pytest.mark.parametrize(
    "noise",
    [
        f"sid={DIE}",
        "SID=0f8fad5b-d9cb-469f-a165-70867728950e",
        "session_id=q1v6t0h2k9s3m5p7r8u4w2x6yz",
        "sid=",
        f"nonce={DIE}",
        f"csrf_token={DIE}%2B{DIE}%3D",
        "CFID=81234&CFTOKEN=55512345",  # by themselves they would be numbers
        "spm=a21bo.7724922.8452.1",
        "PHPSESSID=abc",
    ],
)
def test_Q22_a_session_that_looks_like_a_die_is_no_part_of_an_identity(noise):
    assert urls.canonical(f"http://example.org/a?id=5&{noise}") == "http://example.org/a?id=5"
    assert urls.canonical(f"http://example.org/n/5/index.html?{noise}") == "http://example.org/n/5/index.html"


def test_Q22_what_a_list_says_of_its_links_decides_about_a_die():
    address = f"http://example.org/a?cat=3&sid={DIE}"
    assert urls.dice(address) == {"sid": DIE}
    assert urls.canonical(address, keep=("sid",)) == address
    assert urls.canonical(address, drop=("sid",), keep=("sid",)) == "http://example.org/a?cat=3"


def test_a_host_has_its_port_when_it_is_not_the_usual_one():
    assert urls.host("https://Example.org:443/a") == "example.org"
    assert urls.host("http://example.org:8080/a") == "example.org:8080"


def test_an_origin_is_scheme_host_and_port():
    assert urls.origin("https://example.org/a") == ("https", "example.org", 443)
    assert urls.origin("http://[::1]:81/") == ("http", "::1", 81)


@given(st.text(max_size=80).map("http://example.org/".__add__) | st.text(max_size=80))
def test_a_rebuilt_address_is_rebuilt_to_itself(written):
    try:
        once = urls.parse(written)
    except ValueError:
        return
    assert urls.parse(once) == once
    assert once.isascii()
    assert urls.canonical(urls.canonical(once)) == urls.canonical(once)


@given(st.text(max_size=60))
def test_any_link_joins_to_an_address_or_to_nothing(href):
    target = urls.join("http://example.org/a", href)
    assert target is None or urls.parse(target) == target


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://www.customs.gov.cn/a", "http://nanjing.customs.gov.cn/b", True),
        ("http://www.customs.gov.cn/a", "http://www.mee.gov.cn/b", False),
        ("https://www.hmrc.gov.uk/a", "https://assets.hmrc.gov.uk/b", True),
        ("https://www.cbp.gov/a", "https://content.cbp.gov/b", True),
        ("https://www.cbp.gov/a", "https://www.ustr.gov/b", False),
        ("http://127.0.0.1:8800/a", "http://127.0.0.1:9900/b", True),
        ("http://127.0.0.1/a", "http://127.0.1.1/b", False),
        ("http://[::1]/a", "http://[::1]:8080/b", True),
    ],
)
def test_a_site_is_what_one_owner_registered(one, other, same):
    assert urls.same_site(one, other) is same
    assert urls.same_site(other, one) is same


def test_C07_a_path_with_backslashes_is_read_as_browsers_read_it_and_never_as_a_host():
    base = "http://english.customs.gov.cn/Statics/1.html"
    assert urls.join(base, r"\Statics\files\2.xls?n=a\b") is None  # a query keeps what it holds
    assert urls.join(base, r"\Statics\files\2.xls") == "http://english.customs.gov.cn/Statics/files/2.xls"
    for hostile in (
        r"\\evil.example\x",
        r"\/evil.example/x",
        r"/\evil.example/x",
        r"http:\\evil.example\x",
        "\\\t\\evil.example",
    ):
        assert urls.join(base, hostile) is None


@given(
    st.sampled_from(
        [
            "https://a.example/x/y.html",
            "http://a.example",
            "https://a.example:8/x/?q=/1",
            "http://a.example/x/../y/",
            "http://a.example/a;b/c",
        ]
    ),
    st.one_of(
        st.text("abz019._-~/?=&%:#\\ 公", max_size=20),
        st.from_regex(r"(\./|\.\./|/)?[a-z0-9]{1,5}(/[a-z.]{1,4}){0,3}(\?[a-z=&/.]{0,6})?", fullmatch=True),
    ),
)
def test_C35_a_plain_link_leads_where_the_standard_says(base, href):
    try:
        wanted = urljoin(base, href)
    except ValueError:
        return
    assert resolve(base, href) == wanted
