"""A source with its own certificate, proxy, cookies or way is checked from the command line."""

from tests.desk import Desk, archive_of_six
from tests.fetch.certs import between, context, made, root
from tests.fetch.test_proxies import Relay
from tests.site import Page, Site, redirect

SOURCE = """
  - id: notices
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    kind: listing
    url: {url}/list.html
    items: ul.news_list > li
    body: .news_detail_con
"""


def told(desk: Desk, site: Site, keys: str, **settings: str):
    desk.configure(SOURCE.replace("{url}", site.url("")) + keys, **settings)
    return desk.monitor("check", "--all", "--json").outcome()


def test_N12_the_remedy_that_the_reason_names_lets_the_source_be_read(tmp_path):
    whole = context(tmp_path, made("agency", between()), between())
    with Site(tls=whole) as site:
        desk = Desk(tmp_path, site)
        archive_of_six(site)
        root().save(tmp_path / "root.pem")
        desk.configure("")
        assert desk.monitor("init").code == 0
        failed = told(desk, site, "")
        assert failed["outcome"] == "failed"
        assert "the issuer CN=Root of Testland" in failed["reason"]
        assert "`tls: {ca: FILE}`" in failed["reason"]
        read = told(desk, site, "    tls: {ca: root.pem}\n")
        assert (read["outcome"], read["notices"]) == ("first", 6)


def test_N17_a_source_is_read_through_its_proxy(desk, site):
    archive_of_six(site)
    for path, page in list(site.pages.items()):
        site.pages[site.url(path)] = page  # a proxy hands the whole address on
    with Relay() as relay:
        keys = "    proxy: inside\n    robots: ignore\n"
        read = told(desk, site, keys, proxies=f"{{inside: 'http://127.0.0.1:{relay.port}'}}")
    assert (read["outcome"], read["notices"]) == ("first", 6)
    assert len(relay.heads) >= 1
    assert all(path.startswith("http://") for path in site.paths())


def test_N18_cookies_from_opens_the_way_for_the_whole_check(desk, site):
    archive_of_six(site)
    site.pages["/start"] = Page("welcome", headers={"Set-Cookie": "seen=1; Path=/"})
    pages = dict(site.pages)
    for path in [path for path in pages if path != "/start"]:
        site.pages[path] = lambda asked: (
            pages[asked.path] if asked.header("Cookie") == "lang=zh; seen=1" else redirect("/start")
        )
    keys = f"    cookies: {{lang: zh}}\n    cookies_from: {site.url('/start')}\n"
    read = told(desk, site, keys)
    assert (read["outcome"], read["notices"]) == ("first", 6)
    assert site.paths().count("/start") == 1
