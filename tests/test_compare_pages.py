"""Two pages as a site sends them, read and compared: where reading and comparing have to agree."""

from __future__ import annotations

import pytest

from monitor.compare import compare
from monitor.extract import extract
from monitor.model import CellEdit, Content

ANNEX = (
    "<table><tr><th>商品编号</th><th>税率（%）</th></tr><tr><td>8541430010</td><td>{rate}</td></tr></table>"
)


def page(main: str, title: str = "关于太阳能路灯的公告（第13批）") -> Content:
    return extract(
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{main}</body></html>'.encode(),
        name="page.html",
    )


def test_a_notice_laid_out_in_a_table_keeps_its_paragraphs_and_its_annex() -> None:
    def notice(text: str, rate: str) -> Content:
        inner = f"<p>为便利进出口，现公告如下：</p><p>{text}</p>{ANNEX.format(rate=rate)}"
        return page(f'<table><tr><td class="b12c" id="UCAP-CONTENT">{inner}</td></tr></table>')

    found = compare(notice("首批口岸共12个。", "5"), notice("首批口岸共20个。", "6"))
    assert [(edit.before, edit.after) for edit in found.edits] == [("首批口岸共12个。", "首批口岸共20个。")]
    assert found.tables[0].changed == (CellEdit("8541430010", "税率（%）", "5", "6"),)


@pytest.mark.parametrize("title", ["关于太阳能路灯的公告(第13批)", "关于太阳能路灯的公告（第１３批）"])
def test_a_title_in_another_width_is_still_the_title_of_the_page(title: str) -> None:
    def notice(shown: str) -> Content:
        return page(
            f'<div class="art-title">{shown}</div>'
            '<div class="art-con"><p>公告2026年第7号</p><p>自2026年5月8日起施行。</p><p>首批口岸共12个。</p></div>'
        )

    assert compare(notice("关于太阳能路灯的公告（第13批）"), notice(title)).same
