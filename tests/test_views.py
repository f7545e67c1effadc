"""Two versions to look at: every change stands in the view, nothing else is marked, and no text plays tricks."""

from __future__ import annotations

import io
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings, strategies as st
from rich.console import Console

from monitor.cli import say
from monitor.compare import compare
from monitor.model import (
    Attachment,
    CellEdit,
    Comparison,
    Content,
    Edit,
    FactDelta,
    Ignored,
    Row,
    Table,
    TableEdit,
    Text,
)
from monitor.templates import load_templates
from monitor.views import LANGUAGES, About, Look, View, lines, printed, single, view
from monitor.views.fitting import fitted
from monitor.views.pages import MAIL_BYTES, SIZE_BYTES
from monitor.views.sheet import Cut, Fold, Grid, GridRow, How, Line, Mark, plain
from tests.desk import Desk, Publication
from tests.growth import assert_linear

TEMPLATES = load_templates()


def content(*texts: str | Text | Table, fields=(), attachments=()) -> Content:
    blocks = tuple(Text(text) if isinstance(text, str) else text for text in texts)
    return Content(blocks, tuple(fields), tuple(attachments))


def rates(rows: int, **changed: str) -> Table:
    """A table of duties; changed: rate by row number, as r7="0 %"."""
    return Table(
        "Annex 1",
        ("HS code", "Goods", "Rate"),
        tuple((f"{85414300 + n}", f"goods {n}", changed.get(f"r{n}", "6.5 %")) for n in range(rows)),
    )


def seen(before: Content, after: Content) -> View:
    return view(before, after, compare(before, after))


def text_of(shown: View) -> str:
    return "\n".join("".join(span.text for span in line) for line in lines(shown))


def page(
    shown: View, look: str = "inline", language: str = "en", most_bytes: int | None = None, **about: str
) -> str:
    head = About(**{"title": "A notice"} | about)
    made = printed(shown, head, TEMPLATES, Look(look), language=language, most_bytes=most_bytes)
    assert made.mistakes == ()
    return made.html


def parts(shown: View, kind: type) -> list:
    return [part for section in shown.sections for part in section.parts if isinstance(part, kind)]


def marked(shown: View) -> list[str]:
    """Everything that is marked as gone or come."""
    pieces = [piece for line in parts(shown, Line) for piece in line.pieces]
    for grid in parts(shown, Grid):
        cells = [*grid.head, *(cell for row in grid.rows if isinstance(row, GridRow) for cell in row.cells)]
        pieces += [piece for cell in cells for piece in cell.pieces]
    return [piece.text for piece in pieces if piece.mark in (Mark.GONE, Mark.COME)]


# -- what a view holds -----------------------------------------------------------------------------


def test_a_reworded_paragraph_shows_whole_numbers_and_dates_that_went_and_came():
    shown = seen(
        content("自2026年5月8日起，在1,842家企业实施，税率为6.5%。"),
        content("自2026年7月1日起，在2,310家企业实施，税率为5%。"),
    )
    assert marked(shown) == ["2026年5月8日", "2026年7月1日", "1,842", "2,310", "6.5%", "5%"]


def test_long_unchanged_parts_are_folded_and_counted():
    same = [f"Clause {n} stays as it is." for n in range(40)]
    shown = seen(content("Twelve ports.", *same), content("Twenty ports.", *same))
    (fold,) = parts(shown, Fold)
    assert fold.count == 39
    assert "39 unchanged paragraphs" in text_of(shown)
    assert "Clause 0 stays" in text_of(shown)
    assert "Clause 9 stays" not in text_of(shown)


def test_a_fold_names_the_heading_under_which_what_follows_stands():
    same = [*(f"Clause {n}." for n in range(5)), Text("Scope", "heading"), *(f"Item {n}." for n in range(5))]
    shown = seen(content(*same, "Twelve ports."), content(*same, "Twenty ports."))
    assert "under Scope" in text_of(shown)


def test_a_text_that_moved_is_shown_where_it_stands_with_a_mark_where_it_stood():
    rule = "Solar lamps with a certificate from a recognised body."
    heads = [Text("Allowed goods", "heading"), Text("Forbidden goods", "heading")]
    before = content(heads[0], rule, "Pumps for water.", heads[1], "Waste of any kind.")
    after = content(heads[0], "Pumps for water.", heads[1], "Waste of any kind.", rule)
    moved = [line for line in parts(seen(before, after), Line) if line.how is How.MOVED]
    assert [line.away for line in moved] == [True, False]
    assert "Allowed" in moved[1].note or "Forbidden" in moved[1].note
    assert "moved" in page(seen(before, after))


