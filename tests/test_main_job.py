"""The main job, end to end: fetch, keep, notice, classify, tell. Real parts, a loopback site."""

from __future__ import annotations

import pytest

from tests.desk import LISTING, Desk, Publication, archive_of_six, text_of
from tests.site import Page, Raw, Site, Stall

PORTS = "一、试点在上海、宁波等12个口岸开展。\n二、企业应当提交ISO 14067碳足迹声明。\n三、本公告自2026年6月5日起施行。"


@pytest.fixture
def published(site: Site) -> Publication:
    return archive_of_six(site)


@pytest.fixture
def watched(desk: Desk, published: Publication) -> Publication:
    """A list that was seen for the first time."""
    assert desk.monitor("once", clock="2026-05-07T00:00:00Z").code == 0
    return published


def test_M12_the_first_sight_of_a_source_is_a_baseline_and_announces_nothing(desk, published):
    first = desk.monitor("check", "--all", "--json")
    assert first.code == 0
    assert first.outcome() | {"ms": 0} == {
        "source": "notices", "outcome": "first", "reason": None, "challenge": None, "verdict": "real", "notices": 6, "changes": 0, "held": 0, "ms": 0,
    }  # fmt: skip
    assert desk.monitor("changes", "--json").lines == []


def test_a_new_notice_is_told_once_with_labels_evidence_and_link(desk, watched):
    watched.publish("n7", "海关总署公告2026年第71号（关于太阳能照明试点的公告）", "2026-05-08", PORTS)
    assert desk.monitor("once", "--json", clock="2026-05-08T01:00:00Z").outcome()["outcome"] == "changed"
    desk.monitor("once", clock="2026-05-09T01:00:00Z")

    told, quiet = desk.mails()
    body = text_of(told)
    assert "关于太阳能照明试点的公告" in told["Subject"]
    assert desk.site.url("/n7.html") in body
    assert "企业应当提交ISO 14067碳足迹声明" in body
    assert "71号" not in text_of(quiet)

    change = desk.monitor("changes", "--json").lines[0]
    assert change["change"] == "new"
    assert change["notice"]["number"] == "海关总署公告2026年第71号"
    assert "documentation" in [label["name"] for label in change["labels"]]
    assert all(evidence["text"] in PORTS for label in change["labels"] for evidence in label["evidence"])


def test_an_unchanged_site_costs_a_conditional_request_and_stores_no_body(desk, site, watched):
    site.pages["/list.html"] = Page(site.pages["/list.html"].body, etag='"v1"')
    desk.monitor("once", clock="2026-05-08T01:00:00Z")
    bodies, mails = count(desk, "bodies"), len(desk.mails())

    site.asked.clear()
    second = desk.monitor("check", "--all", "--json", clock="2026-05-08T03:00:00Z")

    assert second.outcome()["outcome"] == "unchanged"
    assert [asked.header("If-None-Match") for asked in site.asked if asked.path == "/list.html"] == ['"v1"']
    assert count(desk, "bodies") == bodies
    assert len(desk.mails()) == mails


def test_Q11_a_reordered_list_and_a_ticking_counter_are_no_change(desk, watched):
    watched.show(order=["n3", "n6", "n5", "n4", "n2", "n1"])
    assert desk.monitor("check", "--all", "--json").outcome()["outcome"] == "unchanged"


def test_Q14_an_edit_without_a_sign_is_found_when_the_notice_is_read_again(desk, watched):
    watched.publish("n7", "关于太阳能照明试点的公告", "2026-05-08", PORTS)
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    watched.publish("n7", "关于太阳能照明试点的公告", "2026-05-08", PORTS.replace("等12个", "、深圳等20个"))

    desk.monitor("check", "--all", clock="2026-05-08T12:00:00Z")  # not due yet: the list says nothing
    assert len(desk.monitor("changes", "--json").lines) == 1
    desk.monitor("check", "--all", clock="2026-05-09T00:00:00Z")

    edit = desk.monitor("changes", "--json").lines[1]
    assert (edit["change"], edit["silent"]) == ("amended", True)
    ports = {"name": "ports", "before": "12", "after": "20", "place": "paragraph 1"}
    assert ports in edit["facts"]
    assert None not in edit["versions"].values()


def test_a_title_edited_in_the_list_is_an_amendment(desk, watched):
    watched.publish("n6", "关于第六批（修订）进口食品境外生产企业的公告", "2026-04-16", "现公告如下。")
    changed = desk.monitor("check", "--all", "--json")
    assert changed.outcome()["changes"] == 1


