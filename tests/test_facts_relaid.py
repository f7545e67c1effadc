"""Labelled facts read the same as terms, as a table and as a list, in any language; what only looks so stays a table."""

from __future__ import annotations

import pytest

from monitor.extract import extract
from monitor.model import Content

ES = [
    ("Número", "Disposición 7"),
    ("Organismo", "Oficina de Toneles"),
    ("Fecha de publicación", "2026-05-03"),
]
VI = [("Số hiệu", "7/2026/TT"), ("Cơ quan ban hành", "Cục Thùng gỗ"), ("Hiệu lực", "Còn hiệu lực")]
KO = [("공고번호", "제2026-7호"), ("담당부서", "목재과"), ("등록일", "2026년 3월 18일")]
LAID = {
    "terms": ("<dl class=meta>{}</dl>", "<dt>{}</dt><dd>{}</dd>"),
    "table": ("<table>{}</table>", "<tr><td><b>{}</b></td><td>{}</td></tr>"),
    "rows with heads": ("<table>{}</table>", "<tr><th scope=row>{}</th><td>{}</td></tr>"),
    "list": ("<ul>{}</ul>", "<li><span>{}: </span>{}</li>"),
}


def read(body: str) -> Content:
    text = "<h1>Oak casks</h1>%s<p>Consignments are declared at the office of entry within ten days.</p>"
    page = (
        f'<html><head><meta charset="utf-8"><title>Oak casks</title></head><body>{text % body}</body></html>'
    )
    return extract(page.encode(), name="page.html")


@pytest.mark.parametrize("facts", [ES, VI, KO], ids=["es", "vi", "ko"])
@pytest.mark.parametrize("laid", LAID)
def test_facts_are_the_same_however_they_are_laid_out(laid: str, facts: list[tuple[str, str]]) -> None:
    whole, each = LAID[laid]
    found = read(whole.format("".join(each.format(*fact) for fact in facts)))
    assert list(found.fields) == facts


def test_a_header_over_one_row_is_no_row_of_labels() -> None:
    heads = "".join(f"<td>{head}</td>" for head in ("Número", "Organismo", "Fecha", "Estado"))
    cells = "".join(f"<td>{cell}</td>" for cell in ("7", "Oficina", "2026-05-03", "Vigente"))
    found = read(f"<table><tr>{heads}</tr><tr>{cells}</tr></table>")
    assert not found.fields
    assert any(block.kind == "table" for block in found.blocks)


def test_a_state_by_itself_is_a_banner_and_no_fact() -> None:
    assert not read("<p>Estado: derogada</p>").fields


def test_rates_by_country_stay_a_table() -> None:
    assert not read(
        "<table><tr><td>Perú</td><td>5,2 %</td></tr><tr><td>Chile</td><td>6,1 %</td></tr></table>"
    ).fields