def test_a_changed_cell_is_marked_and_the_other_rows_are_folded():
    shown = seen(content(rates(3000)), content(rates(3000, r7="0 %", r1500="5 %")))
    (grid,) = parts(shown, Grid)
    changed = [row for row in grid.rows if isinstance(row, GridRow) and row.how is How.EDITED]
    assert [row.place for row in changed] == ["85414307", "85415800"]
    assert marked(shown) == ["6.5 %", "0 %", "6.5 %", "5 %"]
    assert sum(row.count for row in grid.rows if isinstance(row, Fold)) == 2998
    assert len(text_of(shown).splitlines()) < 12


def test_headings_always_stand_over_a_table_and_the_key_is_marked():
    (grid,) = parts(seen(content(rates(9)), content(rates(9, r4="0 %"))), Grid)
    assert [plain(cell.pieces) for cell in grid.head] == ["HS code", "Goods", "Rate"]
    assert [cell.key for cell in grid.head] == [True, False, False]


def test_a_row_that_went_stands_where_it_stood():
    before = rates(6)
    after = Table(before.name, before.columns, before.rows[:3] + before.rows[4:])
    (grid,) = parts(seen(content(before), content(after)), Grid)
    rows = [
        (row.how, plain(row.cells[0].pieces)) if isinstance(row, GridRow) else row.count for row in grid.rows
    ]
    assert rows == [3, (How.GONE, "85414303"), (How.SAME, "85414304"), (How.SAME, "85414305")]


def test_columns_that_came_went_or_were_renamed_show_in_the_head():
    old = Table(
        "T", ("Code", "Goods", "Duty", "Note"), tuple((f"{n}00", f"g{n}", "5", "x") for n in range(9))
    )
    new = Table("T", ("Code", "Goods", "Duty (%)"), tuple((f"{n}00", f"g{n}", "5") for n in range(9)))
    (grid,) = parts(seen(content(old), content(new)), Grid)
    assert [plain(cell.old) for cell in grid.head if cell.changed and cell.old][-1] == "Note"
    assert any(plain(cell.new) == "Duty (%)" and cell.changed for cell in grid.head)


def test_what_a_comparison_tells_and_no_text_shows_is_listed():
    told = Comparison(
        (Edit("replace", "title", "Old title", "New title"), Edit("delete", "paragraph 9", "Words of before.", None)),
        (TableEdit("Annex", "Code", changed=(CellEdit("8541", "Rate", "5", "0"),), added=(Row("9405", ("9405", "x")),)),),
    )  # fmt: skip
    shown = view(content("The same."), content("The same."), told)
    said = text_of(shown)
    for words in ("[-Old-]{+New+} title", "Words of before.", "8541, Rate: [-5-]{+0+}", "9405 | x"):
        assert words in said
    assert [section.kind for section in shown.sections] == ["particulars", "text", "also"]


def test_what_a_comparison_passed_over_is_not_marked():
    before, after = content("Twelve ports."), content("Twenty ports.")
    shown = view(before, after, Comparison(ignored=(Ignored("volatile", "Twenty ports."),)))
    assert marked(shown) == []
    assert "ignored (volatile): Twenty ports." in text_of(shown)


def test_facts_stand_on_top_with_their_place():
    told = Comparison(facts=(FactDelta("rate", "5 %", "0 %", "Annex 1, row 8541430010"),))
    shown = view(content("x"), content("x"), told)
    assert text_of(shown).splitlines()[0] == "fact rate: 5 % -> 0 % (Annex 1, row 8541430010)"
    assert "“8541430010”行" in page(shown, language="zh")


def test_the_text_of_an_attachment_has_a_section_of_its_own():
    def file(text: str) -> Attachment:
        return Attachment("annex.pdf", "https://a.example/annex.pdf", text, (Text(text),))

    before = content("The notice.", attachments=[file("Twelve ports are open.")])
    after = content(
        "The notice.",
        attachments=[file("Twenty ports are open."), Attachment("b.pdf", "https://a.example/b.pdf")],
    )
    shown = seen(before, after)
    assert [(section.kind, section.how) for section in shown.sections[-2:]] == [
        ("file", How.EDITED),
        ("file", How.COME),
    ]
    assert {"Twelve", "Twenty"} <= set(marked(shown))
    assert "b.pdf" in page(shown)