def test_going_back_to_the_former_text_is_a_second_change(desk, watched):
    former = watched.notices["n6"]
    watched.publish("n6", former[0] + "（修订）", former[1], former[2])
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    watched.publish("n6", *former)
    desk.monitor("check", "--all", clock="2026-05-09T00:00:00Z")
    versions = [
        (c["versions"]["before"], c["versions"]["after"]) for c in desk.monitor("changes", "--json").lines
    ]
    assert len(versions) == 2
    assert versions[0] == versions[1][::-1]


# -- what must not be taken for content ------------------------------------------------------------

SHELL = (
    "<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=8;</script></head><body></body></html>"
)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        pytest.param(Page(SHELL), "blocked", id="Q01 a challenge with status 200"),
        pytest.param(Page(SHELL, status=412), "blocked", id="Q02 a challenge with status 412"),
        pytest.param(Page("<ul class='news_list'></ul>"), "suspicious", id="Q04 an empty list"),
        pytest.param(Page("<h1>Server error</h1>", status=500), "failed", id="N04 an error page"),
        pytest.param(Page(""), "failed", id="Q20 an empty answer"),
        pytest.param(
            Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<ul>"), "failed", id="N03 a cut answer"
        ),
    ],
)
def test_a_page_that_is_not_the_page_touches_nothing(desk, site, watched, answer, outcome):
    site.pages["/list.html"] = answer
    bad = desk.monitor("check", "--all", "--json", clock="2026-05-08T00:00:00Z")
    assert (bad.code, bad.outcome()["outcome"]) == (1, outcome)
    assert bad.outcome()["reason"]

    watched.show()
    good = desk.monitor("check", "--all", "--json", clock="2026-05-08T02:00:00Z")
    assert (good.outcome()["outcome"], good.outcome()["changes"]) == ("unchanged", 0)
    assert desk.monitor("changes", "--json").lines == []


def test_Q05_a_list_that_loses_most_of_its_notices_is_not_believed(desk, watched):
    for name in ("n2", "n3", "n4", "n5"):
        watched.withdraw(name)
    assert desk.monitor("check", "--all", "--json").outcome()["outcome"] == "suspicious"


def test_Q06_a_selector_that_finds_nothing_is_a_failure_that_offers_others(desk, site, watched):
    site.pages["/list.html"] = Page(site.pages["/list.html"].body.replace("news_list", "renamed_list"))
    failed = desk.monitor("check", "--all", "--json").outcome()
    assert failed["outcome"] == "failed"
    assert "renamed_list" in failed["reason"]


def test_Q15_a_notice_is_removed_when_it_is_missing_twice_and_its_page_is_gone(desk, watched):
    watched.withdraw("n4")
    for day, changes in (("08", 0), ("09", 1), ("10", 0)):
        checked = desk.monitor("check", "--all", "--json", clock=f"2026-05-{day}T00:00:00Z")
        assert checked.outcome()["changes"] == changes
    removed = desk.monitor("changes", "--json").lines[0]
    assert (removed["change"], removed["versions"]["after"]) == ("removed", None)


def test_Q15_a_notice_is_removed_though_what_came_since_has_pushed_the_list_past_it(desk, watched):
    watched.withdraw("n3")
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    for name in ("n7", "n8"):
        watched.publish(name, f"关于{name}批企业的公告", "2026-05-08", f"现公告如下。{name}")
    watched.show(["n8", "n7", "n6", "n5", "n4"])  # it shows five
    desk.monitor("check", "--all", clock="2026-05-09T00:00:00Z")
    desk.monitor("check", "--all", clock="2026-05-10T00:00:00Z")
    told = [
        (change["change"], change["notice"]["title"]) for change in desk.monitor("changes", "--json").lines
    ]
    assert sorted(change for change, _ in told) == ["new", "new", "removed"]
    assert ("removed", "关于第3批进口食品境外生产企业的公告") in told


def test_Q15_a_notice_that_scrolled_off_below_a_pinned_one_and_then_lost_its_page_is_not_removed(
    desk, watched
):
    for day, name in (("08", "n7"), ("09", "n8"), ("10", "n9")):  # the site moves what scrolls off elsewhere
        watched.publish(name, f"关于{name}批企业的公告", f"2026-05-{day}", f"现公告如下。{name}")
        newest = sorted(watched.notices, reverse=True)[:4]
        watched.show(["n1", *newest])
        for gone in set(watched.notices) - {"n1", *newest}:
            watched.site.pages.pop(f"/{gone}.html", None)
        for hour in ("01", "05"):
            desk.monitor("check", "--all", clock=f"2026-05-{day}T{hour}:00:00Z")
    changes = desk.monitor("changes", "--json").lines
    assert [change["change"] for change in changes] == ["new", "new", "new"]


