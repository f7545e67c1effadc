"""Notices with annexes, from a site to a mail: what changed in a file is told by its row, what cannot be read with why."""

from __future__ import annotations

import json

import pytest

from monitor.extract import files
from tests.desk import Desk, archive_of_six, text_of
from tests.papers import Sheet, docx, ods, p, pdf, tbl, zipped
from tests.site import Page

HEAD = ["税号", "商品名称", "税率"]
ROWS = [
    ["8541430010", "太阳能组件", "5"],
    ["9405410000", "太阳能庭院灯", "8"],
    ["8501340000", "风力发电机组", "6.5"],
]


def annex(rows: list[list[str]]) -> bytes:
    sheet = Sheet().text(60, 80, "附件 税率表")
    sheet.table(100, [HEAD, *rows], [100, 160, 60])
    return pdf(sheet)


@pytest.fixture
def desk(tmp_path, site):
    desk = Desk(tmp_path, site)
    desk.configure()
    return desk


def publish(site, name: str, body: bytes, media: str = "application/octet-stream") -> None:
    site.pages[f"/{name}"] = Page(body, content_type=media)


def six_with(site, name: str):
    publication = archive_of_six(site)
    publication.publish(
        "n7",
        "关于调整太阳能灯具税率的公告",
        "2026-04-20",
        f"现公告如下。\n<a href='/{name}'>附件：税率表</a>",
    )
    return publication


@pytest.mark.parametrize("form", ["pdf", "docx", "zip"])
def test_C20_a_row_that_changes_in_an_annex_is_one_amendment_that_names_the_row(desk, site, form):
    def body(rows: list[list[str]]) -> bytes:
        match form:
            case "pdf":
                return annex(rows)
            case "docx":
                return docx(p("附件 税率表") + tbl([HEAD, *rows]))
            case _:
                return zipped({"annex.pdf": annex(rows)})

    six_with(site, f"annex.{form}")
    publish(site, f"annex.{form}", body(ROWS))
    desk.monitor("init")
    assert desk.monitor("once").code == 0
    publish(site, f"annex.{form}", body([ROWS[0], ["9405410000", "太阳能庭院灯", "12"], ROWS[2]]))
    told = desk.monitor("once", clock="2026-05-09T01:00:00Z")
    assert told.code == 0
    (change,) = desk.monitor("changes", "--json").lines
    assert (change["change"], change["silent"]) == ("amended", True)
    (table,) = json.loads(desk.monitor("show", str(change["id"]), "--json").out)["comparison"]["tables"]
    assert [(row["key"], row["column"], row["before"], row["after"]) for row in table["changed"]] == [
        ("9405410000", "税率", "8", "12")
    ]
    assert not (table["added"])
    assert not (table["removed"])
    (mail,) = [mail for mail in desk.mails() if "9405410000" in text_of(mail)]
    assert "12" in text_of(mail)