def test_a_notice_that_stands_alone_shows_its_beginning():
    shown = single(content(*(f"Paragraph {n}." for n in range(60)), fields=[("No.", "51")]))
    said = text_of(shown)
    assert "Paragraph 39." in said
    assert "Paragraph 40." not in said
    assert "51" in said
    assert "20 more paragraphs" in page(shown)


# -- laws ------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    [
        "ports",
        "rate",
        "5%",
        "12",
        "1,842",
        "export",
        "税率",
        "出口",
        "企业",
        "shall",
        "may",
        "2026年5月8日",
        "certificate",
        "<b>",
        "&",
        "[-x-]",
    ]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=7).map(" ".join)
TABLES = st.lists(st.tuples(st.integers(0, 12).map(str), SENTENCES, SENTENCES), max_size=6).map(
    lambda rows: Table("Annex", ("Code", "Goods", "Rate"), tuple(rows))
)
CONTENTS = st.tuples(
    st.lists(SENTENCES | TABLES, max_size=7), st.lists(st.tuples(WORDS, SENTENCES), max_size=2)
)


def bare(text: str) -> str:
    return "".join(text.split())


@settings(max_examples=60)
@given(CONTENTS, CONTENTS)
def test_every_changed_word_of_a_comparison_stands_in_its_view(one, other):
    before, after = (content(*blocks, fields=fields) for blocks, fields in (one, other))
    comparison = compare(before, after)
    shown = view(before, after, comparison)
    olds, news = sides(shown)
    for edit in comparison.edits:
        for name in (edit.before or "").split(" | "):
            assert edit.op == "move" or bare(name) in olds
        for name in (edit.after or "").split(" | "):
            assert edit.op == "move" or bare(name) in news
    for table in comparison.tables:
        assert all(bare(cell.before) in olds and bare(cell.after) in news for cell in table.changed)
        assert all(bare(cell) in news for row in table.added for cell in row.cells)
        assert all(bare(cell) in olds for row in table.removed for cell in row.cells)


def sides(shown: View) -> tuple[str, str]:
    """What stands on each side, without blanks."""
    both: list[list[str]] = [[], []]
    everything = [*parts(shown, Line)]
    for grid in parts(shown, Grid):
        everything += [
            *grid.head,
            *(cell for row in grid.rows if isinstance(row, GridRow) for cell in row.cells),
        ]
    for one in everything:
        both[0].append(bare(plain(one.old)))
        both[1].append(bare(plain(one.new)))
    return "\n".join(both[0]), "\n".join(both[1])


@settings(max_examples=30)
@given(CONTENTS)
def test_a_version_beside_itself_marks_nothing(one):
    same = content(*one[0], fields=one[1])
    assert marked(seen(same, same)) == []


# -- pages -----------------------------------------------------------------------------------------


