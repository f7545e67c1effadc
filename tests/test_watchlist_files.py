"""`watchlists` and `clients` in sources.yaml, their files of codes, and what is said of mistakes in them."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest

from monitor.config import Config, load
from monitor.config.schema import schema
from monitor.errors import ConfigError

READERS = """
subscriptions:
  - {name: daily, to: [reader@example.com], watchlist: solar}
  - {name: broker, to: [broker@example.com], labels: [], clients: all}
  - {name: own, to: [own@example.com], watchlist: {hs: ["8501-8504"], words: [lamp]}}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(text: str) -> Config:
    Path("sources.yaml").write_text(text, encoding="utf-8")
    return load(Path("sources.yaml"), {})


def mistakes(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(text)
    return list(caught.value.mistakes)


def codes(body: str | bytes, written: str = "{file: acme.csv}", name: str = "acme.csv") -> tuple[str, ...]:
    Path(name).write_bytes(body.encode() if isinstance(body, str) else body)
    return read(f"clients: {{acme: {{hs_file: {written}}}}}\n").clients["acme"].hs


def wrong(body: str | bytes, written: str = "{file: acme.csv}", name: str = "acme.csv") -> list[str]:
    Path(name).write_bytes(body.encode() if isinstance(body, str) else body)
    return mistakes(f"clients: {{acme: {{hs_file: {written}}}}}\n")


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def test_lists_and_clients_are_read_and_reach_their_readers():
    config = read(
        "watchlists:\n  solar: {edition: 2017, hs: [8541.40, '!8541.40.10'], products: [solar lamp]}\n"
        "clients:\n  acme: {name: Acme Solar, watchlist: [solar], enterprises: [Acme Ltd], hs: [0101.21]}\n"
        + READERS
    )
    assert config.watchlists["solar"].hs == ("8541.40", "!8541.40.10")
    assert config.clients["acme"].watchlist == ("solar",)
    assert config.subscriptions[0].watchlist.lists == ("solar",)
    assert config.subscriptions[2].watchlist.hs == ("8501-8504",)
    assert [config.watch.watches(reader.name) for reader in config.subscriptions] == [True, True, True]


def test_lists_may_stand_in_an_included_file():
    Path("lists.yaml").write_text("watchlists: {solar: {hs: ['8541']}}\n", encoding="utf-8")
    assert read("include: [lists.yaml]\n" + READERS.replace("clients: all", "watchlist: solar")).watchlists[
        "solar"
    ].hs == ("8541",)
    (told,) = mistakes("include: [lists.yaml]\nwatchlists: {solar: {hs: ['8542']}}\n")
    assert told == "lists.yaml:1: watchlists: solar: is taken, the first one stands in sources.yaml:2"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("8541.43\n8501-8504\n!8541.43.10\n", ("8541.43", "8501-8504", "!8541.43.10")),
        ("\ufeff8541.43\r\n\r\n# a remark, with a comma\r\n8541.43\r\n9405.4", ("8541.43", "9405.4")),
        ("HS code\n8541.43\n", ("8541.43",)),
        ("codes of Acme\n8541.43\n", ("8541.43",)),
        ("Article,HS code,Weight\nlamp,9405.41,12\nlead,,9\n", ("9405.41",)),
        ('Article;Commodity code\nlamp;\'9405410000\nfuse;=""85361000""\n', ("9405410000", "85361000")),
        ('"8541.43; 8541.42"\n"ex 9405.41"\n', ("8541.43", "8541.42", "9405.41")),
        ("8541.43\t9405.41\n8541.42\t9405.42\n", ("8541.43", "9405.41", "8541.42", "9405.42")),
    ],
)
def test_a_file_holds_a_code_a_line_or_a_column_of_them(body, found):
    assert codes(body) == found


def test_a_column_and_a_sheet_can_be_named(tmp_path):
    table = "Item,Import,Export\na,8541.43,9405.41\n"
    assert codes(table, "{file: acme.csv, column: export}") == ("9405.41",)
    book = workbook(
        {"Notes": [["hello"]], "Codes": [["Item", "HS code"], ["a", "8541.43"], ["b", 101210000]]}
    )
    assert codes(book, "{file: a.xlsx, sheet: Codes}", "a.xlsx") == ("8541.43", "101210000")
    (told,) = wrong(book, "a.xlsx", "a.xlsx")
    assert told.endswith("write hs_file: {file: a.xlsx, sheet: NAME}; there are Notes, Codes")
    (told,) = wrong(book, "{file: a.xlsx, sheet: Code}", "a.xlsx")
    assert told == "a.xlsx: no sheet is called Code, did you mean Codes?"


