"""M19: the same notice on several sites is one notice with several places, and one line in a digest."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, example, given, strategies as st

from monitor import dates, identity
from monitor.compare import compare
from monitor.compare.copies.amendments import beyond, nothing_more
from monitor.compare.copies.notices import adds_nothing, is_frame
from monitor.model import Amended, Attachment, Content, Listed, Notice, Table, Text
from tests.desk import Desk, Publication, archive_of_six, text_of
from tests.site import Site

TITLE = "海关总署公告2026年第34号（关于扩大绿色通道试点范围的公告）"
BODY = "自2026年7月1日起，试点口岸扩大至20个。\n企业应当提交原产地证书，小型企业除外。"
TWO = """
  - id: customs
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    kind: listing
    url: {site}/list.html
    items: ul.news_list > li
    body: .news_detail_con
  - id: ministry
    authority: Ministry of Testland
    jurisdiction: CN
    language: zh
    tier: %s
    kind: listing
    url: %s/list.html
    items: ul.news_list > li
    body: .news_detail_con
"""
READERS = """
  - name: daily
    to: [reader@example.com]
    send: daily 08:00
"""


def listed(title: str, number: str | None = None, day: str | None = "2026-05-08") -> Listed:
    return Listed("key", title, "https://a.example/1", number, date.fromisoformat(day) if day else None)


def notice(
    *texts: str,
    title: str = TITLE,
    files: tuple[Attachment, ...] = (),
    table: Table | None = None,
    fields: tuple[tuple[str, str], ...] = (),
) -> Notice:
    blocks = (*map(Text, texts), *([table] if table else []))
    return Notice(listed(title), Content(blocks, fields, files), "zh")


def mark(entry: Listed, home: str = "CN", *, official: bool = True) -> bytes | None:
    return identity.shared(entry, home=home, official=official)


# -- the mark --------------------------------------------------------------------------------------


def test_M19_a_number_with_its_issuer_is_the_same_on_every_site():
    one = listed(TITLE, "海关总署公告2026年第34号")
    other = listed("关于扩大试点的公告", "中华人民共和国海关总署公告2026年第34号", day="2026-05-12")
    assert mark(one) == mark(other)
    assert len(mark(one) or b"") == 16


@pytest.mark.parametrize(
    "other",
    [
        listed(TITLE, "海关总署公告2026年第35号"),
        listed(TITLE, "海关总署公告2025年第34号"),
        listed(TITLE, "商务部公告2026年第34号"),
        listed(TITLE, "海关总署令第34号"),
        listed("海关总署公告2026年第34号解读", "海关总署公告2026年第34号"),
        listed("一图读懂绿色通道试点扩围有关政策措施", "海关总署公告2026年第34号"),
    ],
)
def test_M19_another_number_or_a_text_about_it_is_no_copy(other):
    assert mark(other) != mark(listed(TITLE, "海关总署公告2026年第34号"))


def test_M19_a_number_without_its_issuer_needs_the_title():
    one, same, other = (listed(t, "公告2026年第3号") for t in ("关于调整商品编码的公告", "关于调整商品编码的公告 ", "关于调整口岸名单的公告"))  # fmt: skip
    assert mark(one) == mark(same) != mark(other)
    assert mark(listed("公告", "公告2026年第3号")) is None


def test_M19_without_a_number_a_long_title_and_the_day_tell():
    long = "关于扩大绿色通道试点范围有关事项的通知"
    assert mark(listed(long)) == mark(listed(f"【置顶】{long}"))
    assert mark(listed(long)) != mark(listed(long, day="2026-05-09"))
    assert mark(listed(long)) != mark(listed(long), home="VN")
    assert mark(listed(long, day=None)) is None
    assert mark(listed("放假通知")) is None
    assert mark(listed("Public holiday")) is None


def test_M19_the_press_is_never_a_copy_of_an_authority():
    assert mark(listed(TITLE, "海关总署公告2026年第34号"), official=False) is None


@given(st.text(max_size=40), st.text(max_size=40), st.sampled_from([None, "公告2026年第3号", "12"]))
def test_M19_titles_that_read_differently_never_share_a_mark(one, other, number):
    first, second = (mark(listed(title, number)) for title in (one, other))
    if first is not None and identity.letters(one) != identity.letters(other):
        assert first != second


# -- what a copy says ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "copy",
    [
        notice(*BODY.split("\n")),
        notice(BODY.replace("\n", "")),
        notice("来源：海关总署网站 2026-05-08", *BODY.split("\n"), "2026年5月8日"),
        notice(TITLE, *BODY.split("\n"), "【打印】【关闭】".replace("【", "").replace("】", "")),
        notice("自2026年7月1日起，试点口岸扩大至２０个。", "企业应当提交原产地证书， 小型企业除外。"),
        notice(f"{TITLE} 2026-05-08"),
        notice(
            "发布时间：2026-05-11 09:30 浏览次数：120 打印",
            *BODY.split("\n"),
            "责任编辑：张三",
            "字号：【大 中 小】",
        ),
        notice("索引号：000014349/2026-00034", *BODY.split("\n"), "Last updated: 3 July 2026", "——"),
        notice(
            *BODY.split("\n"), fields=(("成文日期", "2026-05-06"), ("信息来源", "某部"), ("post_id", "91"))
        ),
        notice(*BODY.split("\n"), fields=(("效力", "有效"), ("生效日期", "2026-07-01"), ("标题", TITLE))),
    ],
)
def test_M19_a_copy_with_another_frame_adds_nothing(copy):
    assert adds_nothing(copy, notice(*BODY.split("\n")))


@pytest.mark.parametrize(
    "copy",
    [
        notice(BODY.replace("20个", "12个")),
        notice(BODY.replace("20个", "2.0个")),
        notice(BODY.replace("，小型企业除外", "")),
        notice(BODY.split("\n", maxsplit=1)[0]),
        notice(*BODY.split("\n"), "本公告自发布之日起施行。"),
        notice(
            *BODY.split("\n"),
            files=(Attachment("附件.xlsx", "https://b.example/a.xlsx", "b" * 64, (Text("x"),)),),
        ),
        notice(*BODY.split("\n"), table=Table("t", ("a", "b"), (("8541", "8%"),))),
        replace(notice(), content=Content(unread="a scan")),
    ],
)
def test_M19_a_copy_that_says_something_else_is_told(copy):
    assert not adds_nothing(copy, notice(*BODY.split("\n")))


@pytest.mark.parametrize(
    "more",
    [
        "8501.10",
        "20260601",
        "2026年8月1日",
        "生效日期：2026年8月1日",
        "打印机及其零部件不再适用本公告。",
        "浏览器端申报自6月起停用。",
        "分享经济平台卖家除外。",
        "来源：越南的货物除外。",
        "Shared containers are excluded from the scheme.",
        "Printed labels must be attached.",
        "Source: Vietnam",
        f"{TITLE} 失效",
        f"{TITLE} 2026年8月1日",
        "2026-05-08 起停用",
        "12",
    ],
)
def test_M19_what_begins_like_a_frame_or_looks_like_a_date_is_text(more):
    assert not adds_nothing(notice(*BODY.split("\n"), more), notice(*BODY.split("\n")))


FRAMES = (
    "打印",
    "浏览",
    "分享",
    "来源：",
    "发布时间：",
    "发布日期：2026-05-08",
    "文号：",
    "2026-05-08",
    "print",
    "share",
    "source:",
)


@given(
    st.sampled_from(["", *FRAMES]),
    st.text("机零件豁免适用停费率甲乙0123456789.-/年月日", min_size=1).filter(lambda text: any(map(str.isalnum, text))),
    st.sampled_from(["", "的", *FRAMES]),
    st.integers(0, 2),
)  # fmt: skip
@example("", "8501.10", "", 1)
@example("发布时间：", "2026年5月", "", 1)
def test_M19_any_sentence_more_is_told_unless_all_of_it_is_frame(before, text, after, place):
    stood = [line.removesuffix("。") for line in BODY.split("\n")]
    more = f"{before}{text}{after}"
    assume(not is_frame(text, days={date(2026, 5, 8)}))
    assume(not list(dates.find(more.replace("2026-05-08", ""))))
    assert not adds_nothing(notice(*stood[:place], more, *stood[place:]), notice(*stood))


def test_M19_two_dates_alone_on_a_line_are_two_texts():
    assert not adds_nothing(notice(BODY, "2026年7月1日"), notice(BODY, "2026年6月1日"))


def test_M19_the_same_sentences_in_another_order_may_say_something_else():
    one = ("第一批：", "即日起停用。", "第二批：", "继续适用。")
    other = ("第一批：", "继续适用。", "第二批：", "即日起停用。")
    assert not adds_nothing(notice(*one), notice(*other))


@pytest.mark.parametrize(
    ("copy", "first"),
    [
        ((("效力", "失效"),), (("效力", "有效"),)),
        ((("时效性", "失效"),), (("效力", "有效"),)),
        ((("效力", "失效"),), ()),
        ((("效力", "有效"),), (("效力", "失效"),)),
        ((("生效日期", "2026-08-01"),), (("施行日期", "2026年7月1日"),)),
        ((("Effective date", "1 August 2026"),), ()),
        ((("effective_date", "2026-08-01"),), ()),
        ((("文号", "署税发〔2026〕9号"),), (("文号", "海关总署公告2026年第34号"),)),
        ((("适用税率", "8%"),), ()),
        ((("截止日期", "2026-06-01"),), (("截止日期", "2026-06-15"),)),
    ],
)
def test_M19_a_labelled_fact_that_differs_is_told(copy, first):
    assert not adds_nothing(notice(BODY, fields=copy), notice(BODY, fields=first))
    assert not adds_nothing(notice(fields=copy), notice(BODY, fields=first)), "also by a copy without a text"


def test_M19_a_labelled_fact_in_other_words_adds_nothing():
    copy = (("时效性", "现行有效"), ("施行日期", "2026年7月1日"), ("文号", "海关总署公告〔2026〕34号"))
    first = (("效力", "有效"), ("生效日期", "2026-07-01"), ("发文字号", "海关总署公告2026年第34号"))
    assert adds_nothing(notice(BODY, fields=copy), notice(BODY, fields=first))


def test_M19_a_title_that_says_what_became_of_the_notice_is_told():
    assert not adds_nothing(notice(BODY, title=f"{TITLE}（失效）"), notice(BODY))
    assert not adds_nothing(notice(title=f"【废止】{TITLE}"), notice(BODY))


def test_M19_a_table_under_another_heading_is_another_table():
    tables = [Table(name, ("code",), (("8541",),)) for name in ("适用的商品", "除外的商品")]
    assert not adds_nothing(notice(BODY, table=tables[0]), notice(BODY, table=tables[1]))


def test_M19_the_same_annex_under_another_address_adds_nothing():
    one, other = (Attachment("附件", f"https://{host}/a.xlsx", "b" * 64, None, "old format") for host in "ab")
    assert adds_nothing(notice(BODY, files=(one,)), notice(BODY, files=(other,)))


def test_M19_a_row_that_differs_in_one_sign_is_another_row():
    tables = (Table("t", ("code", "rate"), (("8541", rate),)) for rate in ("1.8", "18"))
    assert not adds_nothing(notice(BODY, table=next(tables)), notice(BODY, table=next(tables)))


# -- end to end ------------------------------------------------------------------------------------


@pytest.fixture
def sites(desk: Desk, site: Site, tier: str):
    """Two authorities, both read once; what each publishes next is news."""
    with Site() as other:
        desk.configure(TWO % (tier, other.url("")), READERS)
        config = desk.folder / "sources.yaml"
        config.write_text(
            config.read_text("utf-8").replace(f"['{site.network}']", f"['{site.network}', '{other.network}']")
        )
        both = Publication(site), Publication(other)
        for number, publication in enumerate(both):
            for n in range(1, 7):
                publication.publish(f"n{n}", f"关于第{number}{n}批企业名单的公告", f"2026-04-1{n}", f"第{number}{n}批名单。")  # fmt: skip
        desk.monitor("init")
        desk.monitor("once")
        yield both


def told(desk: Desk) -> list[str]:
    return [text for mail in desk.mails() if TITLE in (text := text_of(mail))]


@pytest.mark.parametrize("tier", ["official"])
def test_M19_two_sites_in_one_digest_are_one_line_with_both_places(desk, sites):
    for publication in sites:
        publication.publish("n9", TITLE, "2026-05-08", BODY)
    desk.monitor("once", clock="2026-05-09T01:00:00Z")
    (mail,) = told(desk)
    assert mail.count("提交原产地证书") <= 2, "one line, not one a site"
    assert mail.count("also at") == 1
    assert all(publication.site.url("/n9.html") in mail for publication in sites)
    lines = [line for line in desk.monitor("changes", "--json").lines if line["notice"]["title"] == TITLE]
    assert [line["change"] for line in lines] == ["new", "new"], "both are recorded"
    assert all({place["source"] for place in line["places"]} == {"customs", "ministry"} for line in lines)
    assert "also at" in desk.monitor("show", lines[0]["id"]).out


@pytest.mark.parametrize("tier", ["official"])
def test_M19_a_copy_that_comes_later_is_listed_and_not_told_again(desk, sites):
    sites[0].publish("n9", TITLE, "2026-05-08", BODY)
    desk.monitor("once", clock="2026-05-09T01:00:00Z")
    sites[1].publish("n9", TITLE, "2026-05-10", BODY)
    desk.monitor("once", clock="2026-05-11T01:00:00Z")
    assert len(told(desk)) == 1
    lines = [line for line in desk.monitor("changes", "--json").lines if line["notice"]["title"] == TITLE]
    assert [len(line["places"]) for line in lines] == [2, 2]


@pytest.mark.parametrize("tier", ["official"])
def test_M19_a_later_copy_that_says_something_else_is_told(desk, sites):
    sites[0].publish("n9", TITLE, "2026-05-08", BODY)
    desk.monitor("once", clock="2026-05-09T01:00:00Z")
    sites[1].publish("n9", TITLE, "2026-05-10", BODY.replace("20个", "12个"))
    desk.monitor("once", clock="2026-05-11T01:00:00Z")
    assert len(told(desk)) == 2
    lines = [line for line in desk.monitor("changes", "--json").lines if line["notice"]["title"] == TITLE]
    assert [len(line["places"]) for line in lines] == [1, 1]


@pytest.mark.parametrize("tier", ["official"])
def test_M19_a_later_copy_with_a_code_and_a_line_more_is_told_with_them(desk, sites):
    sites[0].publish("n9", TITLE, "2026-05-08", f"{BODY}\n8541.43\n9405.42")
    desk.monitor("once", clock="2026-05-09T01:00:00Z")
    more = "8501.10\n打印机及其零部件不再适用绿色通道。"
    sites[1].publish("n9", TITLE, "2026-05-08", f"{BODY}\n8541.43\n9405.42\n{more}")
    desk.monitor("once", clock="2026-05-11T01:00:00Z")
    assert len(told(desk)) == 2
    lines = [line for line in desk.monitor("changes", "--json").lines if line["notice"]["title"] == TITLE]
    assert "打印机" in desk.monitor("show", lines[1]["id"]).out


@pytest.mark.parametrize("tier", ["secondary"])
def test_M19_a_press_copy_never_stands_for_the_authoritys_own(desk, sites):
    sites[1].publish("n9", TITLE, "2026-05-08", BODY)
    desk.monitor("once", clock="2026-05-09T01:00:00Z")
    sites[0].publish("n9", TITLE, "2026-05-08", BODY)
    desk.monitor("once", clock="2026-05-11T01:00:00Z")
    assert len(told(desk)) == 2


@pytest.mark.parametrize("tier", ["official"])
def test_M19_who_never_heard_of_the_first_is_told_of_the_copy(desk, sites):
    sites[0].publish("n9", TITLE, "2026-05-08", BODY)
    both = (desk.folder / "sources.yaml").read_text(encoding="utf-8")
    (desk.folder / "sources.yaml").write_text(f"{both}    sources: [ministry]\n", encoding="utf-8")
    desk.monitor("once", clock="2026-05-09T01:00:00Z")
    sites[1].publish("n9", TITLE, "2026-05-10", BODY)
    desk.monitor("once", clock="2026-05-11T01:00:00Z")
    assert len(told(desk)) == 1


def test_M19_on_either_database(desk, site, database_url):
    with Site() as other:
        desk.environ = {"MONITOR_DATABASE_URL": database_url}
        desk.configure(TWO % ("official", other.url("")), READERS)
        config = desk.folder / "sources.yaml"
        config.write_text(
            config.read_text("utf-8").replace(f"['{site.network}']", f"['{site.network}', '{other.network}']")
        )
        both = archive_of_six(site), archive_of_six(other)
        desk.monitor("init")
        desk.monitor("once")
        for day, publication in zip((8, 9), both, strict=True):
            publication.publish("n9", TITLE, "2026-05-08", BODY)
            assert desk.monitor("once", clock=f"2026-05-{day:02}T01:00:00Z").code == 0
    assert len(told(desk)) == 1
    lines = [line for line in desk.monitor("changes", "--json").lines if line["notice"]["title"] == TITLE]
    assert [len(line["places"]) for line in lines] == [2, 2]


# -- amendments of copies --------------------------------------------------------------------------


def amended(before: Notice, after: Notice) -> Amended:
    return Amended(before, after, compare(before.content, after.content), silent=True)


LATER = BODY.replace("20个", "24个")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (notice(*BODY.split("\n")), notice(*LATER.split("\n"))),
        (notice(BODY.replace("\n", "")), notice(LATER.replace("\n", ""))),
        (notice("甲部网站", *BODY.split("\n")), notice("甲部网站", *LATER.split("\n"))),
        (
            notice(*BODY.split("\n"), fields=(("更新日期", "2026-05-08"),)),
            notice(*LATER.split("\n"), "责任编辑：张三", fields=(("更新日期", "2026-05-12"),)),
        ),
    ],
)
def test_M19_the_same_amendment_on_another_site_says_nothing_more(before, after):
    first = amended(notice(*BODY.split("\n")), notice(*LATER.split("\n")))
    assert nothing_more(amended(before, after), first)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (notice(*BODY.split("\n")), notice(*LATER.split("\n"), "本公告自2026年9月1日起废止。")),
        (notice(*BODY.split("\n")), notice(*BODY.replace("20个", "18个").split("\n"))),
        (notice(*BODY.split("\n")), notice(*LATER.replace("，小型企业除外", "").split("\n"))),
        (
            notice(*BODY.split("\n")),
            notice(*LATER.split("\n"), files=(Attachment("附件", "/a.xlsx", "b" * 64, None, "old format"),)),
        ),
        (
            notice(*BODY.split("\n"), fields=(("效力", "有效"),)),
            notice(*LATER.split("\n"), fields=(("效力", "失效"),)),
        ),
        (notice(*BODY.split("\n"), fields=(("更新日期", "2026-05-08"),)), notice(*BODY.split("\n"), fields=(("更新日期", "2026-05-12"),))),
    ],
)  # fmt: skip
def test_M19_an_amendment_that_says_more_than_its_copys_is_told(before, after):
    first = amended(notice(*BODY.split("\n")), notice(*LATER.split("\n")))
    assert not nothing_more(amended(before, after), first)


def test_M19_rows_and_cells_are_the_same_amendment_whatever_else_the_tables_differ_in():
    def with_rates(name: str, *rates: str) -> Notice:
        rows = tuple((f"8541430{n}", rate) for n, rate in enumerate(rates))
        return notice(BODY, table=Table(name, ("税号", "税率"), rows))

    first = amended(with_rates("附件1", "5%", "8%"), with_rates("附件1", "5%", "9%"))
    assert nothing_more(amended(with_rates("附件一", "5%", "8%"), with_rates("附件一", "5%", "9%")), first)
    assert not nothing_more(
        amended(with_rates("附件一", "5%", "8%"), with_rates("附件一", "6%", "9%")), first
    )


@pytest.mark.parametrize("tier", ["official"])
def test_M19_an_amendment_of_both_copies_is_told_once(desk, sites):
    for day, body in (("08", BODY), ("20", LATER)):
        for hour, publication in enumerate(sites):
            publication.publish("n9", TITLE, f"2026-05-{day}", body)
            desk.monitor("once", clock=f"2026-05-{day}T{10 * hour + 1:02}:00:00Z")
            desk.monitor("once", clock=f"2026-05-{int(day) + 1 + hour:02}T01:00:00Z")
    lines = [line for line in desk.monitor("changes", "--json").lines if line["notice"]["title"] == TITLE]
    assert [line["change"] for line in lines] == ["new", "new", "amended", "amended"], "each is recorded"
    assert len(told(desk)) == 2


@pytest.mark.parametrize("tier", ["official"])
def test_D06_a_copy_is_told_where_the_text_of_the_other_cannot_be_read(desk, sites):
    first, second = sites
    first.publish("n9", TITLE, "2026-05-08", BODY)
    desk.monitor("once", clock="2026-05-08T01:00:00Z")
    with closing(sqlite3.connect(desk.folder / "monitor.db")) as opened, opened:
        harm = "UPDATE bodies SET packed = x'00' WHERE sha256 = (SELECT content FROM versions ORDER BY id DESC LIMIT 1)"
        assert opened.execute(harm).rowcount == 1
    second.publish("n9", TITLE, "2026-05-08", BODY)
    assert "ministry  changed, 1 changes" in desk.monitor("once", clock="2026-05-08T11:00:00Z").out


@pytest.mark.parametrize("tier", ["official"])
@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE changes SET rest = x'ff', said = '{}' WHERE name = 'amended'",
        "UPDATE bodies SET packed = x'00' WHERE sha256 = (SELECT after FROM changes WHERE name = 'amended')",
    ],
)
def test_D06_a_copy_is_to_be_told_where_nobody_can_read_how_the_other_was_amended(desk, sites, harm):
    for number, publication in enumerate(sites):
        publication.publish("n9", TITLE, "2026-05-08", BODY)
        desk.monitor("once", clock=f"2026-05-08T{10 * number + 1:02}:00:00Z")
    first, second = sites
    first.publish("n9", TITLE, "2026-05-20", LATER)
    desk.monitor("once", clock="2026-05-20T01:00:00Z")
    desk.monitor("once", clock="2026-05-21T01:00:00Z")
    with closing(sqlite3.connect(desk.folder / "monitor.db")) as opened, opened:
        assert opened.execute(harm).rowcount == 1
    second.publish("n9", TITLE, "2026-05-20", LATER)
    assert "ministry  changed, 1 changes" in desk.monitor("once", clock="2026-05-21T11:00:00Z").out
    with closing(sqlite3.connect(desk.folder / "monitor.db")) as opened:
        query = "SELECT count(*) FROM owed WHERE change = (SELECT max(id) FROM changes)"
        assert opened.execute(query).fetchone() > (0,)


@pytest.mark.parametrize("tier", ["official"])
def test_M19_a_copy_amended_otherwise_is_told_too(desk, sites):
    for day, bodies in (("08", (BODY, BODY)), ("20", (LATER, BODY.replace("20个", "30个")))):
        for publication, body in zip(sites, bodies, strict=True):
            publication.publish("n9", TITLE, f"2026-05-{day}", body)
        desk.monitor("once", clock=f"2026-05-{day}T11:00:00Z")
        desk.monitor("once", clock=f"2026-05-{int(day) + 1}T01:00:00Z")
    (mail,) = [text for text in told(desk) if "24个" in text or "30个" in text]
    assert "24个" in mail
    assert "30个" in mail


def test_M19_of_an_amendment_that_says_more_only_that_is_left():
    first = amended(notice(*BODY.split("\n")), notice(*LATER.split("\n")))
    more = amended(notice(*BODY.split("\n")), notice(*LATER.split("\n"), "自2026年9月1日起废止。"))
    left = beyond(more, first, "told as change 7").comparison
    assert [edit.after for edit in left.edits] == ["自2026年9月1日起废止。"]
    assert [fact.name for fact in more.comparison.facts] == ["ports", "date"]
    assert [fact.name for fact in left.facts] == ["date"]
    assert ("told as change 7", LATER.split("\n")[0]) in {(one.why, one.text) for one in left.ignored}
    assert beyond(first, more, "") is first, "what says no more than the other one is never told as nothing"


@pytest.mark.parametrize("tier", ["official"])
def test_M19_an_amendment_that_says_more_is_told_with_only_that(desk, sites):
    for publication in sites:
        publication.publish("n9", TITLE, "2026-05-08", BODY)
    desk.monitor("once", clock="2026-05-09T01:00:00Z")
    for day, publication, body in zip(
        (20, 22), sites, (LATER, f"{LATER}\n打印机自2026年9月1日起除外。"), strict=True
    ):
        publication.publish("n9", TITLE, "2026-05-20", body)
        desk.monitor("once", clock=f"2026-05-{day}T11:00:00Z")
        desk.monitor("once", clock=f"2026-05-{day + 1}T01:00:00Z")
    (shown,) = [
        line
        for line in desk.monitor("changes", "--json").lines
        if line["source"] == "ministry" and line["change"] == "amended"
    ]
    found = desk.monitor("show", shown["id"], "--json").lines[0]["comparison"]
    assert [edit["after"] for edit in found["changes"]] == ["打印机自2026年9月1日起除外。"]
    assert any(each["why"].startswith("told as change") for each in found["ignored"])
    assert "打印机" in told(desk)[-1]


@pytest.mark.parametrize("tier", ["official"])
def test_M19_a_copy_that_is_taken_down_is_told_with_where_the_notice_still_stands(desk, sites):
    for publication in sites:
        publication.publish("n9", TITLE, "2026-05-08", BODY)
    desk.monitor("once", clock="2026-05-09T01:00:00Z")
    sites[1].withdraw("n9")
    for day in range(10, 15):
        desk.monitor("once", clock=f"2026-05-{day}T01:00:00Z")
    (line,) = [each for each in desk.monitor("changes", "--json").lines if each["change"] == "removed"]
    assert f"still stands at {sites[0].site.url('/n9.html')}" in desk.monitor("show", line["id"]).out
    assert "still stands at" in told(desk)[-1]