class Reader(HTMLParser):
    """What a browser would make of a page, as far as tests ask."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "br", "wbr"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


BAD = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&lt;"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("look", list(Look))
def test_C13_nothing_that_others_wrote_becomes_markup(look, language):
    table = Table(BAD, (BAD, "Rate"), ((BAD, "5"), ("b", "5"), ("c", "5")))
    other = Table(BAD, (BAD, "Rate"), ((BAD, "0"), ("b", "5"), (BAD + "c", "5")))
    before = content(BAD, "Twelve " + BAD, table, fields=[(BAD, BAD)], attachments=[Attachment(BAD, BAD)])
    after = content(
        BAD,
        "Twenty " + BAD,
        other,
        fields=[(BAD, BAD + "2")],
        attachments=[Attachment(BAD + "2", "javascript:alert(1)")],
    )
    about = About(BAD, BAD, address="javascript:alert(3)")
    html = printed(seen(before, after), about, TEMPLATES, look, language=language).html
    read = Reader(html)
    assert not [tag for tag, _ in read.tags if tag in ("script", "img", "iframe", "link", "form", "input")]
    assert not [name for _, attrs in read.tags for name in attrs if name.startswith("on")]
    assert not [attrs for tag, attrs in read.tags if tag == "a"]


@pytest.mark.parametrize("look", list(Look))
def test_a_page_asks_nobody_for_anything_and_is_well_formed(look):
    html = page(seen(content("Twelve ports.", rates(9)), content("Twenty ports.", rates(9, r3="0 %"))), look)
    read = Reader(html)
    assert read.open == []
    assert not [attrs for _, attrs in read.tags if "src" in attrs or "srcset" in attrs or "href" in attrs]
    assert "url(" not in html
    assert "@import" not in html


def test_C28_marks_that_turn_the_reading_direction_are_shown_as_symbols():
    html = page(seen(content("Form \u202efdp.exe is wanted."), content("Form \u202efdp.doc is wanted.")))
    assert "\u202e" not in html
    assert "[U+202E]" in html


def test_C15_only_a_web_address_is_a_link():
    shown = single(content("x"))
    assert 'href="https://a.example/n"' in page(shown, address="https://a.example/n")
    assert "href" not in page(shown, address="data:text/html,x")


def test_a_page_for_mail_has_its_style_on_its_elements_and_no_folds_to_open():
    same = [f"Clause {n}." for n in range(9)]
    html = page(seen(content("Twelve ports.", *same), content("Twenty ports.", *same)), "mail")
    assert "<details" not in html
    assert "8 unchanged paragraphs" in html
    assert re.search(r"<del [^>]*style=\"[^\"]*line-through", html)
    assert "prefers-color-scheme: dark" in html


def test_a_mail_saved_as_a_file_names_its_charset_where_browsers_look():
    assert b'charset="utf-8"' in page(seen(content("税率"), content("税目")), "mail").encode()[:1024]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 has it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_texts_stand_out_from_their_grounds_in_light_and_in_dark():
    light, dark = TEMPLATES.shipped["diff/style.css"].split("@media screen and (prefers-color-scheme: dark)")
    for css, grounds in ((light, ("#ffffff", "#f1f3f5")), (dark, ("#1a1e23", "#242a31"))):
        for rule in re.findall(r"\{([^{}]*)\}", css):
            colour = re.search(r"(?<!-)color: (#[0-9a-f]{6})", rule)
            ground = re.search(r"background: (#[0-9a-f]{6})", rule)
            for behind in ([ground[1]] if ground else grounds) if colour else ():
                one, other = sorted((luminance(colour[1]), luminance(behind)))
                assert (other + 0.05) / (one + 0.05) >= 4.5, rule


def test_in_a_browser_folds_open_without_scripts():
    same = [f"Clause {n}." for n in range(9)]
    html = page(seen(content("Twelve ports.", *same), content("Twenty ports.", *same)))
    assert "<details" in html
    assert "Clause 5." in html


def test_the_frame_speaks_the_readers_language():
    shown = seen(content("Twelve ports."), content("Twenty ports."))
    assert '<html lang="zh">' in page(shown, language="zh")
    assert "正文" in page(shown, language="zh")
    assert "Now" in page(shown, "side")


def test_both_languages_have_the_same_words():
    import tomllib

    english, chinese = (tomllib.loads(TEMPLATES.shipped[f"diff/words.{name}.toml"]) for name in ("en", "zh"))
    for group in ("diff", "spot"):
        assert english[group].keys() == chinese[group].keys()


@pytest.mark.parametrize(("look", "most"), [("inline", 150_000), ("side", 150_000), ("mail", 25_000)])
def test_a_table_of_3000_rows_with_five_changes_is_a_short_page(look, most):
    after = rates(3000, r7="0 %", r700="0 %", r1400="0 %", r2100="0 %", r2999="0 %")
    assert len(page(seen(content(rates(3000)), content(after)), look).encode()) < most


@pytest.mark.parametrize("look", list(Look))
def test_M08_a_page_stays_under_its_size_and_says_what_is_not_shown(look):
    before = content(*(f"Clause {n} about goods of sort {n}, wholly anew." for n in range(300)), rates(200))
    after = content(
        *(f"条款{n}：关于第{n}类货物的规定已经全部重新拟定。" for n in range(300)),
        rates(200, **{f"r{n}": "0 %" for n in range(200)}),
    )
    html = page(seen(before, after), look, most_bytes=40_000)
    assert len(html.encode()) <= 40_000
    assert "too much for one page" in html


@pytest.mark.parametrize("look", list(Look))
def test_M08_many_files_stay_under_the_size_of_a_page(look):
    def files(text: str) -> list[Attachment]:
        return [
            Attachment(f"{n}.pdf", f"https://a.example/{n}.pdf", f"{text}{n}", (Text(f"{text} {n}."),))
            for n in range(150)
        ]

    shown = seen(content(attachments=files("twelve")), content(attachments=files("twenty")))
    html = page(shown, look, most_bytes=40_000)
    assert len(html.encode()) <= 40_000
    assert "more files with changes" in html


def test_a_page_is_bounded_and_one_for_mail_more_so():
    assert (SIZE_BYTES, MAIL_BYTES) == (1_000_000, 100_000)


def test_a_very_wide_table_shows_its_key_and_what_changed():
    columns = ("Code", *(f"c{n}" for n in range(300)))
    rows = [(f"{8541 + row}", *(f"{row}.{n}" for n in range(300))) for row in range(9)]
    after = [(*row[:250], "new", *row[251:]) if row[0] == "8545" else row for row in rows]
    shown = seen(content(Table("T", columns, tuple(rows))), content(Table("T", columns, tuple(after))))
    (grid,) = parts(shown, Grid)
    assert (len(grid.head), grid.hidden) == (40, 261)
    assert plain(grid.head[0].pieces) == "Code"
    assert "new" in marked(shown)
    assert "261 columns are not shown" in page(shown)


def test_C19_many_rows_of_one_key_are_placed_in_linear_time():
    def work(size: int) -> None:
        view(*versions[size])

    def made(size: int) -> tuple[Content, Content, Comparison]:
        before, after = (
            content(Table("T", ("Code", "Rate"), tuple(("8541", f"{n % every} %") for n in range(size))))
            for every in (3, 4)
        )
        return before, after, compare(before, after)

    versions = {size: made(size) for size in (25, 200, 1600)}
    assert_linear(work, 200)


def test_one_endless_paragraph_shows_what_stands_around_its_change():
    long = "word " * 10_000
    html = page(seen(content(f"{long} twelve ports {long}"), content(f"{long} twenty ports {long}")))
    assert len(html) < 60_000
    assert "twelve" in html
    assert "characters, the same" in html


def test_C19_making_a_view_takes_linear_time():
    def work(size: int) -> None:
        fitted(view(*versions[size]), 10**6)

    def made(size: int) -> tuple[Content, Content, Comparison]:
        texts = [f"Clause {n}." for n in range(size)]
        edited = [text.replace(".", " anew.") if n % 9 == 0 else text for n, text in enumerate(texts)]
        before = content(*texts, rates(size))
        after = content(*edited, rates(size, **{f"r{n}": "0 %" for n in range(0, size, 9)}))
        return before, after, compare(before, after)

    versions = {size: made(size) for size in (50, 400, 3200)}
    assert_linear(work, 400)


def test_an_operators_own_template_is_used_and_a_broken_one_costs_nobody_the_page(tmp_path):
    folder = tmp_path / "diff"
    folder.mkdir()
    (folder / "inline.html").write_text("<p>{{ about.title }} of ours</p>", encoding="utf-8")
    shown = single(content("x"))
    assert printed(shown, About("T"), load_templates(tmp_path), Look.INLINE).html == "<p>T of ours</p>"
    (folder / "inline.html").write_text("\n{{ about.nothing }}", encoding="utf-8")
    made = printed(shown, About("T"), load_templates(tmp_path), Look.INLINE)
    assert "<html" in made.html
    assert "diff/inline.html:2" in made.mistakes[0]


# -- in a terminal ---------------------------------------------------------------------------------


def painted(shown: View, **how: object) -> str:
    out = io.StringIO()
    say.painted(lines(shown), Console(file=out, force_terminal=True, **how))
    return out.getvalue()


def test_a_terminal_shows_colours_and_wraps_at_its_width():
    shown = seen(
        content("The rate is 5 % at twelve ports of entry."),
        content("The rate is 0 % at twelve ports of entry."),
    )
    out = painted(shown, width=30, color_system="standard")
    assert "\x1b[" in out
    assert "31m" in out
    bare_lines = re.sub(r"\x1b\[[0-9;]*m", "", out).splitlines()
    assert max(map(len, bare_lines)) <= 30


def test_without_colour_the_marks_still_say_what_went_and_came():
    shown = seen(content("税率为5%。"), content("税率为0%。"))
    out = painted(shown, width=80, color_system="standard", no_color=True)
    assert "31m" not in out
    assert "[-5%-]" in re.sub(r"\x1b\[[0-9;]*m", "", out)
    assert "[-5%-]{+0%+}" in text_of(shown)


def test_C30_no_text_plays_tricks_on_the_terminal():
    shown = seen(content("a \x1b[31mred\x1b[0m word"), content("b \x1b[2Jred\x07 word"))
    out = painted(shown, width=80, color_system=None)
    assert "\x1b[31mred" not in out
    assert "\x1b[2J" not in out
    assert "\x07" not in out


@pytest.fixture
def desk(tmp_path, site) -> Desk:
    return Desk(tmp_path, site).begin("")


@pytest.fixture
def files(desk) -> Desk:
    for name, rate in (("old", "5 %"), ("new", "0 %")):
        (desk.folder / f"{name}.html").write_text(
            f"<html><body><h1>关于税率的公告</h1><p>The rate is {rate} at twelve ports.</p></body></html>",
            encoding="utf-8",
        )
    return desk


def test_compare_tells_changes_in_their_place(files):
    told = files.monitor("compare", "old.html", "new.html")
    assert told.out.startswith("changed\n")
    assert "The rate is [-5 %-]{+0 %+} at twelve ports." in told.out


def test_compare_writes_a_page_to_a_file_or_to_stdout(files):
    told = files.monitor("compare", "old.html", "new.html", "--view", "side", "--out", "d.html")
    assert (told.code, told.out) == (0, "")
    assert "d.html: written" in told.err
    written = (files.folder / "d.html").read_text(encoding="utf-8")
    assert ">5 %</del>" in written
    assert files.monitor("compare", "old.html", "new.html", "--view", "side").out.strip() == written.strip()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("compare", "old.html", "new.html", "--json", "--view", "side"), "leave out --json"),
        (("compare", "--pairs", "old.html", "--view", "side"), "--view shows one pair"),
        (("compare", "old.html", "new.html", "--view", "side", "--out", "no/such/d.html"), "no/such/d.html: cannot be written"),
        (("compare", "old.html", "new.html", "--out", "."), "cannot be written"),
        (("compare", "old.html", "new.html", "--view", "upside"), "'upside' is not one of"),
        (("show", "999", "--view", "side"), "no change is called 999"),
    ],
)  # fmt: skip
def test_a_wish_that_cannot_be_met_is_a_sentence_and_exit_2(files, words, said):
    told = files.monitor(*words)
    assert told.code == 2
    assert said in told.err
    assert "Traceback" not in told.err


def test_show_tells_a_new_an_amended_and_a_removed_notice(tmp_path, site):
    desk = Desk(tmp_path, site)
    desk.configure()
    assert desk.monitor("init").code == 0
    publication = Publication(site)
    for number in range(6):
        publication.publish(
            f"n{number}", f"第{number}号公告", f"2026-05-0{number + 1}", f"第{number}号公告的正文。"
        )
    desk.checked("2026-05-07T00:00:00Z")
    publication.publish("n7", "关于试点的公告", "2026-05-08", "自即日起，在12个口岸试点实施。")
    desk.checked("2026-05-08T00:00:00Z")
    publication.publish("n7", "关于试点的公告", "2026-05-08", "自即日起，在20个口岸试点实施。")
    desk.checked("2026-05-09T00:00:00Z")
    changes = {line["change"]: line["id"] for line in desk.monitor("changes", "--json").lines}
    assert "在12个口岸试点实施" in desk.monitor("show", changes["new"]).out
    assert "在[-12-]{+20+}个口岸" in desk.monitor("show", changes["amended"]).out
    html = desk.monitor("show", changes["amended"], "--view", "inline", "--language", "zh").out
    assert ">12</del>" in html
    assert "悄然修改" in html
    assert json.loads(desk.monitor("show", changes["amended"], "--json").out)["comparison"]["same"] is False


def test_a_cut_counts_what_it_leaves_out():
    shown = seen(
        content(*(f"Clause {n} of the old order, in words." for n in range(300))),
        content(*(f"Rule {n} under another one, wholly new." for n in range(300))),
    )
    small = fitted(shown, 20_000)
    kept = [line for line in parts(small, Line) if line.how not in (How.SAME, How.NOISE)]
    all_ = [line for line in parts(shown, Line) if line.how not in (How.SAME, How.NOISE)]
    (cut,) = parts(small, Cut)
    assert len(kept) + cut.count == len(all_)