def test_Q15_a_notice_whose_page_still_stands_is_not_removed(desk, watched):
    watched.withdraw("n4", page_too=False)
    for day in ("08", "09", "10"):
        desk.monitor("check", "--all", clock=f"2026-05-{day}T00:00:00Z")
    assert desk.monitor("changes", "--json").lines == []


def test_a_notice_that_comes_back_is_restored_not_new(desk, watched):
    former = watched.notices["n4"]
    watched.withdraw("n4")
    for day in ("08", "09"):
        desk.monitor("check", "--all", clock=f"2026-05-{day}T00:00:00Z")
    watched.publish("n4", *former)
    desk.monitor("check", "--all", clock="2026-05-10T00:00:00Z")
    assert [change["change"] for change in desk.monitor("changes", "--json").lines] == ["removed", "restored"]


def test_an_old_notice_that_scrolled_off_is_not_removed(desk, watched):
    watched.withdraw("n1", page_too=False)
    watched.publish("n7", "关于新一批企业的公告", "2026-05-08", "现公告如下。")
    for day in ("08", "09", "10"):
        desk.monitor("check", "--all", clock=f"2026-05-{day}T00:00:00Z")
    assert [change["change"] for change in desk.monitor("changes", "--json").lines] == ["new"]


@pytest.mark.parametrize(
    "left", [Page("", status=404), Page("<h1>页面不存在</h1><title>页面不存在</title>")], ids=["404", "200"]
)
def test_Q15_what_scrolled_off_before_the_site_moved_is_not_removed(desk, site, watched, left):
    watched.publish("n7", "关于新一批企业的公告", "2026-05-08", "现公告如下。")
    for name in ("n1", "n2"):
        watched.withdraw(name, page_too=False)
    for day in ("08", "09"):
        desk.monitor("check", "--all", clock=f"2026-05-{day}T00:00:00Z")
    for name in list(watched.notices):
        watched.notices[f"moved/{name}"] = watched.notices.pop(name)
    watched.show()
    for n in range(1, 8):
        site.pages[f"/n{n}.html"] = left
    told = [
        desk.monitor("check", "--all", "--json", clock=f"2026-{day}T00:00:00Z").outcome()["outcome"]
        for day in ("05-10", "05-15", "06-10", "06-11", "06-12")
    ]
    assert told == ["unchanged"] * 5
    assert [change["change"] for change in desk.monitor("changes", "--json").lines] == ["new"]


def test_C31_a_new_notice_whose_page_is_dead_is_told_with_its_title(desk, watched):
    watched.publish("n7", "关于太阳能照明试点的公告", "2026-05-08", PORTS)
    del desk.site.pages["/n7.html"]
    checked = desk.monitor("check", "--all", "--json", clock="2026-05-08T00:00:00Z").outcome()
    assert (checked["outcome"], checked["changes"]) == ("changed", 1)


def test_Q21_a_new_notice_that_fails_for_now_waits_and_is_not_lost(desk, site, watched):
    watched.publish("n7", "关于太阳能照明试点的公告", "2026-05-08", PORTS)
    page, site.pages["/n7.html"] = site.pages["/n7.html"], Page("", status=500)
    checked = desk.monitor("check", "--all", "--json", clock="2026-05-08T00:00:00Z")
    assert (checked.code, checked.outcome()["outcome"], checked.outcome()["changes"]) == (1, "partial", 0)
    site.pages["/n7.html"] = page
    checked = desk.monitor("check", "--all", "--json", clock="2026-05-08T01:00:00Z").outcome()
    assert (checked["outcome"], checked["changes"]) == ("changed", 1)


FEED = "\n  - {id: feed, authority: A, jurisdiction: GB, kind: feed, url: '{site}/feed', every: 1d}"


def feed_of(*numbers):
    entries = "".join(
        f"<entry><id>urn:{n}</id><title>Notice {n} on lamps</title><link href='http://a.example/{n}'/>"
        f"<published>2026-05-{n:02}T00:00:00Z</published><content>The duty of lamp {n} changes.</content></entry>"
        for n in numbers
    )
    whole = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>{entries}</feed>"
    return Page(whole, content_type="application/atom+xml")