def test_a_file_that_excel_wrote_in_chinese_is_read():
    assert codes("品名,商品编码\n灯具,9405.41\n".encode("gb18030")) == ("9405.41",)


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("8541.43\nlamps\n", 'acme.csv:2: "lamps" is no HS code, write a prefix'),
        ("8541.43\n\n8504-8501\n", 'acme.csv:3: "8504-8501" is no range'),
        ("HS code\n8.54143E+09\n", 'acme.csv:2: "8.54143E+09" is what a spreadsheet made of a code'),
        ("", "acme.csv: holds no codes"),
        ("\n# nothing\n", "acme.csv: holds no codes"),
        ("HS code\n", "acme.csv"),
        ("Item,Weight\nlamp,12\n", "acme.csv: does not say in line 1 which column holds the codes"),
        (bytes(range(256)), "acme.csv: is neither text nor a workbook"),
        ("\n".join(f"{n:012d}" for n in range(200_002)), "acme.csv: has more than 200,000 codes"),
        ("8" * 20_000_001, "acme.csv: has more than 20 MB"),
        ("8541\n" + '"' * 100_000 + "x", "acme.csv"),
        ("8541\n" + "'" * 100_000 + "x", 'acme.csv:2: "x" is no HS code'),
        ("8541\n" + "8" * 1_000_000, 'acme.csv:2: "' + "8" * 60 + '…" is no HS code'),
        ("PK\x03\x04 not really", "acme.csv: "),
    ],
)
def test_a_mistake_in_a_file_is_said_with_its_line(body, told):
    assert wrong(body)[0].startswith(told)


def test_of_very_many_mistakes_in_a_file_the_first_are_told_and_the_rest_counted():
    told = wrong("8541.43\n" + "\n".join(f"lamp {n}" for n in range(5_000)))
    assert (len(told), told[-1]) == (11, "acme.csv:12: 4,990 more lines are wrong")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("watchlists: [a]\n", "sources.yaml:1: watchlists: should be a mapping of names to lists"),
        ("watchlists: {solar: }\n", "sources.yaml:1: watchlists: solar: holds nothing, write some of hs, "),
        (
            "watchlists: {solar: {hs: [lamps]}}\n",
            'sources.yaml:1: watchlists: solar.hs: "lamps" is no HS code',
        ),
        (
            "watchlists: {solar: {hz: [1]}}\n",
            "sources.yaml:1: watchlists: solar.hz: is no key here, there are",
        ),
        (
            "watchlists: {s: {edition: 2012, hs: []}}\n",
            'sources.yaml:1: watchlists: s.edition: "2012" is no edition',
        ),
        ("watchlists: {s: {hs: [!8541.43 ]}}\n", 'plain values are; put it in quotes: "!8541.43"'),
        (
            "watchlists: {s: {enterprises: [' ']}}\n",
            "sources.yaml:1: watchlists: s.enterprises: has no value",
        ),
        ("clients: {all: {hs: ['85']}}\n", 'sources.yaml:1: clients: all: "all" is no name'),
        (
            "clients: {a: {watchlist: solr}}\n",
            "sources.yaml:1: clients: a.watchlist: no watchlist is called solr",
        ),
        ("clients: {a: {hs_file: no.csv}}\n", "no.csv is not there"),
        ("clients: {a: {hs_file: .}}\n", ".: is a folder, name a file"),
        ("clients: {a: {hs_file: {fil: x}}}\n", "sources.yaml:1: clients: a.hs_file.fil"),
        ("clients: {a: 5}\n", "sources.yaml:1: clients: a: should be a mapping of keys to values"),
        (
            "subscriptions:\n  - {name: a, to: [a@example.com], clients: all}\n",
            "sources.yaml:2: a: clients: there are none, write clients: ",
        ),
        (
            "subscriptions:\n  - {name: a, to: [a@example.com], clients: [acme]}\n",
            "sources.yaml:2: a: clients: no client is called acme, there are none",
        ),
        (
            "watchlists: {solar: {hs: ['8541']}}\nsubscriptions:\n  - {name: a, to: [a@example.com], watchlist: solr}\n",
            "sources.yaml:3: a: watchlist: no watchlist is called solr, did you mean solar?",
        ),
    ],
)
def test_a_mistake_is_said_with_file_and_line(text, told):
    assert told in "\n".join(mistakes(text))


def test_D18_all_mistakes_are_told_at_once_wherever_they_stand():
    Path("acme.csv").write_text("lamp 1\n8541.43\nfuses\n", encoding="utf-8")
    told = mistakes(
        "watchlists: {solar: {hs: [x]}}\nclients: {acme: {hs_file: acme.csv, watchlist: nope}}\n"
        "subscriptions:\n  - {name: a, to: [a@example.com], send: sometimes}\n"
    )
    assert [each.split(": ")[0] for each in told] == [
        "sources.yaml:1",
        "sources.yaml:2",
        "sources.yaml:4",
        "acme.csv:1",
        "acme.csv:3",
    ]


def test_an_editor_is_told_of_the_new_keys():
    properties = schema()["properties"]
    assert {"watchlists", "clients"} <= properties.keys()
    defs = schema()["$defs"]
    assert {"edition", "hs", "hs_file", "certificates", "enterprises"} <= defs["Client"]["properties"].keys()
    assert {"type": "string"} in defs["Subscription"]["properties"]["watchlist"]["anyOf"]
