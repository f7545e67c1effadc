"""Columns that rows are known by their codes, by headings of many languages, and headings that only sound like one."""

from __future__ import annotations

import pytest

from monitor.compare import compare
from monitor.compare.tables import headings
from monitor.model import Content, Table

CODES = """Codenummer|Code-Nr.|Warennummer|Warentarifnummer|Zolltarifnummer|Zolltarifnr.|Tarifnummer|HS-Code|HS-Nummer|KN-Code|Statistische Warennummer|Code number|Código|Número de código|
Numéro de code|Nomenclature combinée|Codice doganale|Voce doganale|Goederencode|Varukod|Varenummer|Numer kodu|Kód zboží|Kod numarası|Номер кода|Nomor HS|コード番号|코드번호|商品编码"""
OTHERS = "Ware|Nummer|Warengruppe|Tarif|Zollsatz|Zollstelle|Codewort|Telefonnummer|Bemerkung|Rate|Conduct|Numéro|Voce"


@pytest.mark.parametrize("name", CODES.replace("\n", "").split("|"))
def test_a_heading_of_codes_is_known(name: str) -> None:
    assert headings.is_code(name)


@pytest.mark.parametrize("name", OTHERS.split("|"))
def test_a_heading_of_something_else_is_none(name: str) -> None:
    assert not headings.is_code(name)


def test_a_row_that_came_is_known_by_its_codenummer() -> None:
    rows = [
        ("4668.83.41", "Rohr", "15,6"),
        ("4668.83.42", "Folie", "12,0"),
        ("4968.16.75", "Spülbecken", "3,1"),
    ]
    come = ("4668.83.43", "Melasse", "9,9")
    old, new = (
        Table("", ("Codenummer", "Ware", "Satz"), tuple(side)) for side in (rows, [*rows[:2], come, rows[2]])
    )
    (found,) = compare(Content(blocks=(old,)), Content(blocks=(new,))).tables
    assert [row.key for row in found.added] == ["4668.83.43"]
