"""Whatever kept quiet in between, in the end readers know the wording that stands there (faults Q09, M11).

Sequences that once ended in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.desk import LISTING, Desk, Publication, archive_of_six, text_of
from tests.site import Page, Site

START = datetime(2026, 5, 7, tzinfo=UTC)
AGES = ", ".join(f"{6 * age}h" for age in range(1, 120))
OFTEN = LISTING.replace("every: 1d", f"every: 6h\n    reread: [{AGES}]")
ONE_PAGE = """
  - id: notices
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    kind: page
    url: {site}/page.html
    every: 1d
    body: .con
"""
BAN = "即日起不接受光伏灯具申报"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


class Watch:
    """A desk whose clock runs on from check to check."""

    def __init__(self, folder: Path, site: Site, sources: str) -> None:
        self.desk, self.now = Desk(folder, site).begin(sources), START

    def check(self, hours: int = 24) -> dict[str, Any]:
        self.now += timedelta(hours=hours)
        return self.desk.checked(f"{self.now:%Y-%m-%dT%H:%M:%SZ}")

    def told(self) -> list[dict[str, Any]]:
        """The changes that readers heard of."""
        lines = self.desk.monitor("changes", "--json").lines
        return [line for line in lines if not line["held"] and line["untold"] is None]


def suspended(published: Publication, day: int) -> None:
    for name, (title, date, text) in list(published.notices.items()):
        other = text.replace("自发布之日起施行", f"自2026年9月{day + int(name[1:])}日起暂停施行")
        published.notices[name] = title, date, other
    published.show()


def test_M11_what_the_breaker_dropped_as_undone_is_told_when_it_comes_for_good(
    tmp_path: Path, site: Site
) -> None:
    published = archive_of_six(site)
    before = dict(published.notices)
    watch = Watch(tmp_path, site, OFTEN)
    for turn in range(6):
        published.notices.update(before)
        published.show()
        if turn % 2:
            suspended(published, 0)
        watch.check(6)
    for _ in range(4):
        watch.check()
    assert [line["change"] for line in watch.told()] == ["amended"] * 6


def page(*lines: str) -> Page:
    text = "".join(
        f"<p>{line}</p>" for line in ("以下口岸开通绿色通道。", *lines, "宁波、大连三个口岸参加。")
    )
    return Page(f"<meta charset=utf-8><h1>口岸清单</h1><div class=con>{text}</div>")


TIPS = (
    "请提前预约窗口",
    "咨询热线全天开通",
    "请携带身份证件",
    "办事大厅周末开放",
    "窗口位于二楼东侧",
    "停车场位于北门",
)


@pytest.mark.parametrize("last", [BAN, "本通道停办光伏灯具业务", "一艘红色的船", "Solar lamps are banned"])
def test_what_a_place_that_used_to_flicker_comes_to_rest_with_is_told(
    tmp_path: Path, site: Site, last: str
) -> None:
    site.pages["/page.html"] = page("温馨提示", TIPS[0])
    watch = Watch(tmp_path, site, ONE_PAGE)
    watch.check()
    for turn in range(8):
        site.pages["/page.html"] = page("温馨提示", TIPS[turn % 6])
        watch.check()
    site.pages["/page.html"] = page("温馨提示", last)
    for _ in range(6):
        watch.check()
    shown = watch.desk.monitor("show", watch.told()[-1]["id"], "--json").lines[0]
    assert [edit["after"] for edit in shown["comparison"]["changes"]] == [last]


@pytest.mark.parametrize(
    "words", ["剩余名额 {n} 个", "Places left: {n}", "人数上限 {n} 人", "Permits remaining {n}"]
)
def test_places_that_are_left_are_no_counter(tmp_path: Path, site: Site, words: str) -> None:
    site.pages["/page.html"] = page(words.format(n=100))
    watch = Watch(tmp_path, site, ONE_PAGE)
    watch.check()
    for left in (*range(99, 92, -1), 0):
        site.pages["/page.html"] = page(words.format(n=left))
        assert watch.check()["outcome"] == "changed"


def test_what_was_held_is_told_as_recorded_when_the_source_is_configured_otherwise(
    tmp_path: Path, site: Site
) -> None:
    published = archive_of_six(site)
    watch = Watch(tmp_path, site, OFTEN)
    watch.check()
    suspended(published, 0)
    assert watch.check(6)["held"] == 6
    watch.desk.configure(sources=OFTEN.replace(".news_detail_con", "div.news_detail_con"))
    for name, (title, date, text) in list(published.notices.items()):
        published.notices[name] = title, date, text.replace("9月", "10月")
    published.show()
    assert watch.check(6)["held"] == 0
    assert len(watch.told()) == 6


def test_a_storm_that_left_the_list_and_came_back_is_new(tmp_path: Path, site: Site) -> None:
    published = archive_of_six(site)
    before, watch = dict(published.notices), Watch(tmp_path, site, LISTING)
    watch.check()
    storm = {f"p{n:02}": (f"关于第{n}号通关试点的公告", "2026-05-06", f"第{n}项试点。") for n in range(40)}
    held = []
    for notices in (storm, before, storm):
        published.notices = dict(notices)
        published.show()
        held.append(watch.check()["held"])
    assert held == [40, 0, 40]


# -- copies ----------------------------------------------------------------------------------------

TWO = "".join(
    f"""
  - id: {name}
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    kind: listing
    url: {{site}}/{name}/list.html
    every: 12h
    items: ul.l > li
    body: .con
    reread: [{AGES}]
"""
    for name in ("one", "two")
)
TITLE = "海关总署公告2026年第60号（关于调整进口税率的公告）"


def put(site: Site, name: str, rate: int) -> None:
    text = f"<p>现公告如下。</p><p>一、机床的进口税率为{rate}%。</p>"
    rows = [(f"/{name}/a.html", TITLE, text)]
    rows += [(f"/{name}/o{n}.html", f"其他{name}通知第{n}项", f"<p>内容{name}{n}。</p>") for n in range(5)]
    for address, title, body in rows:
        site.pages[address] = Page(f"<meta charset=utf-8><h1>{title}</h1><div class=con>{body}</div>")
    links = "".join(f"<li><a href='{a}'>{title}</a><span>2026-05-01</span></li>" for a, title, _ in rows)
    site.pages[f"/{name}/list.html"] = Page(f"<meta charset=utf-8><ul class=l>{links}</ul>")


def test_M19_an_amendment_that_was_undone_since_is_told_again(tmp_path: Path, site: Site) -> None:
    put(site, "one", 5)
    put(site, "two", 5)
    watch = Watch(tmp_path, site, TWO)
    watch.check()
    mails = []
    for name, rate in (("one", 8), ("two", 8), ("two", 5), ("two", 8)):
        put(site, name, rate)
        watch.check(12)
        watch.desk.monitor("digest", "--now")
        mails.append(text_of(watch.desk.mails()[-1]))
    assert "8%" in mails[0]
    assert [TITLE in mail for mail in mails] == [True, False, True, True]
