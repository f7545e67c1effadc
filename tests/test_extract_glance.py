"""What is told of a line at a glance agrees with what a closer look says."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from monitor.extract import charset, chrome, days
from monitor.extract.html import read_text
from monitor.model import Text

_PIECES = st.sampled_from(
    (
        *(
            "浏览次数",
            "访问量",
            "点击",
            "阅读",
            "查看",
            "：",
            ":",
            "1,024",
            "12",
            "Views",
            "hits",
            "|",
            "来源",
            "  ",
        ),
        *(
            "打印",
            "大",
            "关闭",
            "print",
            "京ICP备",
            "标识码",
            "4401",
            "© ",
            "2026",
            "版权所有",
            "海关总署",
            "第3页",
        ),
        *(
            "首页",
            "上一篇",
            "今天是",
            "今日",
            "12:30:05",
            "关于",
            "goods",
            "May",
            "2026-05-08",
            "。",
            "不得",
            "page 2 of 9",
        ),
    )
)


@given(st.lists(_PIECES, min_size=1, max_size=6).map("".join))
def test_a_line_that_is_plain_at_a_glance_is_no_furniture_and_bears_no_counter(line: str) -> None:
    if chrome.is_plain(line):
        assert chrome.without_counter(line) == line
        assert not chrome.is_furniture_line(line)


@given(st.lists(_PIECES, min_size=1, max_size=4).map("".join))
def test_a_paragraph_reads_the_same_whether_its_text_stands_alone_in_it_or_in_two_pieces(line: str) -> None:
    page = "<title>Goods</title><body><h1>Goods</h1><p>Importers file before arrival, and so do agents.</p>{}</body>"
    alone, pieces = (read_text(page.format(f"<p>{text}</p>")) for text in (line, f"{line}<!-- -->"))
    assert [block for block in alone.blocks if isinstance(block, Text)] == list(pieces.blocks)


@given(
    st.binary(max_size=40) | _PIECES.map(str.encode),
    st.sampled_from((b"", b"\xef\xbb\xbf", b"\xff\xfe", b"<p>")),
)
def test_a_text_that_is_its_body_verbatim_is_it_to_the_byte(body: bytes, before: bytes) -> None:
    for label in (None, "text/html; charset=gbk"):
        read = charset.decode(before + body, label)
        assert not read.verbatim or read.text.encode() == before + body
    assert charset.decode("海关".encode()).verbatim
    assert not charset.decode("海关".encode("gbk"), "text/html; charset=gbk").verbatim


def test_a_day_is_found_wherever_its_year_stands() -> None:
    said = (
        "of 2026-05-08",
        "8 tháng 5 năm 2026",
        "1999年12月31日",
        "08.05.2026",
        "8 May 2026",
        "October 26, 2026",
    )
    assert all(map(days.holds_day, said))
    assert not days.holds_day("8420.19 to 8420.99")


def test_the_links_of_a_rail_are_counted_before_all_its_words_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[str] = []
    says_something = chrome.says_something

    def noted(text: str, *, plainly: bool = False) -> bool:
        looked.append(text)
        return says_something(text, plainly=plainly)

    monkeypatch.setattr(chrome, "says_something", noted)
    rail = "".join(f'<li><a href="/{n}">Notice {n} must be read.</a></li>' for n in range(20))
    note = "A certificate must be shown."
    page = f'<h1>Ports</h1><div class="related"><ul>{rail}</ul></div><div class="related"><p>{note}</p></div>'
    notice = "".join(f"<p>The port of entry {n} is open to goods of this chapter.</p>" for n in range(40))
    read = read_text(f"<body>{page}{notice}</body>")

    assert [block.text for block in read.blocks[:2] if isinstance(block, Text)] == ["Ports", note]
    assert not any("Notice 1 must" in text for text in looked)