@pytest.mark.parametrize(
    ("more", "removed"),
    [pytest.param("", [], id="the latest"), pytest.param(", whole: true", ["removed"], id="all there is")],
)
def test_Q15_what_a_feed_does_not_show_has_gone_only_where_it_shows_all(desk, site, more, removed):
    desk.configure(sources=FEED.replace(", every: 1d", f", every: 1d{more}"))
    site.pages["/feed"] = feed_of(9, 8, 7, 6, 5, 4)
    desk.monitor("check", "--all", clock="2026-05-10T00:00:00Z")
    site.pages["/feed"] = feed_of(9, 8, 6, 5, 4)
    for day in ("11", "12", "13"):
        desk.monitor("check", "--all", clock=f"2026-05-{day}T00:00:00Z")
    assert [change["change"] for change in desk.monitor("changes", "--json").lines] == removed


def test_C31_a_notice_that_was_told_without_its_text_makes_no_flaw_of_its_dead_page(desk, site, watched):
    watched.publish("n7", "关于太阳能照明试点的公告", "2026-05-08", PORTS)
    site.pages["/n7.html"] = Page("", status=503)
    told = [
        desk.monitor("check", "--all", "--json", clock=f"2026-05-{day}T00:00:00Z").outcome()
        for day in ("08", "09", "10", "11", "12", "15")
    ]
    assert [one["outcome"] for one in told] == ["partial"] * 2 + ["changed"] + ["unchanged"] * 3
    assert "503" in told[-1]["reason"]
    assert [change["change"] for change in desk.monitor("changes", "--json").lines] == ["new"]


def test_C31_a_notice_that_was_told_without_its_text_is_told_again_when_the_text_comes(desk, site, watched):
    watched.publish("n7", "关于太阳能照明试点的公告", "2026-05-08", PORTS)
    page, site.pages["/n7.html"] = site.pages["/n7.html"], Page("", status=404)
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    site.pages["/n7.html"] = page
    desk.monitor("check", "--all", clock="2026-05-10T00:00:00Z")
    desk.monitor("check", "--all", clock="2026-05-12T00:00:00Z")
    without, filled = desk.monitor("changes", "--json").lines
    assert (without["change"], filled["change"], filled["silent"]) == ("new", "amended", False)
    assert filled["labels"]


# -- telling ---------------------------------------------------------------------------------------


def test_M14_a_quiet_day_says_what_was_checked(desk, watched):
    desk.monitor("once", clock="2026-05-08T01:00:00Z")
    (mail,) = desk.mails()
    assert "1 source" in mail["Subject"]


def test_M14_a_source_that_could_not_be_verified_is_never_shown_as_quiet(desk, site, watched):
    site.pages["/list.html"] = Page(SHELL)
    assert desk.monitor("once", clock="2026-05-08T01:00:00Z").code == 1
    (mail,) = desk.mails()
    assert "No change" not in mail["Subject"]
    assert "notices" in text_of(mail)


def test_a_quiet_slot_that_is_skipped_sends_nothing(desk, published):
    desk.configure(
        subscriptions="\n  - {name: daily, to: [a@example.com], send: daily 08:00, when_quiet: skip}"
    )
    for day in ("07", "08", "09"):
        desk.monitor("once", clock=f"2026-05-{day}T01:00:00Z")
    assert desk.mails() == []


def test_T05_slots_that_were_missed_are_one_digest_that_says_so(desk, watched):
    watched.publish("n7", "关于太阳能照明试点的公告", "2026-05-08", PORTS)
    desk.monitor("once", clock="2026-05-11T01:00:00Z")
    (mail,) = desk.mails()
    assert "earlier digest" in text_of(mail)


def test_a_dry_run_prints_the_digest_and_stores_nothing(desk, watched):
    watched.publish("n7", "关于太阳能照明试点的公告", "2026-05-08", PORTS)
    desk.monitor("check", "--all", clock="2026-05-08T00:30:00Z")
    shown = desk.monitor("digest", "--now", "--dry-run")
    assert "关于太阳能照明试点的公告" in shown.out
    assert desk.mails() == []
    desk.monitor("digest", "--now")
    assert "关于太阳能照明试点的公告" in text_of(desk.mails()[0])


def test_digest_out_writes_to_the_folder_that_was_named(desk, watched, tmp_path):
    watched.publish("n7", "关于太阳能照明试点的公告", "2026-05-08", PORTS)
    desk.monitor("check", "--all", clock="2026-05-08T00:30:00Z")
    assert desk.monitor("digest", "--now", "--out", "elsewhere").code == 0
    assert sorted(path.suffix for path in (tmp_path / "elsewhere").iterdir()) == [".eml", ".html"]


