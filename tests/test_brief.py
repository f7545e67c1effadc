"""A quarter as a planning meeting reads it, made from values."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from monitor import model
from monitor.brief import Brief, Context, Period, compose, quarter, settled, survey
from monitor.brief.clients import Planner, Watched
from monitor.brief.compose import Named
from monitor.brief.html import html, words_of
from monitor.brief.lines import lines
from monitor.brief.markdown import markdown
from monitor.brief.sheet import Asked, Doubtful, Sort, What
from monitor.brief.xlsx import xlsx
from monitor.digest import Templates
from monitor.model import (
    Amended,
    CellEdit,
    Classification,
    Comparison,
    Content,
    Direction,
    Edit,
    Evidence,
    FactDelta,
    FactKind,
    Facts,
    Finding,
    Hold,
    Label,
    LabelName,
    Listed,
    Mention,
    New,
    Notice,
    Outline,
    Recorded,
    Removed,
    Row,
    SourceState,
    Status,
    Table,
    TableEdit,
    Text,
)
from monitor.pictures import timeline
from monitor.severity import Level
from monitor.templates import load_templates
from monitor.watchlists import Client, Watch

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
Q4 = quarter("2026Q4")
TEMPLATES = load_templates()
SOURCE = Named("cn-gacc", "General Administration of Customs (海关总署)", "https://www.customs.gov.cn/", "CN")
EMPTY = model.Coverage(NOW - timedelta(days=50), NOW, 1, {"unchanged": 50}, ())
REST = "monitor export xlsx"


def notice(key: str, title: str | None = None, *blocks: Text | Table, url: str = "") -> Notice:
    listed = Listed(
        key, title or f"Notice {key}", url or f"https://www.customs.gov.cn/{key}", number=f"2026/{key}"
    )
    return Notice(listed, Content(blocks or (Text("The administration decides."),)), "en")


def label(name: LabelName, *texts: str, direction: Direction | None = None) -> Label:
    return Label(name, 0.9, tuple(Evidence(text, "a rule", "paragraph 2") for text in texts), direction)


def change(id_: int, what: model.Change, *labels: Label, at: datetime = NOW, **facts: object) -> Recorded:
    finding = Finding(what, Classification(labels, Facts(**facts)), (), Status.OFFICIAL)
    return Recorded(str(id_), "cn-gacc", at - timedelta(days=9), finding, None, "ab" * 32)


def amended(key: str, comparison: Comparison, *, before: Notice | None = None) -> Amended:
    return Amended(before or notice(key), notice(key), comparison, silent=False)


def outline(recorded: Recorded, notice_row: int | None = None, shared: bytes | None = None) -> Outline:
    return Outline(recorded, notice_row or int(recorded.id), shared)


def made(
    *changes: Recorded, period: Period = Q4, elsewhere: tuple[Recorded, ...] = (), **more: object
) -> Brief:
    limits = {name: more.pop(name) for name in ("most", "most_each") if name in more}
    found = survey(map(outline, changes), map(outline, elsewhere), period, NOW.date(), **limits)
    known = {"now": NOW, "zone": ZONE, "sources": {"cn-gacc": SOURCE}, "coverage": EMPTY}
    wanted = [one for one in (*changes, *elsewhere) if one.id in found.wanted]
    return compose(period, found, wanted, Context(**known | more))


def page(brief: Brief, language: str = "en", templates: Templates = TEMPLATES) -> LexborHTMLParser:
    return LexborHTMLParser(html(brief, templates, language, ZONE, REST).html)


# -- the days --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2026Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2024q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
    ],
)
def test_a_quarter_has_its_days(written, first, last):
    assert (quarter(written).first, quarter(written).last) == (first, last)


@pytest.mark.parametrize("written", ["2026Q5", "2026Q0", "Q4", "26Q4", "0000Q1", "２０２６Q4", "2026Q4x", ""])
def test_what_is_no_quarter_is_refused_with_how_to_write_one(written):
    with pytest.raises(ValueError, match="write 2026Q4"):
        quarter(written)


def test_a_period_holds_whole_days_of_the_readers_zone_to_the_ends_of_the_calendar():
    assert Q4.span(ZONE)[0] == datetime(2026, 9, 30, 16, tzinfo=UTC)
    whole = Period(date.min, date.max)
    assert whole.span(ZONE)[0] < whole.span(ZONE)[1]


# -- what changed ----------------------------------------------------------------------------------


def test_changes_stand_by_consequence_and_are_counted_by_label():
    soon = change(1, New(notice("a")), label(LabelName.DOCUMENTATION, "shall submit"))
    shut = change(
        2,
        New(notice("b")),
        label(LabelName.ELIGIBILITY, "may no longer", direction=Direction.RESTRICTION),
        effective=date(2026, 12, 1),
    )
    plain = change(3, New(notice("c")))
    brief = made(plain, soon, shut)
    assert [one.proof.change for one in brief.entries.lines] == ["2", "1", "3"]
    assert brief.entries.lines[0].level is Level.HIGH
    assert brief.counts.labels == {"documentation": 1, "eligibility": 1, "": 1}


def test_a_copy_on_another_site_is_not_listed_twice():
    one, other = change(1, New(notice("a"))), change(2, New(notice("a")))
    found = survey([outline(one, 1, b"x"), outline(other, 2, b"x")], (), Q4, NOW.date())
    assert found.changes.ids == ("1",)


def test_of_more_changes_than_there_is_room_for_the_rest_is_counted_and_named():
    brief = made(*(change(n, New(notice(str(n)))) for n in range(1, 8)), most=5)
    assert (len(brief.entries.lines), brief.entries.of, brief.counts.changes) == (5, 7, 7)
    cut = [line for line in lines(brief, REST) if line["type"] == "cut"]
    assert cut[0]["left_out"] == 2
    assert REST in page(brief).css_first("#changes .cut").text()
    assert REST in "".join(markdown(brief, words_of(TEMPLATES, "en", ZONE), REST))


# -- what takes effect when ------------------------------------------------------------------------


def test_what_was_told_before_and_takes_effect_in_the_quarter_belongs_to_it():
    text = Text("This notice takes effect on 1 December 2026.")
    said = Mention(FactKind.EFFECTIVE, "2026-12-01", "1 December 2026", "paragraph 1", 28, 43)
    early = change(1, New(notice("a", None, text)), effective=date(2026, 12, 1), mentions=(said,))
    brief = made(elsewhere=(early,))
    one = brief.milestones.lines[0]
    assert (one.day, one.sort, one.told, one.inside) == (date(2026, 12, 1), Sort.EFFECTIVE, False, True)
    assert one.proof.quotes[0].text == text.text
    assert brief.counts.changes == 0


def test_a_day_that_was_moved_stands_where_it_was_moved_to():
    first = change(1, New(notice("a")), effective=date(2026, 11, 1))
    later = change(2, amended("a", Comparison()), effective=date(2026, 12, 1))
    found = survey([outline(first, 7), outline(later, 7)], (), Q4, NOW.date())
    assert [(one.day, one.before) for one in found.dated] == [(date(2026, 12, 1), date(2026, 11, 1))]


def test_a_notice_that_moved_its_day_out_of_a_past_quarter_later_is_no_part_of_it():
    first = change(1, New(notice("a")), effective=date(2026, 8, 1))
    later = change(2, amended("a", Comparison()), effective=date(2026, 12, 1))
    past = quarter("2026Q3")
    found = survey([], [outline(first, 7)], past, NOW.date())
    assert [one.day for one in found.dated] == [date(2026, 8, 1)]
    assert settled(found, [outline(later, 7)], past).dated == ()
    gone = change(3, Removed(notice("a")))
    assert settled(found, [outline(gone, 7)], past).dated[0].gone


# -- codes -----------------------------------------------------------------------------------------


def test_codes_say_what_moved_the_rate_the_list_or_the_mapping():
    table = TableEdit(
        "Annex",
        "HS code",
        added=(
            Row("8541.43", ("8541.43", "solar modules", "5")),
            Row("9405.42", ("9405.42", "floodlights", "8")),
        ),
        removed=(
            Row("8541.40", ("8541.40", "solar modules", "5")),
            Row("9405.11", ("9405.11", "lamps", "8")),
        ),
        changed=(CellEdit("8501.53", "Duty rate (%)", "5", "0"),),
    )
    moved = change(
        1,
        amended(
            "a",
            Comparison(
                tables=(table,),
                facts=(FactDelta("duty rate", "5", "0", "Annex, row 8501.53, column Duty rate (%)"),),
            ),
        ),
        label(LabelName.HS_MAPPING, "Annex"),
    )
    told = {(one.old, one.new, one.what, one.before, one.after) for one in made(moved).codes.lines}
    assert told == {
        ("8541.40", "8541.43", What.MAPPING, None, None),
        ("8501.53", "8501.53", What.RATE, "5", "0"),
        (None, "9405.42", What.LIST, None, None),
        ("9405.11", None, What.LIST, None, None),
    }


def test_a_table_of_old_and_new_codes_in_a_new_notice_is_a_mapping():
    rows = (("0101210000", "0101219000", "horses"), ("85414000", "85414300", "modules"))
    table = Table("Annex", ("Former code", "New code", "Goods"), rows)
    found = change(1, New(notice("a", None, table)), label(LabelName.HS_MAPPING, "see the annex"))
    assert [(one.old, one.new, one.goods) for one in made(found).codes.lines] == [
        ("0101210000", "0101219000", "horses"),
        ("85414000", "85414300", "modules"),
    ]


def test_a_sentence_that_says_which_code_becomes_which_is_a_mapping():
    said = "Heading 8541.40 is replaced by 8541.43 for photovoltaic modules."
    found = change(1, New(notice("a")), label(LabelName.HS_MAPPING, said), hs_codes=("8541.40", "8541.43"))
    assert [(one.old, one.new, one.what) for one in made(found).codes.lines] == [
        ("8541.40", "8541.43", What.MAPPING)
    ]


# -- documents -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "how"),
    [
        (
            "It is recommended to attach a certificate of origin.",
            "Exporters shall attach a certificate of origin.",
            Asked.RAISED,
        ),
        ("企业可以提交原产地证书。", "企业应当提交原产地证书。", Asked.RAISED),
        ("企业应当提交原产地证书。", "企业无需提交原产地证书。", Asked.LOWERED),
        (None, "Exporters shall attach a phytosanitary certificate.", Asked.ASKED),
        ("Exporters shall attach a phytosanitary certificate.", None, Asked.DROPPED),
        ("企业应当提交检测报告。", "企业应当提交原产地证书。", Asked.ASKED),
    ],
)
def test_the_checklist_says_what_is_asked_otherwise_than_before(before, after, how):
    edit = Edit(
        "replace" if before and after else "insert" if after else "delete", "paragraph 2", before, after
    )
    found = change(
        1, amended("a", Comparison(edits=(edit,))), label(LabelName.DOCUMENTATION, after or before or "")
    )
    paper = made(found).papers.lines[0]
    assert paper.how is how
    assert paper.proof.quotes[0].text in (before, after)


# -- eligibility, clients, doubts ------------------------------------------------------------------


def test_eligibility_stands_before_and_now_in_the_words_of_the_notice():
    edit = Edit("replace", "paragraph 2", "at 12 ports", "at 20 ports")
    found = change(
        1,
        amended("a", Comparison(edits=(edit,), facts=(FactDelta("ports", "12", "20", "paragraph 2"),))),
        label(LabelName.ELIGIBILITY, "at 20 ports", direction=Direction.EXPANSION),
    )
    one = made(found).access.lines[0]
    assert (one.before[0].text, one.after[0].text, one.direction) == (
        "at 12 ports",
        "at 20 ports",
        Direction.EXPANSION,
    )


def watched(client: str | None = None) -> Watched:
    clients = {
        "acme": Client(name="Acme", hs=("8541.43",)),
        "other": Client(name="Other Ltd", hs=("8541.43",)),
    }
    planner = Planner()
    return Watched(Watch([planner], {}, clients), [planner.name], {"cn-gacc": "CN"}, client)


def test_one_clients_brief_names_no_other_client():
    listed = change(1, New(notice("a", None, Text("HS code 8541.43"))), hs_codes=("8541.43",))
    plain = change(2, New(notice("b")))
    both = made(listed, plain, watched=watched())
    assert [one.client for one in both.impacts.lines] == ["Acme", "Other Ltd"]
    alone = made(listed, plain, watched=watched("Acme"), client="Acme")
    assert [one.proof.change for one in alone.entries.lines] == ["1"]
    assert alone.counts.changes == 1
    assert "Other Ltd" not in page(alone).html


def test_what_could_not_be_verified_says_since_when_and_why():
    blocked = SourceState("cn-gacc", outcome="blocked", reason="412", bad_since=NOW - timedelta(days=3))
    seen = replace(EMPTY, unverified=(blocked,))
    brief = made(coverage=seen, holds=(Hold("cn-gacc", NOW, "very much at once", 14),))
    assert [(one.sort, one.reason) for one in brief.doubts] == [
        (Doubtful.SOURCE, "412"),
        (Doubtful.HELD, "very much at once"),
    ]
    said = page(brief).css_first("#doubts").text()
    assert "412" in said
    assert "14 changes are held back" in said


# -- written ---------------------------------------------------------------------------------------

EVIL = '=HYPERLINK("http://evil.example","x")<script>alert(1)</script>[x](http://evil.example) `![y](z)'


def evil() -> Brief:
    what = New(notice("a", EVIL, url="javascript:alert(1)"))
    facts = {"effective": date(2026, 12, 1), "hs_codes": ("0101210000",)}
    return made(
        change(1, what, label(LabelName.HS_MAPPING, EVIL), label(LabelName.DOCUMENTATION, EVIL), **facts)
    )


def test_C29_nothing_in_a_workbook_is_a_formula_and_codes_keep_their_zeros():
    book = openpyxl.load_workbook(io.BytesIO(xlsx(evil(), words_of(TEMPLATES, "en", ZONE), REST)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert any(cell.quotePrefix for cell in cells)
    assert "0101.21.00.00" in {cell.value for cell in cells}
    assert all(sheet.freeze_panes == "A2" for sheet in book.worksheets[1:])
    filled = [sheet for sheet in book.worksheets[1:] if sheet.max_row > 3]
    assert all(sheet.auto_filter.ref for sheet in filled)
    assert not [cell for cell in cells if cell.hyperlink]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_C13_what_others_wrote_is_text_on_the_page_and_an_unsafe_address_no_link(language):
    tree = page(evil(), language)
    assert not tree.css("script, img")
    links = {link.attributes["href"] or "" for link in tree.css("a")}
    assert all(link.startswith("#") for link in links)
    for svg in tree.css("svg"):
        ET.fromstring(svg.html)


def test_markdown_cannot_be_made_by_what_others_wrote():
    said = "".join(markdown(evil(), words_of(TEMPLATES, "en", ZONE), REST))
    tokens = [each for token in MarkdownIt().parse(said) for each in (token, *(token.children or ()))]
    assert not [
        each
        for each in tokens
        if each.type in ("link_open", "image", "html_inline", "html_block", "code_inline")
    ]


def test_every_json_line_of_a_change_names_its_proof():
    told = [json.loads(json.dumps(line)) for line in lines(evil(), REST)]
    assert told[0]["type"] == "brief"
    kinds = {line["type"] for line in told}
    assert {"change", "effective", "code", "document"} <= kinds
    for line in told[1:]:
        assert {"id", "source", "authority", "number", "url", "evidence"} <= line.keys()
        assert line["evidence"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_empty_quarter_says_so_in_every_section(language):
    tree = page(made(period=quarter("2027Q1")), language)
    assert len(tree.css("section > p.quiet")) >= 8
    assert not tree.css("table")


def test_both_languages_say_the_same_things():
    english, chinese = (words_of(TEMPLATES, language, ZONE).phrases for language in ("en", "zh"))
    assert {name for name in english.keys() - chinese.keys() if not name.startswith("paper")} == set()


def test_a_template_of_ones_own_that_is_wrong_falls_back_to_the_shipped_one_and_is_named():
    own = Templates(TEMPLATES.shipped, {"brief/page.html": "{% nonsense %}"}, "templates")
    printed = html(made(), own, "en", ZONE, REST)
    assert "Planning brief" in printed.html
    assert printed.mistakes[0].startswith("templates/brief/page.html:1")


# -- the picture -----------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", [timeline.wide, timeline.narrow])
def test_a_timeline_shows_or_counts_every_day_and_says_it_in_words(draw):
    days = [
        timeline.Event(Q4.first + timedelta(days=n), f"Notice <{n}> 公告", heavy=n % 9 == 0)
        for n in range(60)
    ]
    frame = timeline.Frame(Q4.first, Q4.last, (Q4.first, Q4.last), NOW.date())
    speech = timeline.Speech("When", "today", "nothing", str, str, lambda n: f"and {n} more")
    root = ET.fromstring(draw(days, frame, speech))
    text = " ".join(root.itertext())
    assert f"and {60 - timeline.MOST} more" in text
    assert "Notice <59> 公告" in text  # in the words at least
    assert root.get("role") == "img"
    assert "nothing" in " ".join(ET.fromstring(draw([], frame, speech)).itertext())
