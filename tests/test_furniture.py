"""Pages with furniture around their notice, read and compared: what is passed over, and its twin that must be told."""

from __future__ import annotations

import pytest

from monitor.compare import compare
from monitor.extract import extract
from monitor.model import Content, Text

MENU = "".join(
    f"<li><a href=/m{number}>{name}</a></li>"
    for number, name in enumerate(["Inicio", "Organismo", "Normativa", "Estadísticas"])
)
MONTHS = ["enero", "marzo", "abril", "junio", "julio", "agosto"]


def read(body: str, title: str = "Normativa") -> Content:
    return extract(
        f'<html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'.encode(),
        name="page.html",
    )


def texts(content: Content) -> list[str]:
    return [block.text for block in content.blocks if isinstance(block, Text)]


# -- what the page itself marks as its main part --------------------------------------------------


def cards(meta: str) -> str:
    cards = "".join(
        f"<li class=card><div><h3><a href=/n/{number}>Resolución sobre el marcado de toneles, parte {number}</a></h3>"
        f"<p>{meta.format(day=number + 1, month=month)}</p></div></li>"
        for number, month in enumerate(MONTHS)
    )
    return f"<header><ul>{MENU}</ul></header><main><h1>Normativa</h1><div><ul>{cards}</ul></div></main>"


@pytest.mark.parametrize(
    "meta", ["{day} de {month} de 2026", "Boletín {day}", "", "<span>2026-03-0{day}</span>"]
)
def test_the_list_of_the_main_part_wins_over_the_menu_of_the_header(meta: str) -> None:
    said = texts(read(cards(meta)))
    assert "Organismo" not in said
    assert said[0] == "Normativa"
    assert sum("marcado de toneles" in text for text in said) == len(MONTHS)


def test_a_menu_that_names_the_page_does_not_take_its_title() -> None:
    said = texts(
        read(f"<ul>{MENU}</ul><main><h1>Normativa</h1><p>Se publican aquí las resoluciones.</p></main>")
    )
    assert said == ["Normativa", "Se publican aquí las resoluciones."]


def test_the_day_beside_an_entry_is_told_when_it_changes() -> None:
    old = cards("{day} de {month} de 2026")
    found = compare(read(old), read(old.replace("3 de abril", "9 de abril")))
    assert [(edit.before, edit.after) for edit in found.edits] == [
        ("3 de abril de 2026", "9 de abril de 2026")
    ]


def test_what_stands_in_a_head_as_labels_and_values_with_a_day_is_the_notice() -> None:
    def notice(day: int) -> Content:
        return read(
            "<div class=vbHeader><ul><li><span>Số hiệu: </span>54/2027</li>"
            f"<li><span>Ngày ban hành: </span>ngày {day} tháng 9 năm 2027</li></ul></div>"
            "<div><p>Thông báo này hướng dẫn nhập khẩu máy bay đo đạc.</p></div>",
            "Thông báo",
        )

    found = compare(notice(6), notice(8))
    assert [edit.after for edit in found.edits] == ["Ngày ban hành: ngày 8 tháng 9 năm 2027"]


def test_a_head_with_a_hotline_and_a_menu_is_none() -> None:
    head = "<div class=header><b>Hotline:</b> 1900 55<b>Cập nhật:</b> 6 tháng 9 năm 2027 <a href=/x>Văn bản</a></div>"
    assert texts(read(f"{head}<div><h1>Thông báo</h1><p>Nội dung.</p></div>", "Thông báo")) == [
        "Thông báo",
        "Nội dung.",
    ]
