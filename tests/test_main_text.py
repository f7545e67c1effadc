"""The main text of pages without a selector, and links and marks as they should be."""

from __future__ import annotations

import pytest

from monitor.errors import ReadError
from monitor.extract import boxes, html, walk
from monitor.extract.about import about
from monitor.model import Table, Text
from tests.growth import assert_linear
from tests.main_text import Known, as_text, found, known

KNOWN = known()


@pytest.mark.parametrize("one", KNOWN, ids=str)
def test_the_text_of_a_page_is_found_and_hardly_anything_else(one: Known):
    seen = found(as_text(html.content(one.page, base_url="https://a.example/x/y.html")), one)
    assert seen.recall >= 0.995
    assert seen.precision >= 0.95


def test_all_pages_together_are_read_almost_without_a_fault():
    scores = [found(as_text(html.content(one.page)), one).f1 for one in KNOWN]
    assert len(scores) >= 20
    assert sum(scores) / len(scores) >= 0.99


def texts(page):
    return [block.text for block in html.read_text(page).blocks if isinstance(block, Text)]


LONG = "自2026年6月1日起，进口货物的收发货人应当按照本公告的要求如实申报，不得漏报。"


def test_a_list_of_other_notices_beside_a_notice_is_no_part_of_it_though_each_has_its_day():
    title = "关于调整部分进口商品暂定税率有关事项的公告"
    rail = "".join(f"<li><a href=/{n}>关于第{n}批名单的公告</a> 2026-05-0{n}</li>" for n in range(1, 7))
    page = f"<title>{title}</title><div><h1>{title}</h1><p>现予公布，自六月一日起施行。</p></div><div><b>图片新闻</b><ul>{rail}</ul></div>"
    assert texts(page) == [title, "现予公布，自六月一日起施行。"]


def test_a_list_of_notices_under_the_name_of_its_column_is_what_the_page_says():
    rows = "".join(f"<li><a href=/{n}>关于第{n}批名单的公告</a> 2026-05-0{n}</li>" for n in range(1, 7))
    page = f"<title>通知公告</title><div><h1>通知公告</h1><p>以下为近期发布的通知。</p></div><div><ul>{rows}</ul></div>"
    assert len(texts(page)) == 8


def test_a_list_in_the_notice_itself_stays():
    title = "关于公布二〇二六年第一批适用企业名单汇总情况的公告"
    rows = "".join(f"<li><a href=/{n}>关于第{n}批名单的公告</a> 2026-05-0{n}</li>" for n in range(1, 7))
    page = (
        f"<title>{title}</title><div><h1>{title}</h1><p>现将已经公布的名单汇总如下。</p><ul>{rows}</ul></div>"
    )
    assert len(texts(page)) == 8


def test_other_news_with_the_first_words_of_each_are_left_out():
    news = "".join(
        f"<div><h3><a href=/{n}>Other story {n}</a></h3><p>The ministry said on Monday that {n} lamps came.</p></div>"
        for n in range(4)
    )
    body = "".join(
        f"<p>{n}. From June importers of lamps shall lodge a declaration in advance, and keep it for years.</p>"
        for n in range(8)
    )
    page = f"<div><h1>Lamps</h1>{body}</div><div><h2>More stories</h2>{news}</div>"
    assert not any("story" in text or "Monday" in text for text in texts(page))
    assert len(texts(page)) == 9


@pytest.mark.parametrize(
    "trail",
    [
        "<a href=/>首页</a> &gt; <a href=/a>政务公开</a> &gt; 正文",
        "<a href=/>ホーム</a> &gt; お知らせ",
        "<a href=/>Home</a> » <a href=/t>Trade</a> » Lamps",
        "<a href=/>Trang chủ</a> › <a href=/t>Tin tức</a> › Văn bản",
    ],
)
def test_the_way_to_a_page_is_no_part_of_it(trail):
    assert texts(f"<div>{trail}</div><div><h1>Lamps</h1><p>{LONG}</p></div>") == ["Lamps", LONG]


def test_a_comparison_with_links_is_no_way_to_a_page():
    line = "Goods with a value &gt; 500 need <a href=/f>form 12</a>."
    assert texts(f"<div><p>{line}</p><p>{LONG}</p></div>")[0] == "Goods with a value > 500 need form 12."


def test_digits_that_an_office_program_spread_over_spans_are_one_number_again():
    page = "<div class=TRS_Editor><style>.TRS_Editor P{line-height:1.5}</style><p><span>2</span><span>02</span><span lang=EN-US><span>6</span></span><span>年</span></p></div>"
    assert texts(page) == ["2026年"]


