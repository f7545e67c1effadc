"""`brief` and `export xlsx` at a desk, with a real site, database and command line."""

from __future__ import annotations

import io

import openpyxl
import pypdfium2
import pytest

from monitor.fetch.printing import lacking, pdf
from tests.desk import LISTING, Desk, Publication, archive_of_six
from tests.site import Page, Site

NO_CHROMIUM = "no Chromium"
PORTS = "一、试点在上海、宁波等12个口岸开展。\n二、企业应当提交ISO 14067碳足迹声明。\n三、本公告自2026年6月5日起施行。"


@pytest.fixture
def published(site: Site) -> Publication:
    return archive_of_six(site)


@pytest.fixture
def watched(desk: Desk, published: Publication) -> Publication:
    assert desk.monitor("check", "--all", clock="2026-05-07T00:00:00Z").code == 0
    published.publish("n7", "海关总署公告2026年第71号（关于太阳能照明试点的公告）", "2026-05-08", PORTS)
    return published


def test_a_brief_that_looks_first_tells_what_it_found_and_exits_1_when_a_source_could_not_be_verified(
    desk, site, watched
):
    fresh = desk.monitor(
        "brief", "--quarter", "2026Q2", "--check", "--format", "json", clock="2026-05-08T00:00:00Z"
    )
    assert fresh.code == 0, fresh.err
    kinds = {line["type"]: line for line in fresh.lines}
    assert kinds["document"]["documents"] == ["ISO 14067 declaration"]
    assert kinds["effective"]["day"] == "2026-06-05"
    assert kinds["effective"]["evidence"][0]["text"] == "三、本公告自2026年6月5日起施行。"
    assert kinds["change"]["authority"] == "Customs of Testland"
    assert kinds["change"]["url"] == desk.site.url("/n7.html")

    site.pages["/list.html"] = Page(b"<html>forbidden</html>", status=403)
    blind = desk.monitor(
        "brief", "--quarter", "2026Q2", "--check", "--format", "json", clock="2026-05-09T00:00:00Z"
    )
    assert blind.code == 1
    assert "could not be verified: notices" in blind.err
    doubts = [(line["sort"], line["source"]) for line in blind.lines if line["type"] == "unverified"]
    assert doubts == [("source", "notices"), ("gap", "notices")]  # the gap: April, before anybody looked
    unasked = desk.monitor("brief", "--quarter", "2026Q2", "--format", "md")
    assert unasked.code == 0
    assert "could not be verified" in unasked.err


def test_a_brief_vouches_for_no_period_in_which_nobody_looked(desk, watched):
    for quarter in ("2025Q1", "2027Q1"):
        made = desk.monitor("brief", "--quarter", quarter, "--format", "json", clock="2026-05-08T00:00:00Z")
        assert [line["verified"] for line in made.lines if "verified" in line] == [False]
        page = desk.monitor("brief", "--quarter", quarter, "--format", "md", clock="2026-05-08T00:00:00Z")
        assert "every source that was due" not in page.out
        assert "Nothing was seen well in this period" in page.out


def test_a_brief_and_an_export_are_written_in_every_format(desk, watched):
    desk.monitor("check", "--all", clock="2026-05-08T00:00:00Z")
    for words in (("brief", "--quarter", "2026Q2", "--format", "xlsx"), ("export", "xlsx")):
        told = desk.monitor(*words)
        assert told.code == 0, told.err
        book = openpyxl.load_workbook(io.BytesIO(told.written))
        cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
        assert "海关总署公告2026年第71号（关于太阳能照明试点的公告）" in cells
    for name, begins in (
        ("b.html", "<!DOCTYPE html>"),
        ("b.md", "# 规划简报"),
        ("b.json", '{"type": "brief"'),
    ):
        told = desk.monitor("brief", "--since", "2026-05-01", "--out", name, "--language", "zh")
        assert (told.code, told.out) == (0, "")
        assert (desk.folder / name).read_text("utf-8").lstrip().startswith(begins)
    mine = desk.monitor("brief", "--quarter", "2026Q2", "--format", "json", "--subscription", "daily").lines
    assert [line["subscription"] for line in mine if line["type"] == "brief"] == ["daily"]
    coming = desk.monitor("brief", "--quarter", "2026Q3", "--format", "json").lines
    assert (coming[0]["state"], coming[0]["changes"]) == ("future", 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--quarter", "2026Q5"), "write 2026Q4"),
        (("--since", "2026-05-08", "--until", "2026-05-01"), "--until: 2026-05-01 is before 2026-05-08"),
        ((), "say which days"),
        (("--quarter", "2026Q2", "--since", "2026-05-01"), "say which days"),
        (("--quarter", "2026Q2", "--format", "docx"), "'docx' is not one of"),
        (("--quarter", "2026Q2", "--out", "b.doc"), "no format is called doc"),
        (("--quarter", "2026Q2", "--out", "nowhere/b.html"), "there is no folder nowhere"),
        (("--quarter", "2026Q2", "--out", "."), "is a folder"),
        (("--quarter", "2026Q2", "--client", "acme"), "no client is called acme"),
        (("--quarter", "2026Q2", "--subscription", "x"), "no subscription is called x"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_any_work(desk, words, said):
    desk.begin(LISTING)
    told = desk.monitor("brief", *words)
    assert (told.code, told.out) == (2, "")
    assert said in told.err


def test_without_a_browser_a_pdf_is_refused_with_what_to_install(desk):
    desk.begin(LISTING)
    desk.environ["MONITOR_CHROMIUM"] = "/no/such/browser"
    told = desk.monitor("brief", "--quarter", "2026Q2", "--out", "b.pdf")
    assert told.code == 2
    assert "install" in told.err
    assert not (desk.folder / "b.pdf").exists()


@pytest.mark.xdist_group("chromium")  # one worker runs all that need a browser
@pytest.mark.skipif(lacking() is not None, reason=f"{NO_CHROMIUM}: {lacking()}")
def test_a_pdf_has_text_bookmarks_and_numbered_pages():
    page = '<h1>简报</h1><h2>税号</h2><p>海关总署</p><h2 style="break-before: page">Deadlines</h2>'
    paper = pypdfium2.PdfDocument(pdf(page, "Planning brief", "Page {page} of {pages}"))
    assert len(paper) == 2
    text = [sheet.get_textpage().get_text_range() for sheet in paper]
    assert "海关总署" in text[0]
    assert "Page 2 of 2" in text[1]
    assert [mark.get_title() for mark in paper.get_toc()] == ["简报", "税号", "Deadlines"]
