"""The strips of a page (its weather, its tools, how often a file was fetched) are passed over; their twins are told."""

from __future__ import annotations

import pytest

from monitor.compare import compare
from monitor.extract import extract
from monitor.model import Content

DUTY = "<p>Consignments are declared at the office of entry within ten days.</p>"


def read(body: str) -> Content:
    html = f'<html><head><meta charset="utf-8"><title>Oak casks</title></head><body>{body}</body></html>'
    return extract(html.encode(), name="page.html")


def is_told(old: str, new: str) -> bool:
    page = f"<h1>Oak casks</h1>{DUTY}%s{DUTY.replace('ten', 'six')}"
    found = compare(read(page % old), read(page % new))
    return bool(found.edits)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<div>附件1：木桶名单 已下载 12 次</div>", "<div>附件1：木桶名单 已下载 90 次</div>"),
        ("<div>Anexo 1: toneles 53 descargas</div>", "<div>Anexo 1: toneles 61 descargas</div>"),
        ("<div>別紙1：樽の一覧 ダウンロード 28 件</div>", "<div>別紙1：樽の一覧 ダウンロード 83 件</div>"),
        ("<div>Phụ lục 1: thùng gỗ 35 lượt tải</div>", "<div>Phụ lục 1: thùng gỗ 67 lượt tải</div>"),
        ("<div>Lisboa +14°C, nublado</div>", "<div>Lisboa 3°C, nublado</div>"),
        ("<div>高雄市 多雲 12°C 降雨機率20%</div>", "<div>高雄市 多雲 16°C 降雨機率40%</div>"),
        ("<div>Listen A- A A+ Print</div>", ""),
        ("<div>朗讀 字級 大 中 小 友善列印</div>", ""),
        ("", "<div>Nghe bài viết A- A A+ In trang</div>"),
    ],
)
def test_a_strip_of_the_page_is_passed_over(old: str, new: str) -> None:
    assert not is_told(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>Allowed for each holder: 3 downloads</p>", "<p>Allowed for each holder: 5 downloads</p>"),
        ("<p>A holder may make 3 downloads</p>", "<p>A holder may make 5 downloads</p>"),
        ("<p>样品每批下载 12 件，须申报</p>", "<p>样品每批下载 15 件，须申报</p>"),
        ("<p>Anexo 1: toneles, lote 53</p>", "<p>Anexo 1: toneles, lote 61</p>"),
        ("<p>Carried at 4°C</p>", "<p>Carried at 8°C</p>"),
        ("<p>贮存 25°C 湿度 60%</p>", "<p>贮存 25°C 湿度 70%</p>"),
        ("<p>Print size A B C</p>", "<p>Print size A B D</p>"),
    ],
)
def test_what_only_looks_like_one_is_told(old: str, new: str) -> None:
    assert is_told(old, new)