def count(desk: Desk, table: str) -> int:
    import sqlite3

    with sqlite3.connect(desk.folder / "monitor.db") as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


# -- attachments -----------------------------------------------------------------------------------


def test_C31_a_file_that_cannot_be_read_yet_is_told_when_it_is_exchanged(desk, site, watched):
    watched.publish(
        "n7",
        "关于试点的公告",
        "2026-05-08",
        "企业应当提交原产地证书。<a href='/annex.pdf'>附件：清单.pdf</a>",
    )
    site.pages["/annex.pdf"] = Page(b"%PDF-1.4 one", content_type="application/pdf")
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    site.pages["/annex.pdf"] = Page(b"%PDF-1.4 two", content_type="application/pdf")
    desk.monitor("check", "--all", clock="2026-05-09T00:00:00Z")
    assert [change["change"] for change in desk.monitor("changes", "--json").lines] == ["new", "amended"]


def test_a_row_that_leaves_an_annex_is_told_by_its_code(desk, site, watched):
    watched.publish(
        "n7", "关于试点的公告", "2026-05-08", "商品范围见附件。<a href='/annex.csv'>附件：清单.csv</a>"
    )
    rows = ["商品编号,商品名称", "84571010,立式加工中心", "84742010,齿辊式破碎机", "85023100,风力发电机组"]
    site.pages["/annex.csv"] = Page("\n".join(rows), content_type="text/csv")
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    site.pages["/annex.csv"] = Page("\n".join([rows[0], rows[3], rows[1]]), content_type="text/csv")
    desk.monitor("check", "--all", clock="2026-05-09T00:00:00Z")
    shown = desk.monitor("show", "2", "--json").lines[0]
    (table,) = shown["comparison"]["tables"]
    assert [row["key"] for row in table["removed"]] == ["84742010"]
    assert (table["added"], table["changed"]) == ([], [])
    assert "hs-mapping" in [label["name"] for label in shown["labels"]]


def test_Q14_a_file_behind_an_unchanged_page_is_looked_at_again(desk, site):
    desk.configure(
        sources="\n  - {id: page, authority: A, jurisdiction: CN, kind: page, url: '{site}/page.html', every: 1h}"
    )
    site.pages["/page.html"] = Page(
        "<main><h1>Scope</h1><p>The goods are in the annex.</p><a href='/annex.csv'>annex.csv</a></main>"
    )
    site.pages["/annex.csv"] = Page(
        "HS code,Name\n84571010,Machining centres\n85023100,Wind turbines", content_type="text/csv"
    )
    desk.monitor("check", "--all", clock="2026-05-07T00:00:00Z")
    site.pages["/annex.csv"] = Page("HS code,Name\n84571010,Machining centres", content_type="text/csv")
    assert (
        desk.monitor("check", "--all", "--json", clock="2026-05-07T12:00:00Z").outcome("page")["outcome"]
        == "unchanged"
    )
    assert (
        desk.monitor("check", "--all", "--json", clock="2026-05-08T00:00:00Z").outcome("page")["outcome"]
        == "changed"
    )


CSV = "商品编号,商品名称\n84571010,立式加工中心\n85023100,风力发电机组"


@pytest.mark.parametrize(
    "fault",
    [pytest.param(Page("", status=503), id="for now"), pytest.param(Page("", status=404), id="for good")],
)
def test_Q21_an_annex_that_fails_once_does_not_hide_its_next_change(desk, site, watched, fault):
    watched.publish(
        "n7", "关于试点的公告", "2026-05-08", "商品范围见附件。<a href='/annex.csv'>附件：清单.csv</a>"
    )
    site.pages["/annex.csv"] = Page(CSV, content_type="text/csv")
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    site.pages["/annex.csv"] = fault
    desk.monitor("check", "--all", clock="2026-05-09T00:00:00Z")
    site.pages["/annex.csv"] = Page(CSV.rpartition("\n")[0], content_type="text/csv")
    desk.monitor("check", "--all", clock="2026-05-09T02:00:00Z")
    desk.monitor("check", "--all", clock="2026-05-11T00:00:00Z")
    assert [change["change"] for change in desk.monitor("changes", "--json").lines] == ["new", "amended"]