HOSTILE = {
    "bomb.zip": (zipped({"a.txt": bytes(60_000_000)}), "unpacks to more than 100 times"),
    "deep.docx": (docx("<w:sdt>" * 5_000 + "</w:sdt>" * 5_000), "nests more than 512 deep"),
    "dtd.docx": (zipped({"word/document.xml": b"<!DOCTYPE a><a/>"}), "declares a document type"),
    "broken.pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 20, "not readable as PDF"),
    "scan.pdf": (pdf(Sheet().rule(1, 1, 90, 90)), "scanned: no text inside"),
    "list.ofd": (zipped({"OFD.xml": b"<a/>"}), "an OFD document, which is not read"),
    "nested.zip": (
        zipped({"a.zip": zipped({"b.zip": zipped({"c.zip": b"PK\x05\x06" + bytes(18)})})}),
        "no file in the archive",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_C20_C31_a_notice_whose_annex_cannot_be_read_is_told_with_why(desk, site, name):
    archive_of_six(site)
    desk.monitor("init")
    desk.monitor("once")
    body, why = HOSTILE[name]
    publish(site, name, body)
    six_with(site, name)
    told = desk.monitor("once", clock="2026-05-09T01:00:00Z")
    assert told.code == 0, told.err
    (mail,) = [mail for mail in desk.mails() if "关于调整太阳能灯具税率的公告" in text_of(mail)]
    assert why in " ".join(text_of(mail).split())


def test_C31_a_file_that_was_exchanged_for_one_that_cannot_be_read_is_told(desk, site):
    six_with(site, "annex.pdf")
    publish(site, "annex.pdf", annex(ROWS))
    desk.monitor("init")
    desk.monitor("once")
    publish(site, "annex.pdf", b"%PDF-1.7\n" + bytes(2000))
    desk.monitor("once", clock="2026-05-09T01:00:00Z")
    (change,) = desk.monitor("changes", "--json").lines
    assert change["change"] == "amended"


# -- nothing is parsed in our own process ----------------------------------------------------------


PAGE = """
  - id: notices
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    kind: page
    url: {site}/annex.pdf
  - id: rows
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    kind: register
    url: {site}/rows.ods
    key: 税号
    title: 商品名称
"""


@pytest.fixture
def _no_parser_here(monkeypatch):
    def parse(*_given: object) -> None:
        raise AssertionError("a file was parsed in our own process")

    monkeypatch.setattr(files, "parse", parse)


@pytest.mark.usefixtures("_no_parser_here")
def test_S07_every_way_a_file_comes_in_leads_to_the_child(desk, site, tmp_path):
    desk.configure(PAGE)
    publish(site, "annex.pdf", annex(ROWS), "application/pdf")
    publish(site, "rows.ods", ods("附件", [HEAD, *ROWS]))
    desk.monitor("init")
    told = desk.monitor("check", "--all", "--json")
    assert [told.outcome("notices")["notices"], told.outcome("rows")["notices"]] == [1, 3], told.err
    for source in ("notices", "rows"):
        assert desk.monitor("sources", "test", source).code == 0
    saved = tmp_path / "annex.pdf"
    saved.write_bytes(annex(ROWS))
    for command in (
        ["compare", str(saved), str(saved)],
        ["classify", str(saved)],
        ["sources", "test", str(saved)],
    ):
        assert desk.monitor(*command).code == 0
    pairs = json.dumps({"id": 1, "old": str(saved), "new": str(saved)})
    assert desk.monitor("compare", "--pairs", "-", stdin=pairs).lines[0]["same"] is True
    assert desk.monitor("check", "notices", "--from", str(saved)).code == 0


def linking(site, address: str, words: str):
    publication = archive_of_six(site)
    publication.publish(
        "n7", "关于调整太阳能灯具税率的公告", "2026-04-20", f"现公告如下。\n<a href='{address}'>{words}</a>"
    )


def table(rate: str) -> bytes:
    return f"税号,税率\n8541430010,5\n9405410000,{rate}\n".encode()


def test_a_file_without_a_name_is_asked_for_because_its_link_says_so(desk, site):
    linking(site, "/download?id=5", "附件1：商品编码表.csv")
    site.pages["/download?id=5"] = Page(table("8"), content_type="application/octet-stream")
    site.pages["/download?id=6"] = Page(table("12"), content_type="application/octet-stream")
    desk.monitor("init")
    assert desk.monitor("once").code == 0
    linking(site, "/download?id=6", "附件1：商品编码表.csv")
    assert desk.monitor("once", clock="2026-05-09T01:00:00Z").code == 0
    (change,) = desk.monitor("changes", "--json").lines
    told = desk.monitor("show", str(change["id"]), "--json").out
    assert '"before": "8"' in told
    assert '"after": "12"' in told


def test_an_exchanged_link_is_told_though_its_file_is_not_fetched(desk, site):
    linking(site, "https://files.other.example/d?id=5", "附件1：商品编码表.csv")
    desk.monitor("init")
    assert desk.monitor("once").code == 0
    linking(site, "https://files.other.example/d?id=6", "附件1：商品编码表.csv")
    assert desk.monitor("once", clock="2026-05-09T01:00:00Z").code == 0
    (change,) = desk.monitor("changes", "--json").lines
    assert "id=6" in desk.monitor("show", str(change["id"]), "--json").out


def test_C32_a_page_behind_the_name_of_a_file_is_told_as_one_and_its_clock_is_no_change(desk, site):
    archive_of_six(site)
    desk.monitor("init")
    assert desk.monitor("once").code == 0
    linking(site, "/view?id=5", "附件1：商品编码表.csv")
    site.pages["/view?id=5"] = Page("<html><p>10:31</p></html>")
    assert desk.monitor("once", clock="2026-05-09T01:00:00Z").code == 0
    assert any("a page, not a file" in text_of(mail) for mail in desk.mails())
    site.pages["/view?id=5"] = Page("<html><p>10:32</p></html>")
    assert desk.monitor("once", clock="2026-05-11T01:00:00Z").code == 0
    assert len(desk.monitor("changes", "--json").lines) == 1
    assert site.paths().count("/view?id=5") == 2
