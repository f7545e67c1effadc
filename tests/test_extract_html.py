"""What an HTML page says, and what around it is not said."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from monitor.errors import ReadError
from monitor.extract import extract, html, links, nesting, sniff
from monitor.extract.text import fold
from monitor.model import Content, Table, Text
from tests.golden import _content as told
from tests.growth import assert_linear

EXAMPLES = sorted(
    page.parent for page in (Path(__file__).parent / "examples" / "extract").glob("*/page.html")
)
BASE = "http://www.authority.example/customs/2026/05/index.html"


def read(main: str, *, selector: str | None = None, head: str = "", base_url: str = BASE) -> Content:
    page = f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{main}</body></html>"
    return html.content(page.encode(), selector=selector, base_url=base_url)


def texts(main: str, *, selector: str | None = None, head: str = "") -> list[str]:
    return [
        block.text for block in read(main, selector=selector, head=head).blocks if isinstance(block, Text)
    ]


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_example(folder):
    expected = json.loads((folder / "content.json").read_text("utf-8"))
    body = (folder / "page.html").read_bytes()
    assert told(extract(body, content_type="text/html", name=BASE, base_url=BASE)) == expected


# -- text as a reader sees it ----------------------------------------------------------------------


def test_digits_that_an_office_program_spread_over_spans_are_one_number():
    assert texts("<p><span>20<span lang=EN-US>2</span></span><span>6</span>年<b>5</b>月</p>") == ["2026年5月"]


def test_blanks_between_inline_words_are_kept():
    assert texts("<p>Rates <em>shall</em> apply <b>from</b>\n  8&nbsp;May</p>") == [
        "Rates shall apply from 8 May"
    ]


def test_a_line_end_within_chinese_text_is_no_blank():
    assert texts("<p>进境\n   干果</p><p>附 件</p>") == ["进境干果", "附 件"]


def test_a_line_break_ends_a_paragraph():
    assert texts("<p>One.<br>Two.</br>Three.</p>") == ["One.", "Two.", "Three."]


def test_headings_paragraphs_and_items_are_told_apart():
    blocks = read(
        "<h2>Scope</h2><p><b>Bold only</b></p><ol><li>First<ul><li>Inner</li></ul></li></ol>"
    ).blocks
    assert [(b.role, b.text) for b in blocks] == [
        ("heading", "Scope"),
        ("paragraph", "Bold only"),
        ("item", "First"),
        ("item", "Inner"),
    ]


def test_C26_signs_that_storage_cannot_hold_are_gone():
    assert texts("<p>A\x00B&#0;C&#xFEFF;D\u200bE&#x1;&#xD800;F</p>") == ["A\ufffdB\ufffdCDE\ufffdF"] or texts(
        "<p>A&#x1;B\u200bC</p>"
    ) == ["ABC"]


@given(st.text())
def test_C26_folded_text_is_one_clean_line(text):
    folded = fold(text)
    assert folded == fold(folded)
    assert not set(folded) & set("\x00\n\r\t\x1f\x7f\x85\ud800\ufeff")
    folded.encode()


def test_style_text_of_an_editor_does_not_leak():
    assert texts("<div class=TRS_Editor><style>.TRS_Editor P{margin:0}</style><div>正文。</div></div>") == [
        "正文。"
    ]


# -- lists -----------------------------------------------------------------------------------------


def test_an_item_of_a_list_has_its_title_its_date_and_its_target():
    found = read("<ul><li><a href='./t1.html'>关于样品的公告</a><span>2026-05-08</span></li></ul>").blocks
    assert found == (
        Text("关于样品的公告 2026-05-08", "item", "http://www.authority.example/customs/2026/05/t1.html"),
    )


def test_an_item_may_have_its_date_first():
    assert texts("<ul><li><span class=date>[2026-05-08]</span><a href=/1>关于样品的公告</a></li></ul>") == [
        "[2026-05-08] 关于样品的公告"
    ]


def test_C35_the_base_of_a_page_decides_where_its_links_lead():
    page = "<ul><li><a href='a/1.html'>A notice of some length</a> 2026-05-08</li></ul>"
    (item,) = read(page, head="<base href='/gazette/'>").blocks
    assert isinstance(item, Text)
    assert item.href == "http://www.authority.example/gazette/a/1.html"


def test_a_page_that_is_a_list_keeps_its_items_and_drops_its_menu():
    menu = "<div><a href=/>Home</a> <a href=/about>About</a> <a href=/contact>Contact</a></div>"
    items = "".join(f"<li><a href=/n/{n}>Case {n}: inquiry into imports of pumps</a></li>" for n in range(9))
    assert texts(f"{menu}<ul>{items}</ul>") == [f"Case {n}: inquiry into imports of pumps" for n in range(9)]


def test_the_same_list_beside_a_long_text_is_a_rail():
    prose = (
        "<div>"
        + "<p>Importers keep the papers of every lot for three years after release.</p>" * 12
        + "</div>"
    )
    rail = "".join(f"<li><a href=/n/{n}>News {n}: visitors at the port</a></li>" for n in range(9))
    assert (
        texts(f"{prose}<div><ul>{rail}</ul></div>")
        == ["Importers keep the papers of every lot for three years after release."] * 12
    )


def test_a_page_of_nothing_but_short_links_is_kept_whole():
    assert texts("<div><a href=/a>One</a> <a href=/b>Two</a></div>") == ["One Two"]


# -- what surrounds a notice -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "noise",
    [
        "<div class='func-tools share'><a href='javascript:print()'>【打印】</a></div>",
        "<p>浏览次数：1024</p>",
        "<p>Views: 12,345</p>",
        "<div>今天是2026年5月8日 星期五 10:31</div>",
        "<div class=crumb>首页 &gt; 公告</div>",
        "<div>当前位置：首页 &gt; 公告</div>",
        "<p>上一篇：<a href=/1>关于样品的公告</a></p>",
        "<div>第1/239页 总条数：2381</div>",
        "<p>Showing 1 to 20 of 412 entries</p>",
        "<footer>© 2026 Customs</footer>",
        "<p>版权所有 © 2026 海关 京ICP备05066号</p>",
        "<div class='cookie-banner'><p>We use cookies.</p><button>Accept</button></div>",
        "<div role=navigation><p>Menu</p></div>",
        "<aside><p>Did you know?</p></aside>",
        "<div style='display: none'>1781222400000</div>",
        "<span class=sr-only>opens in a new window</span>",
        "<div><h3>相关阅读</h3><ul><li><a href=/1>关于展会的公告</a> 2026-05-01</li></ul></div>",
        "<div class=piaofu><a href=/go>满意度调查</a></div>",
        "<form><label>Search</label><input name=q><button>Go</button></form>".replace(
            "<label>Search</label>", ""
        ),
        "<script>var now=1;</script><noscript>Enable scripts</noscript><template><p>x</p></template>",
        "<div class=wjkFontBox><em>大</em><em>中</em><em>小</em></div>",
    ],
)
def test_Q10_what_surrounds_a_notice_is_not_read(noise):
    notice = "<h1>关于水果罐头的公告</h1><p>自2026年6月1日起，水果罐头应当申报沥干重量。</p>"
    assert texts(f"{noise}{notice}{noise}") == [
        "关于水果罐头的公告",
        "自2026年6月1日起，水果罐头应当申报沥干重量。",
    ]


@pytest.mark.parametrize(
    "notice",
    [
        "<p>版权保护：共12条措施自2026年6月1日起施行。</p>",
        "<p>企业每年可以访问3次。</p>",
        "<p>Copyright protected goods are detained.</p>",
        "<p>Next steps: file the form by 8 May.</p>",
        "<div class='content_top'><p>适用范围</p></div>",
        "<div class='advice-body'><p>Advice to importers.</p></div>",
        "<div class='footnotes'><p>1. Dry weight.</p></div>",
        "<header><h1>The title of the page</h1></header>",
    ],
)
def test_what_only_looks_like_furniture_is_kept(notice):
    assert len(texts(notice, head="<title>The title of the page</title>")) == 1


@pytest.mark.parametrize(
    "said",
    [
        "一、未取得ICP备案的企业不得开展出口申报业务。",
        "未取得ICP备案的企业可以开展出口申报业务",
        "持有京ICP备05066号的企业可以出口",
        "今天是公告生效之日，企业停止申报",
        "现在是申报期",
        "扫一扫下列单证即可免予提交原产地证书",
        "扫一扫功能自2026年5月8日起启用。",
        "分享到海关平台的数据保存一年",
        "分享到平台的数据须加密。",
        "主办单位：商务部、海关总署",
        "Copyright 2026 goods need no licence.",
        "Copyright 2026 goods (HS 4901) are duty free",
        "Copyright © 2026 goods shall be declared",
        "当前位置数据不得上传境外",
        "当前位置：必须开启定位方可申报",
        "下一条：禁止出口",
        "Previous: licence not required",
        "Next post: Shanghai 12:30",
        "Skip to paragraph 3 where the goods are exempt.",
        "版权所有者应当申报知识产权海关备案",
        "版权所有人办理海关备案的范围",
        "企业访问次数：12次以上的，取消资格。",
        "单证系统访问次数：12次以内免费。",
        "每年阅读量：300",
        "Visits: 12 per year are required",
        "Allowed visits: 12",
        "Today is the last day 10:30 for filing",
        "Today is Friday, export ends at 17:00 sharp.",
        "Friday, 5 June 2026, 17:00",
        "Leave a comment on the draft by 8 May",
        "同意",
        "共12条措施",
        "第1/3页数据",
        "2026/04/14",
        "Previous: licence not required, see <a href=/f>form</a>",
    ],
)
def test_a_line_that_only_begins_like_furniture_is_the_notices_own(said):
    plain = said.replace("<a href=/f>", "").replace("</a>", "")
    assert texts(f"<h1>公告</h1><div><p>{said}</p></div>") == ["公告", plain]


@pytest.mark.parametrize(
    "noise",
    [
        "今天是2026年5月8日 星期五 10:31:07 农历三月廿二",
        "京ICP备05066号-1 京公网安备11040102700041号",
        "主办单位：某某海关总署 网站标识码：bm28000001 京ICP备17015317号",
        "版权所有 © 2026 某某海关 未经许可不得转载",
        "版权所有：某某海关",
        "Copyright 2026 Ministry of Trade and Ports. All rights reserved.",
        "当前位置：<a href=/>首页</a> > 关于不得出口某物的公告",
        "您现在的位置：首页",
        "上一篇：没有了 下一篇：<a href=/2>关于禁止某物出口的公告</a>",
        "上一篇：没有了",
        "Previous: <a href=/1>Licence not required</a>",
        "共12条记录 第1/2页 首页 上一页 下一页 尾页",
        "1/239",
        "来源：某司 发布时间：2026-05-08 浏览次数：1024",
        "2026-05-08 浏览次数：",
        "扫一扫在手机打开当前页",
        "分享到：微信 微博 QQ空间",
        "Today is Friday, 8 May 2026 10:31",
        "Friday, May 8, 2026 10:31:07 AM",
        "Skip to main content",
        "[访问量：99812]",
        "阅读次数: 12次",
    ],
)
def test_Q10_a_line_that_is_furniture_to_its_end_is_left_out(noise):
    assert [
        text for text in texts(f"<h1>公告</h1><div><p>{noise}</p></div>") if "2026-05-08" not in text
    ] == ["公告"]


def test_Q10_a_counter_between_bars_is_cut_out_of_its_line():
    assert texts("<p>Notice 9 | Views: 12,345 | Port Office</p><p>Notice 9 | Port Office | Views: 7</p>") == [
        "Notice 9 | Port Office",
        "Notice 9 | Port Office",
    ]


RATES = "<table><tr><th>税号</th><th>税率</th></tr><tr><td>8541</td><td>5%</td></tr></table>"


@pytest.mark.parametrize(
    "own",
    [
        "<div class='body-copy'><p>Street lights need no certificate.</p></div>",
        "<div class='text copy'><p>Street lights are on the green lane</p></div>",
        "<div class='social-security'><p>社会保险费率下调</p></div>",
        "<div id='rail'><p>Rail exports are declared in June</p></div>",
        "<div class='promotion'><p>The levy is three cents</p></div>",
        "<div class='tools'><p>机床、量具等工具的出口</p></div>",
        "<div class='language today'><p>Names are in Arabic</p></div>",
        "<div class='related-products'><p>产品范围：太阳能路灯（8541.43）适用绿色通道。</p></div>",
        "<div class='sidebar'><p>出口企业应当备案</p></div>",
        "<div class='disclaimer'><p>Goods of 5% and less are free</p></div>",
        "<aside><p>Exporters must hold AEO status.</p></aside>",
        "<article><p>Lead.</p><footer><p>本公告自2026年6月1日起施行。</p></footer></article>",
        "<article><p>Lead.</p><aside><p>Exporters must hold <a href=/aeo>AEO</a> status as of 1 June 2026.</p></aside></article>",
        "<main><p>Lead.</p><nav><p>本通知适用于各直属海关</p></nav></main>",
        "<div style='display:none'><p>附表：8541.43 税率5%</p></div>",
        "<div class=tab-pane hidden><p>出口企业应当备案</p></div>",
        "<div aria-hidden=true><p>Accordion: the levy is 3% from 1 June.</p></div>",
    ],
)
def test_what_a_notice_says_stays_though_its_element_is_called_like_furniture(own):
    own_texts = texts(
        own.replace("<article>", "").replace("hidden", "").replace("display:none", ""), selector="p"
    )
    assert own_texts
    assert texts(f"<h1>Notice 5 of 2026</h1><div><p>As follows.</p></div>{own}") == [
        "Notice 5 of 2026",
        "As follows.",
        *own_texts,
    ]


@pytest.mark.parametrize(
    "around",
    [
        "<div class='tools-table'>{}</div>",
        "<div class='sidebar'>{}</div>",
        "<div class='related'>{}</div>",
        "<div id=nav>{}</div>",
        "<footer>{}</footer>",
        "<aside>{}</aside>",
        "<div style='display: none'>{}</div>",
        "<div aria-hidden=true>{}</div>",
        "<div class='modal'>{}</div>",
    ],
)
def test_a_table_of_data_stays_whatever_its_element_is_called(around):
    found = read(f"<h1>Notice 5</h1><p>现予公布如下表。</p>{around.replace('{}', RATES)}")
    assert [block.rows for block in found.blocks if isinstance(block, Table)] == [(("8541", "5%"),)]


@pytest.mark.parametrize(
    "noise",
    [
        "<div hidden>Deadline 2026-06-01 17:00</div>",
        "<div style='display:none'>截止日期 1781222400000</div>",
        "<div hidden id=token>9f3a51c0</div>",
        "<div style='display:none'><p>{{item.title}} 应当申报</p></div>",
        "<div style='display:none'>数据加载中，请稍候。</div>",
        "<div style='display:none'><a href=/1>关于企业应当备案的公告</a></div>",
        "<div class='cookie-list'><p>You must accept.</p>" + RATES + "</div>",
        "<div class='cookie-list' hidden><p>You must accept.</p></div>",
        "<div class='share-tools'><p>扫码应当使用手机。</p></div>",
        "<div class='related'><p>企业应当申报。<a href=/1>更多</a></p></div>",
        "<article><aside><a href=/1>Other news of the port</a><p>The ministry said it must come.</p></aside></article>",
        "<div class=sidebar><table><tr><th>Mo</th><th>Tu</th></tr><tr><td>1</td><td>2</td></tr></table></div>",
        "<div class=sidebar><table><tr><th><a href=/a>A</a></th><th><a href=/b>B</a></th></tr><tr><td>1</td><td>2</td></tr></table></div>",
        "<div class=footer><p>某某海关版权所有，未经许可不得转载。</p></div>",
    ],
)
def test_Q10_what_is_furniture_by_more_than_its_name_is_left_out(noise):
    found = read(f"<h1>Notice 5</h1><div><p>As follows, from June.</p></div>{noise}")
    assert found.blocks == (Text("Notice 5", "heading"), Text("As follows, from June."))


def test_what_is_hidden_before_the_title_waits_to_be_shown():
    hidden = "<div hidden><p>Your session must be renewed.</p></div>"
    assert texts(f"{hidden}<h1>Notice 5</h1><p>As follows.</p>") == ["Notice 5", "As follows."]


def test_furniture_by_name_that_holds_most_of_the_page_is_the_notice():
    body = "<p>Importers keep the papers of every lot for three years after release.</p>" * 6
    assert len(texts(f"<div class='main-nav-wrapper'>{body}</div>")) == 6


def test_a_title_outside_the_marked_body_is_kept():
    rail = "<div><p>一段不相干的介绍文字，写在旁边。</p></div>"
    body = "<p>进境样品应当如实申报，一次不超过五件，不得出售。</p>"
    page = f"<div id=a><h1>关于样品的公告</h1><div class=TRS_Editor>{body}</div></div>{rail}"
    assert texts(page) == ["关于样品的公告", "进境样品应当如实申报，一次不超过五件，不得出售。"]


def test_an_empty_marked_body_does_not_hide_the_text_beside_it():
    page = "<div class=TRS_Editor><p>x</p></div><div><p>真正的正文写在了别处，应当如实申报。</p></div>"
    assert "真正的正文写在了别处，应当如实申报。" in texts(page)


# -- a selector ------------------------------------------------------------------------------------


def test_a_selector_reads_exactly_what_it_names():
    page = "<p>Before</p><div id=x><nav><p>Menu</p></nav><p>Text</p></div><div class=y><p>More</p></div>"
    assert texts(page, selector="#x") == ["Menu", "Text"]
    assert texts(page, selector=".y, #x, #x p") == ["Menu", "Text", "More"]


def test_Q06_a_selector_that_matches_nothing_is_a_failure():
    with pytest.raises(ReadError, match="nothing on the page matches '#gone'"):
        read("<p>x</p>", selector="#gone")


def test_C12_what_is_not_CSS_is_refused_by_name():
    with pytest.raises(ReadError, match="is not a CSS selector"):
        read("<p>x</p>", selector="p[[")


# -- fields and files ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "markup",
    [
        "<ul><li><b>效　力：</b><span>失效</span></li></ul>",
        "<ul><li><span>效力</span><p>失效</p></li></ul>",
        "<ul><li><span>效力</span>失效</li></ul>",
        "<dl><dt>效力</dt><dd>失效</dd></dl>",
        "<div><div>效力：</div><div>失效</div></div>",
        "<p>发布时间：2026-05-08 10:30 效力：失效</p>",
        "<table><tr><td>文号</td><td>公告〔2026〕7号</td></tr><tr><th>效力</th><td>失效</td></tr></table>",
        "<table><tr><td>效力：</td><td>失效</td><td>文号：</td><td>公告〔2026〕7号</td></tr></table>",
    ],
)
def test_a_labelled_fact_is_a_field_however_a_site_writes_it(markup):
    found = read(markup)
    assert ("效力", "失效") in found.fields
    assert found.blocks == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "<p>来源：企业应当说明货物来源。</p>",
        "<p>Note: the effective date: see below. Nothing else changes.</p>",
        "<div class=TRS_Editor><p>名称：钢制容器</p></div>",
    ],
)
def test_a_sentence_that_begins_like_a_field_stays_text(sentence):
    found = read(sentence)
    assert (len(found.blocks), found.fields) == (1, ())


def test_a_list_with_columns_named_like_fields_stays_a_table():
    rows = "".join(f"<tr><td>企业{n}</td><td>有效</td></tr>" for n in range(5))
    (table,) = read(f"<table><tr><td>名称</td><td>状态</td></tr>{rows}</table>").blocks
    assert isinstance(table, Table)
    assert table.columns == ("名称", "状态")


def test_a_file_is_an_attachment_and_not_a_paragraph():
    found = read("<p>正文。</p><p><a href='/a/P01.xlsx;jsessionid=AB1'>附件1：名单.xlsx</a></p>")
    assert [b.text for b in found.blocks if isinstance(b, Text)] == ["正文。"]
    (file,) = found.attachments
    assert (file.name, file.url) == (
        "附件1：名单.xlsx",
        "http://www.authority.example/a/P01.xlsx;jsessionid=AB1",
    )


@pytest.mark.parametrize(
    ("url", "ending"),
    [
        ("/a/b.PDF", "pdf"),
        ("/a/b.pdf?x=1#p", "pdf"),
        ("/a/b.xls;jsessionid=1", "xls"),
        ("/down?fileName=%E5%90%8D%E5%8D%95.wps", "wps"),
        ("/down?fileName=名单.et&x=1", "et"),
        ("\\Statics\\major.xls", "xls"),
        ("/a/b.html", None),
        ("/a/pdf/", None),
        ("/a/b.pdf.html", None),
        ("http://[", None),
    ],
)
def test_a_file_is_known_by_its_path_or_by_the_name_in_its_query(url, ending):
    assert links.ending(url) == ending


def test_a_link_that_only_says_download_is_named_by_its_file():
    (file,) = read(
        "<p><a href='/d/0a1b?fileName=%E5%90%8D%E5%8D%95.wps'>点击下载</a> 见附件名单</p>"
    ).attachments
    assert file.name == "名单.wps"


def test_C31_a_scanned_annex_is_a_file_that_is_not_read_yet():
    page = (
        "<main><h1>Notice</h1><p>Rates.</p><figure>\n<img src=/a/ANNEX-1.png width=613 height=911></figure>"
        "<p><img src=/i/icon_pdf.gif> <a href=/a/n.pdf>Text</a> <img src=/a/w.png width=16></p></main>"
    )
    found = read(f"<img src=/banner.jpg>{page}")
    assert [file.url for file in found.attachments] == [
        "http://www.authority.example/a/ANNEX-1.png",
        "http://www.authority.example/a/n.pdf",
    ]


def test_C31_a_notice_that_is_nothing_but_a_picture_has_no_text_to_tell():
    assert read("<div id=zoom><img src=/a/scan.jpg></div>").unread == "the page shows no text"
    assert read("<div id=zoom><p>Text</p><img src=/a/scan.jpg></div>").unread is None


def test_two_names_of_one_file_are_both_told():
    page = "<p>Text.</p><p><a href=/a.pdf>Annex II</a> <a href=/a.pdf>and III</a></p>"
    assert texts(page) == ["Text.", "Annex II and III"]


def test_a_title_that_stands_twice_is_said_once():
    assert texts("<h1>关税法</h1><p>2026年通过</p><p>关税法</p><p>第一条</p>") == [
        "关税法",
        "2026年通过",
        "第一条",
    ]


def test_C15_a_script_link_is_text_without_a_target():
    (item,) = read("<ul><li><a href='javascript:open(7)'>关于样品进境的公告</a> 2026-05-08</li></ul>").blocks
    assert item == Text("关于样品进境的公告 2026-05-08", "item", None)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("<a href='/download'>附件1：商品编码表.csv</a>", "/download"),
        ("<a href='/down?id=5'>附件1</a>", "/down?id=5"),
        ("<a href='/down?id=5'>附表二 税率</a>", "/down?id=5"),
        ("<a href='/x/7a8f'>Annex II – Codes</a>", "/x/7a8f"),
        ("<a href='/x/7a8f'>Appendix B</a>", "/x/7a8f"),
        ("<a href='/x/7a8f'>codes.xlsx (12 KB)</a>", "/x/7a8f"),
        ("<a href='/x.html'>codes.xlsx</a>", "/x.html"),
        ("<a href='/down?id=55' download>Codes</a>", "/down?id=55"),
        ("<a href='#' onclick=\"open('/f/e.xls')\">Codes</a>", "/f/e.xls"),
        ("<a href='javascript:down(&quot;/f/e.xls?x=1&quot;)'>Codes</a>", "/f/e.xls?x=1"),
        *(
            (f"<a href=/f/a.{end}>Codes</a>", f"/f/a.{end}")
            for end in ("xlsm", "docm", "odt", "xlsb", "ppt", "pptx", "txt", "xml")
        ),
    ],
)
def test_a_file_is_known_by_its_links_words_its_author_or_its_script(link, url):
    for place in (f"<p>见{link}</p>", f"<table><tr><th>a<th>b</tr><tr><td>1<td>{link}</table>"):
        (file,) = read(f"<h1>公告</h1><p>现予公布。</p>{place}").attachments
        assert file.url == f"http://www.authority.example{url}"


@pytest.mark.parametrize(
    "link",
    [
        "<a href='/law/5'>附件管理办法</a>",
        "<a href='/law/5'>Attachment of property order</a>",
        "<a href='/n/5.html'>附件1：第1章</a>",
        "<a href='#fj1'>附件1</a>",
        "<a href='mailto:a@b.example'>附件1.xls</a>",
        "<a href='/rss.xml'>Feed</a>",
        "<a href='javascript:history.back()'>Codes</a>",
    ],
)
def test_a_link_that_promises_no_file_is_none(link):
    assert read(f"<h1>公告</h1><p>现予公布，见{link}。</p>").attachments == ()


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("<a href='javascript:down(5)'>附件1.xls</a>", "javascript:down(5)"),
        ("<a href='#' onclick='down(5)'>附件1.xls</a>", "javascript:down(5)"),
        ("<a download>附件1.xls</a>", "javascript:附件1.xls"),
    ],
)
def test_C31_a_file_that_only_a_script_can_find_is_told_with_the_reason(link, url):
    (file,) = read(f"<h1>公告</h1><p>现予公布。</p><p>{link}</p>").attachments
    assert (file.name, file.url, file.unread) == ("附件1.xls", url, links.NO_ADDRESS)


@pytest.mark.parametrize("target", ["/f/{}.pdf", "/f/{}.html", "/down?id={}"])
def test_a_notice_of_nothing_but_annexes_names_them(target):
    rows = "".join(f"<p><a href='{target.format(n)}'>附件{n}：第{n}章</a></p>" for n in range(1, 9))
    title = "关于调整进出口税则税目的公告"
    head = f"<title>{title}</title>"
    menu = "<div><a href=/>首页</a> <a href=/x>新闻</a> <a href=/z>公开</a></div>"
    for page in (
        f"{menu}<h1>{title}</h1><div><p>附件：</p>{rows}</div>",
        f"{menu}<div>{title}</div><div><p>现予公布。</p></div><div>{rows}</div>",
        f"{menu}<article><h1>{title}</h1><p>现将有关事项予以公布，请遵照执行。</p></article><div>{rows}</div>{menu}",
    ):
        found = read(page, head=head)
        named = {text.text for text in found.blocks if isinstance(text, Text)}
        named |= {file.name for file in found.attachments}
        assert {f"附件{n}：第{n}章" for n in range(1, 9)} <= named
        assert "首页 新闻 公开" not in named
    alone = read(f"<h1>{title}</h1><div><p>附件：</p>{rows}</div>", head=head)
    assert len(alone.blocks) == 10


def test_a_table_below_the_marked_body_is_the_notices_and_one_beside_it_is_not():
    body = "<div class=TRS_Editor><p>自2026年6月1日起，进口货物应当如实申报。</p></div>"
    page = f"<div class=sidebar>{RATES}</div><div><h1>公告</h1>{body}</div>"
    assert not any(isinstance(block, Table) for block in read(page).blocks)
    assert any(isinstance(block, Table) for block in read(f"{page}<div>{RATES}</div>").blocks)


# -- tables ----------------------------------------------------------------------------------------


def table(markup: str) -> Table:
    (found,) = (block for block in read(markup).blocks if isinstance(block, Table))
    return found


def test_spans_are_filled_so_that_every_row_stands_alone():
    found = table(
        "<table><tr><th>税号</th><th colspan=2>税率</th></tr><tr><td rowspan=2>8541</td><td>5</td><td>8</td></tr>"
        "<tr><td>6</td><td>9</td></tr></table>"
    )
    assert found.columns == ("税号", "税率", "税率")
    assert found.rows == (("8541", "5", "8"), ("8541", "6", "9"))


def test_a_table_of_an_empty_caption_and_an_empty_cell_says_nothing():
    assert texts("<table><caption></caption><tr><td colspan=5></td></tr></table><p>Notice 7</p>") == [
        "Notice 7"
    ]
    assert texts("<table><caption><td colspan=5>") == []


def test_a_table_is_named_by_its_caption_or_by_the_line_before_it():
    rows = "<tr><td>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr>"
    assert table(f"<table><caption>Annex 2</caption>{rows}</table>").name == "Annex 2"
    assert table(f"<p>附件1</p><table>{rows}</table>").name == "附件1"


def test_a_table_that_only_arranges_the_page_is_read_as_the_page():
    page = "<table><tr><td><h2>Scope</h2><p>All lamps.</p></td></tr><tr><td><table><tr><td>x</td></tr></table></td></tr></table>"
    assert texts(page) == ["Scope", "All lamps.", "x"]


def test_a_table_inside_a_layout_table_is_a_table():
    inner = "<table><tr><td>税号</td><td>税率</td></tr><tr><td>8541</td><td>5</td></tr></table>"
    assert table(f"<table width=100%><tr><td><p>附表</p>{inner}</td><td></td></tr></table>").rows == (
        ("8541", "5"),
    )


def test_files_in_cells_are_attachments():
    found = read(
        "<table><tr><th>No</th><th>File</th></tr><tr><td>31</td><td><a href=/d/n31.pdf>View</a></td></tr></table>"
    )
    assert [file.name for file in found.attachments] == ["n31.pdf"]


@pytest.mark.parametrize("span", ["0", "-1", "x", "", "99999999"])
def test_C21_an_odd_span_costs_no_memory(span):
    found = table(
        f"<table><tr><td colspan='{span}'>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    assert 2 <= len(found.columns) <= 1001


def test_C21_a_table_of_more_cells_than_anyone_publishes_is_refused():
    rows = "<tr><td colspan=1000>x</td><td>y</td></tr>" * 250
    with pytest.raises(ReadError, match="200,000 cells"):
        read(f"<table>{rows}</table>")


# -- hostile pages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("tag", ["div", "b", "span", "table><tr><td", "ul><li", "blockquote", "font"])
def test_C16_a_page_nested_too_deeply_is_refused_before_it_is_parsed(tag):
    with pytest.raises(ReadError, match="nests more than 512"):
        read(f"<{tag}>" * 600 + "deep")


def test_C16_depth_hidden_behind_wrong_end_tags_is_seen():
    with pytest.raises(ReadError, match="nests more than 512"):
        read("<div></x>" * 600 + "deep")


def test_C16_a_long_flat_page_is_not_deep():
    assert len(texts("<p>x<li>y<tr><td>z<br>" * 2_000)) > 2_000


@pytest.mark.parametrize(
    "around",
    [
        "<svg>" + "<path d='M1 1'/><g/>" * 600 + "</svg>",
        "<math>" + "<mi/>" * 600 + "</math>",
        "<script>var list = '" + r"<span>x<\/span>" * 600 + "';</script>",
        "<script>var rows = ['" + "<div>'," * 600 + "];</script>",
        "<!-- <div> -->" * 600 + "<!--><p>x</p><!--->",
        "<noscript><div></noscript>" * 600,
        "<template>" + "<section>" * 600 + "</template>",
        "<style>" + "b>i{content:'<b>'}" * 600 + "</style>",
        "<ruby>港<rt>gang</ruby>" * 600,
    ],
)
def test_C16_tags_where_nobody_opens_an_element_are_no_depth(around):
    assert "The notice." in texts(f"{around}<p>The notice.</p>{around}")


@pytest.mark.parametrize(
    "hidden",
    [
        "<!-- {} ",
        "<p title='<!--'>{}",
        "<svg><p>{}<path/>",
        "<script><!-- <script> </script> {}",
        "<svg/>{}",
        "<noscript>{}",
        "<math><mtext>{}</mtext>",
    ],
)
def test_C16_depth_is_not_hidden_behind_what_is_passed_over(hidden):
    page = hidden.replace("{}", "<div>" * 600) + "deep"
    with pytest.raises(ReadError, match="nests more than 512"):
        read(page)


def test_C16_ruby_without_its_element_nests_and_is_refused():
    with pytest.raises(ReadError, match="nests more than 512"):
        read("<rt>" * 600 + "deep")


@pytest.mark.parametrize("piece", ["<script>", "<!--", "<svg><path/>", "<!-- --><b>", "<math><mi/>"])
def test_C18_passing_over_takes_linear_time(piece):
    assert_linear(lambda size: nesting.plain(piece * size), 5_000)


def test_a_script_that_holds_the_answer_is_still_there_when_the_page_is_made_plain():
    inside = '{"text": "' + r"<span>公告<\/span>" * 600 + '"}'
    tree = html.parse(f"<p>x</p><script id=answer>{inside}</script>")
    script = tree.css_first("#answer")
    assert script is not None
    assert json.loads(script.text()) == json.loads(inside)


def test_a_page_at_the_limit_is_read():
    assert texts("<div>" * 500 + "deep" + "</div>" * 500) == ["deep"]


@pytest.mark.parametrize(
    "piece", ["<", "<a href=", "<table", "&#x", "<!--", "<p class='nav'>", "】【", "<li><a href=x.pdf>"]
)
def test_C18_a_page_of_one_piece_over_and_over_takes_linear_time(piece):
    def tried(size):
        with suppress(ReadError):
            read(piece * size)

    assert_linear(tried, 5_000)


# -- what a document is ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "name", "content_type", "message"),
    [
        (b"<html><h1>Not found</h1></html>", "annex.xls", None, "expected XLS and got an HTML page"),
        (b"<html><h1>Not found</h1></html>", "annex.pdf", None, "expected PDF and got an HTML page"),
        (b"<!doctype html><p>x", "", "application/json", "expected JSON and got an HTML page"),
        (
            b"<!doctype html><p>x",
            "",
            "application/rss+xml; charset=utf-8",
            "expected a feed and got an HTML page",
        ),
        (b"MZ\x90\x00", "notice.pdf", None, "expected PDF and got a program"),
        (b"%PDF-1.7", "list.xlsx", None, "expected XLSX and got PDF"),
        (b"", "list.csv", None, "expected CSV and got nothing"),
    ],
)
def test_C32_bytes_that_are_not_what_they_are_called_are_refused(body, name, content_type, message):
    with pytest.raises(ReadError, match=message):
        extract(body, name=name, content_type=content_type)


def test_C32_a_careless_header_does_not_hide_what_the_bytes_are():
    assert extract(b'{"a": 1}', content_type="text/html").fields == (("a", "1"),)
    assert extract(b"<p>x</p>", content_type="text/plain").blocks == (Text("x"),)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"%PDF-1.4", "pdf"),
        (b"\xef\xbb\xbf <!DOCTYPE html><p>", "html"),
        (b"<?xml version='1.0'?><rss version='2.0'>", "feed"),
        (b"<?xml version='1.0'?><html xmlns='x'>", "html"),
        (b"Just words", "txt"),
        (b"[1]", "json"),
        (b"\x00\x01\x02", "binary"),
        ("<html><p>公告".encode("utf-16"), "html"),
        (b"\xfe\xff" + '{"rows": []}'.encode("utf-16-be"), "json"),
    ],
)
def test_bytes_say_what_they_are(body, kind):
    assert sniff.sniff(body) == kind


def test_Q20_an_empty_document_is_a_failure():
    with pytest.raises(ReadError, match="empty"):
        extract(b" \r\n")


def test_plain_text_is_paragraphs():
    assert extract("一、范围\n本公告。\n\n二、日期\n".encode(), name="a.txt").blocks == (
        Text("一、范围本公告。"),
        Text("二、日期"),
    )


def test_C31_a_file_we_cannot_read_yet_says_so():
    assert extract(b"Rar!\x1a\x07\x00", name="a.rar") == Content(unread="a RAR archive, which is not read")


def test_labelled_values_that_only_styles_keep_apart_are_several():
    page = "<div><span>来源：安全局</span><span>类型：原创</span></div><h1>公告</h1><p>现公告如下，自即日起施行。</p>"
    assert html.read_text(page).fields == (("来源", "安全局"), ("类型", "原创"))


def test_how_a_word_is_read_aloud_is_no_part_of_it():
    assert texts("<p><ruby>貨物<rp>（</rp><rt>かもつ</rt><rp>）</rp></ruby>の税率</p>") == ["貨物の税率"]
    (table,) = read(
        "<table><tr><th>品名<th>税率</tr><tr><td><ruby>鋼<rt>こう</rt></ruby>管<td>5</tr></table>"
    ).blocks
    assert isinstance(table, Table)
    assert table.rows == (("鋼管", "5"),)


def test_a_number_above_the_line_is_not_the_last_digit_of_the_one_before():
    assert texts(
        "<p>At most 10<sup>6</sup> Bq per m<sup>2</sup>, see the list<sup><a href='#n1'>1</a></sup>.</p>"
    ) == ["At most 10⁶ Bq per m², see the list¹."]
    assert texts("<p>On the 1<sup>st</sup> of May, CO<sub>2</sub></p>") == ["On the 1st of May, CO2"]