def test_an_annex_that_fails_for_now_holds_up_no_text_and_is_told(desk, site, watched):
    watched.publish(
        "n7", "关于试点的公告", "2026-05-08", "商品范围见附件。<a href='/annex.csv'>附件：清单.csv</a>"
    )
    site.pages["/annex.csv"] = Page("", status=503)
    checked = desk.monitor("check", "--all", "--json", clock="2026-05-08T00:00:00Z")
    assert (checked.outcome()["outcome"], checked.outcome()["changes"]) == ("changed", 1)
    assert "annex.csv" in checked.outcome()["reason"]
    site.asked.clear()
    for hour in ("02", "04", "06", "08"):  # it is tried again, and not for ever
        desk.monitor("check", "--all", clock=f"2026-05-08T{hour}:00:00Z")
    assert 2 <= site.paths().count("/annex.csv") <= 3


def test_N01_all_attachments_of_a_check_share_one_time(desk, site):
    desk.configure(limits="{attachment_time: 1s, retries: 0}")
    published = archive_of_six(site)
    for name, (title, date, text) in list(published.notices.items()):
        published.publish(name, title, date, f"{text}<a href='/{name}.csv'>附件.csv</a>")
        site.pages[f"/{name}.csv"] = Stall(seconds=30)
    checked = desk.monitor("check", "--all", "--json")
    assert ".csv" in checked.outcome()["reason"]
    assert len([path for path in site.paths() if path.endswith(".csv")]) < 6  # the first one used the time up


def test_Q05_a_list_cut_off_at_its_end_is_not_believed(desk, watched):
    for name in ("n1", "n2", "n3", "n4"):
        watched.withdraw(name)
    assert desk.monitor("check", "--all", "--json").outcome()["outcome"] == "suspicious"


@pytest.mark.parametrize("news", [0, 2])
def test_Q14_edits_beyond_what_is_opened_at_once_wait_for_the_next_check(desk, watched, news):
    desk.configure(limits="{opened: 2}")
    for n in range(news):
        watched.publish(f"p{n}", f"关于第{n}项试点的公告", "2026-05-08", "现公告如下。")
    for name, (title, date, text) in list(watched.notices.items())[:5]:
        watched.publish(name, title + "（修订）", date, text + "\n本公告作了修订。")
    checked = desk.monitor("check", "--all", "--json", clock="2026-05-08T00:30:00Z").outcome()
    assert checked["outcome"] == "changed"
    assert "edited notices wait" in checked["reason"]
    for hour in ("02", "04", "06"):  # the list's bytes are the same
        desk.monitor("check", "--all", clock=f"2026-05-08T{hour}:00:00Z")
    told = [change["change"] for change in desk.monitor("changes", "--json").lines]
    assert sorted(told) == ["amended"] * 5 + ["new"] * news
    site = desk.site
    site.asked.clear()
    assert desk.monitor("check", "--all", "--json", clock="2026-05-08T08:00:00Z").outcome()["reason"] is None
    assert site.paths() == ["/list.html"]


# -- another configuration -------------------------------------------------------------------------


def test_Q26_another_body_selector_is_a_new_baseline_and_no_change(desk, watched):
    desk.configure(sources=LISTING.replace("body: .news_detail_con", "body: body"))
    checked = desk.monitor("check", "--all", "--json", clock="2026-05-08T00:00:00Z").outcome()
    assert (checked["outcome"], checked["changes"]) == ("first", 0)
    for day in ("09", "10", "14"):
        desk.monitor("check", "--all", clock=f"2026-05-{day}T00:00:00Z")
    assert desk.monitor("changes", "--json").lines == []


def test_Q26_what_is_published_meanwhile_is_told_all_the_same(desk, watched):
    watched.publish("n7", "关于试点的公告", "2026-05-08", PORTS)
    desk.configure(sources=LISTING.replace("body: .news_detail_con", "body: body"))
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    assert [change["change"] for change in desk.monitor("changes", "--json").lines] == ["new"]


def test_a_source_that_moves_to_another_list_is_believed_at_once(desk, site, watched):
    other = Publication(site)
    for n in range(1, 8):
        other.publish(f"x{n}", f"关于第{n}项检验检疫要求的公告", f"2026-03-{10 + n}", "现公告如下。")
    desk.configure(sources=LISTING.replace("every: 1d", "every: 1d\n    drop: [session]"))
    for day in ("08", "09", "10"):
        checked = desk.monitor("check", "--all", "--json", clock=f"2026-05-{day}T00:00:00Z").outcome()
        assert checked["outcome"] in ("first", "unchanged")
    assert desk.monitor("changes", "--json").lines == []