def test_a_table_of_layout_in_a_table_of_layout_is_read_and_the_true_table_in_it_is_a_table():
    rows = "".join(f"<tr><td>8541.4{n}</td><td>灯具{n}</td><td>{n}</td><td>9</td></tr>" for n in range(5))
    true = f"<table><tr><td rowspan=2>税则号列</td><td rowspan=2>名称</td><td colspan=2>税率</td></tr><tr><td>暂定</td><td>最惠国</td></tr>{rows}</table>"
    page = f"<table><tr><td><table><tr><td><h1>税率表</h1></td></tr><tr><td>{LONG}</td></tr><tr><td>{true}</td></tr></table></td></tr></table>"
    (table,) = [block for block in html.read_text(page).blocks if isinstance(block, Table)]
    assert table.columns == ("税则号列", "名称", "税率 / 暂定", "税率 / 最惠国")
    assert len(table.rows) == 5


# -- links (C35) ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "href", "target"),
    [
        ("", "./P02026.pdf", "https://a.example/x/P02026.pdf"),
        ("", "../../up.pdf", "https://a.example/up.pdf"),
        ("", "//b.example/a.pdf", "https://b.example/a.pdf"),
        ("", "?fileName=a.pdf", "https://a.example/x/y.html?fileName=a.pdf"),
        ("", "\\\\files\\2026\\a.pdf", "https://files/2026/a.pdf"),
        ("", " a\n.pdf ", "https://a.example/x/a.pdf"),
        ("", "HTTPS://B.example/a.pdf", "https://B.example/a.pdf"),
        ("/files/", "a.pdf", "https://a.example/files/a.pdf"),
        ("//c.example/f/", "a.pdf", "https://c.example/f/a.pdf"),
        ("javascript:alert(1)/", "a.pdf", "https://a.example/x/a.pdf"),
        ("data:text/html,x", "a.pdf", "https://a.example/x/a.pdf"),
    ],
)
def test_C35_links_are_resolved_by_the_standard(base, href, target):
    head = f"<base href='{base}'>" if base else ""
    page = f"<html><head>{head}</head><body><h1>Lamps</h1><p>{LONG}</p><a href='{href}'>Annex of lamps</a></body></html>"
    content = html.read_text(page, base_url="https://a.example/x/y.html")
    assert [file.url for file in content.attachments] == [target]


def test_C35_only_the_first_base_counts():
    page = f"<base href=/one/><base href=/two/><p>{LONG}<p><a href=a.pdf>Annex</a>"
    assert (
        html.read_text(page, base_url="https://a.example/x/").attachments[0].url
        == "https://a.example/one/a.pdf"
    )


# -- marks (C28) ----------------------------------------------------------------------------------


def test_C28_letters_without_width_make_no_other_text():
    assert texts("<p>公\u200b告\ufeff 2026\u2060年\u00ad第7号") == ["公告 2026年第7号"]


# -- sizes (C16, C17) ------------------------------------------------------------------------------


def test_C17_an_element_with_attributes_without_end_is_refused_before_anybody_compares_them():
    page = "<p " + " ".join(f"a{n}=b" for n in range(100_000)) + ">x</p>"
    with pytest.raises(ReadError, match="1,000 attributes"):
        html.read_text(page)


def test_C17_an_attribute_may_be_long():
    style = "margin: 0 1px 2px; " * 1_000
    assert texts(f"<p style='{style}' title=\"{style}\">公告</p>") == ["公告"]


def test_C17_a_title_without_end_is_cut_and_says_so():
    said = about(f"<title>{'公告' * 100_000}</title>", ())
    assert len(said.title) == 5_001
    assert said.title.endswith("…")


@pytest.mark.parametrize(
    "open_", ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<font><p>", "<a href=/><b>"]
)
def test_C16_nesting_without_end_is_refused(open_):
    with pytest.raises(ReadError, match="nests more than 512"):
        html.read_text(open_ * 20_000 + "x")


@pytest.mark.parametrize(
    ("page", "limit"),
    [
        ("<div>x</div>" * 210, "200 boxes"),
        ("<p>x</p>" * 210, "200 blocks"),
        ("<table><tr><th colspan=90>a<td>b</tr><tr><td>c</table>" * 3, "400 cells"),
    ],
)
def test_C17_a_page_of_more_parts_than_anyone_publishes_is_refused_with_the_limit(page, limit, monkeypatch):
    monkeypatch.setattr(walk, "MOST", 200)
    monkeypatch.setattr(walk, "MOST_CELLS", 400)
    with pytest.raises(ReadError, match=f"more than {limit}"):
        html.read_text(page)


def test_C17_boxes_in_boxes_cost_no_more_than_boxes_beside_each_other():
    title = "关于调整部分进口商品暂定税率有关事项的公告"

    def nested(size):
        told = walk.Walk("", title=frozenset({title}))
        told.boxes += [
            walk.Box(0),
            *(walk.Box(n) for n in range(1, size)),
            *(walk.Box(size) for _ in range(size)),
        ]
        told.found = [
            walk.Found(Text(title, "heading"), 1, len(title), title=True),
            walk.Found(Text("现予公布。自六月一日起施行。"), 1, 14),
            *(walk.Found(Text("x"), size + n, 1) for n in range(size)),
        ]
        return told

    assert_linear(lambda size: boxes.kept(nested(size)), 500)