def test_M12_entries_that_a_cut_off_first_feed_did_not_show_are_no_news(desk, site):
    desk.configure(
        sources="\n  - {id: feed, authority: A, jurisdiction: CN, kind: feed, url: '{site}/feed', every: 1d}"
    )
    entries = [
        f"<entry><id>urn:{n}</id><title>Notice {n}</title><link href='http://a.example/{n}'/>"
        f"<published>2026-05-0{n}T00:00:00Z</published><content>The duty of lamp {n} changes.</content></entry>"
        for n in range(1, 10)
    ]
    whole = "<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>{}</feed>"
    site.pages["/feed"] = Page(whole.format("".join(entries[:5]))[:600], content_type="application/atom+xml")
    first = desk.monitor("check", "--all", "--json", clock="2026-05-07T00:00:00Z").outcome("feed")
    assert first["outcome"] == "partial"
    site.pages["/feed"] = Page(whole.format("".join(entries[:8])), content_type="application/atom+xml")
    desk.monitor("check", "--all", clock="2026-05-08T12:00:00Z")
    told = [change["notice"]["title"] for change in desk.monitor("changes", "--json").lines]
    assert told == ["Notice 7", "Notice 8"]


def test_M12_what_the_first_list_did_not_hold_is_news_whatever_its_date(desk, site, published):
    page, site.pages["/n1.html"] = site.pages["/n1.html"], Page("", status=503)
    first = desk.monitor("check", "--all", "--json", clock="2026-05-07T00:00:00Z").outcome()
    assert first["outcome"] == "partial"
    published.publish(
        "n7", "关于早先通过的试点的公告", "2026-04-20", PORTS
    )  # two weeks before it stood there
    site.pages["/n1.html"] = Page("", status=503)
    assert days(desk, "08") == [("new", "关于早先通过的试点的公告")]
    published.publish("n8", "关于更早通过的试点的公告", "2026-04-14", PORTS)
    site.pages["/n1.html"] = page
    assert len(days(desk, "09", "10")) == 2


def test_M12_what_stands_above_all_that_a_cut_off_first_feed_showed_is_news_whatever_its_date(desk, site):
    desk.configure(sources=FEED)
    whole = feed_of(5, 4, 3, 2, 1)
    site.pages["/feed"] = Page(whole.body[:620], content_type=whole.content_type)
    first = desk.monitor("check", "--all", "--json", clock="2026-05-20T00:00:00Z").outcome("feed")
    assert (first["outcome"], first["notices"]) == ("partial", 3)
    site.pages["/feed"] = feed_of(6, 5, 4, 3, 2, 1)
    desk.monitor("check", "--all", clock="2026-05-21T00:00:00Z")
    told = [change["notice"]["title"] for change in desk.monitor("changes", "--json").lines]
    assert told == ["Notice 6 on lamps"]


# -- the same notice under another name ------------------------------------------------------------


def test_a_notice_that_is_given_a_number_is_amended_not_new(desk, watched):
    title, date, text = watched.notices["n6"]
    watched.publish("n6", f"海关总署公告2026年第34号（{title}）", date, text)
    for day in ("08", "09", "10"):
        desk.monitor("check", "--all", clock=f"2026-05-{day}T00:00:00Z")
    assert [change["change"] for change in desk.monitor("changes", "--json").lines] == ["amended"]


def test_a_notice_that_moves_to_another_address_is_neither_new_nor_removed(desk, watched):
    watched.notices["moved"] = watched.notices.pop("n6")
    del desk.site.pages["/n6.html"]
    watched.show(order=["moved", "n5", "n4", "n3", "n2", "n1"])
    for day in ("08", "09", "10"):
        desk.monitor("check", "--all", clock=f"2026-05-{day}T00:00:00Z")
    assert desk.monitor("changes", "--json").lines == []


def test_a_file_on_a_strangers_site_is_not_fetched(desk, watched):
    with Site(host="127.0.0.2") as stranger:
        watched.publish(
            "n7",
            "关于试点的公告",
            "2026-05-08",
            f"商品范围见附件。<a href='{stranger.url('/a.csv')}'>附件.csv</a>",
        )
        checked = desk.monitor("check", "--all", "--json", clock="2026-05-08T00:00:00Z").outcome()
        assert (checked["outcome"], checked["changes"], checked["reason"]) == ("changed", 1, None)
        assert stranger.asked == []


# -- one bad notice must not silence the others ----------------------------------------------------


def days(desk, *names: str) -> list[tuple[str, str]]:
    """(kind of change, title) of all that checks on these days of May tell."""
    for day in names:
        desk.monitor("check", "--all", clock=f"2026-05-{day}T00:00:00Z")
    return [
        (change["change"], change["notice"]["title"]) for change in desk.monitor("changes", "--json").lines
    ]


def test_a_new_notice_that_is_kept_from_us_does_not_silence_the_next(desk, site, watched):
    watched.publish("n8", "关于第八批企业的公告", "2026-05-08", "现公告如下。")
    watched.publish("n9", "关于第九批企业的公告", "2026-05-08", "现公告如下。")
    site.pages["/n9.html"] = Page("no", status=403)
    assert days(desk, "08") == [("new", "关于第八批企业的公告")]
    assert sorted(days(desk, "09", "10", "11")) == [
        ("new", "关于第九批企业的公告"),
        ("new", "关于第八批企业的公告"),
    ]


def test_a_withdrawn_notice_whose_page_says_so_with_200_is_removed(desk, site, watched):
    watched.withdraw("n5")
    site.pages["/n5.html"] = Page(
        "<html><head><title>页面不存在</title></head><body><h1>页面不存在</h1></body></html>"
    )
    title, date, text = watched.notices["n6"]
    watched.publish("n6", title + "（修订）", date, text)
    told = days(desk, "08", "09", "10")
    assert [change for change, _ in told] == ["amended", "removed"]


def test_a_restored_notice_is_told_once_though_its_page_is_still_gone(desk, watched):
    former = watched.notices["n4"]
    watched.withdraw("n4")
    days(desk, "08", "09")
    watched.notices["n4"] = former
    watched.show()
    del desk.site.pages["/n4.html"]
    for day in ("10", "11", "12"):
        watched.site.pages["/list.html"] = Page(watched.list_page(sorted(watched.notices, reverse=True)))
        watched.visits += 1
        told = days(desk, day)
    assert [change for change, _ in told] == ["removed", "restored"]


def test_a_dead_page_does_not_hide_what_the_list_says_of_it(desk, site, watched):
    _, date, text = watched.notices["n3"]
    watched.publish("n3", "关于第三批（修订）企业的公告", date, text)
    site.pages["/n3.html"] = Page("", status=404)
    watched.publish("n7", "关于试点的公告", "2026-05-08", PORTS)
    site.pages["/n3.html"] = Page("", status=404)
    assert [change for change, _ in days(desk, "08", "09")] == ["new", "amended"]
    assert desk.monitor("sources", "list", "--json").lines[0]["outcome"] == "unchanged"


def test_Q26_another_configuration_is_taken_in_though_one_page_is_dead(desk, site, watched):
    del site.pages["/n3.html"]
    desk.configure(sources=LISTING.replace("body: .news_detail_con", "body: body"))
    days(desk, "08", "09")
    title, date, text = watched.notices["n6"]
    watched.publish("n6", title + "（修订）", date, text)
    del site.pages["/n3.html"]
    assert [change for change, _ in days(desk, "10")] == ["amended"]


def test_Q16_a_letter_that_the_authority_itself_lost_is_no_flaw_of_ours(desk, watched):
    watched.publish("n7", "关于试点的公告", "2026-05-08", "企业应当提交原产地\ufffd证书。")
    assert [change for change, _ in days(desk, "08", "09")] == ["new"]
    assert desk.monitor("sources", "list", "--json").lines[0]["outcome"] == "unchanged"


def test_Q01_a_page_that_names_its_notice_is_no_gate_whatever_words_it_holds(desk, watched):
    for n, text in enumerate(
        ("Reference #: 2026-114. The duty changes.", "旧系统的云防火墙升级期间请错峰申报。", "申请将被拒绝。")
    ):
        watched.publish(f"p{n}", f"关于第{n}号系统登录方式调整的公告", "2026-05-08", text)
    assert len(days(desk, "08")) == 3
    assert desk.monitor("sources", "list", "--json").lines[0]["outcome"] == "changed"


def test_a_notice_that_never_could_be_read_is_not_told_as_removed(desk, site, watched):
    watched.publish("n0", "关于早先一批企业的公告", "2026-04-10", "现公告如下。")
    del site.pages["/n0.html"]
    days(desk, "08")
    watched.notices.pop("n0")
    watched.show()
    assert [change for change, _ in days(desk, "09", "10", "11", "15")] == ["new"]
