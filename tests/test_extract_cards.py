"""What a page shows in cards, frames and folds: heads that are no site's header, links around whole cards, questions
on buttons, words that only a pointer brings forth, small tables without headings.
"""

from __future__ import annotations

import pytest

from monitor.compare import compare
from monitor.extract.html import read_text
from monitor.model import Content, Table, Text

MENU = "<ul>" + "".join(f"<li><a href='/{n}'>Menu entry {n}</a></li>" for n in range(5)) + "</ul>"
TITLES = [
    "Order 14 on copper foil",
    "Notice 15 on wall clocks",
    "Ruling 16 on tyre cord",
    "Order 17 on squid",
]


def read(body: str, title: str = "Harbour Office") -> Content:
    return read_text(f"<html><head><title>{title}</title></head><body>{body}</body></html>")


def texts(body: str, title: str = "Harbour Office") -> list[str]:
    return [block.text for block in read(body, title).blocks if isinstance(block, Text)]


# -- what is called a header ----------------------------------------------------------------------


def card(title: str, n: int, head: str, around: str) -> str:
    return (
        f"<{around}><div class='{head}'><b><a href='/n/{n}'>{title}</a></b><div>0{n}.06.2026</div></div>"
        f"<div><p>The office has room for {n}0 firms.</p></div></{around.partition(' ')[0]}>"
    )


@pytest.mark.parametrize("head", ["mat-mdc-card-header", "panelHeader", "header", "tile__header"])
@pytest.mark.parametrize("around", ["div class='box'", "app-card", "article"])
def test_the_head_of_a_card_is_read_whatever_it_is_called(head: str, around: str) -> None:
    cards = "".join(card(title, n + 1, head, around) for n, title in enumerate(TITLES))
    said = texts(f"<div class='site-header'>{MENU}</div><div>{cards}</div>")
    assert [title for title in TITLES if any(title in text for text in said)] == TITLES
    assert not any("Menu entry" in text for text in said)


def test_the_head_of_the_only_card_of_a_list_is_read() -> None:
    only = card(TITLES[0], 1, "news-card-header", "div class='news-card'")
    assert any(TITLES[0] in text for text in texts(f"<header>{MENU}</header><div>{only}</div>"))


def test_a_frame_that_is_called_a_header_keeps_its_heading() -> None:
    said = texts(
        "<main><h1>Order 14</h1><div class='frame frame-type-header'><header><h2>What to show</h2></header></div>"
        "<p>The invoice.</p></main>"
    )
    assert said == ["Order 14", "What to show", "The invoice."]


@pytest.mark.parametrize(
    "header",
    [
        f"<div class='header'><p>Harbour Office of the Bay</p>{MENU}</div>",
        "<div id='page-header'>Harbour Office of the Bay</div>",
        "<div class='siteHeader'><h2><a href='/'>Harbour Office of the Bay</a></h2></div>",
        "<div class='header-top'><h2>Harbour Office of the Bay</h2><form><input name='q'></form></div>",
        "<div class='header' role='banner'><h2>Harbour Office of the Bay</h2></div>",
    ],
)
def test_the_header_of_the_site_is_no_part_of_a_notice(header: str) -> None:
    said = texts(f"{header}<div><h1>Order 14</h1><p>Show the invoice of the squid.</p></div>", "Order 14")
    assert said == ["Order 14", "Show the invoice of the squid."]


# -- links around whole cards ---------------------------------------------------------------------


def pressed(title: str, n: int, day: str = "<p><time>0{n}.04.2026</time></p>") -> str:
    return (
        f"<div class='teaser'><a href='/press/{n}'><div><img src='/m/{n}.webp'></div>{day.format(n=n)}<h3>{title}</h3>"
        f"<p>Room for {n}0 firms.</p><span>Read on</span></a></div>"
    )


RAIL = "<div><h3>Hours</h3><p>The counter is open on all working days from eight to four in the afternoon.</p></div>"


@pytest.mark.parametrize("day", ["<p><time>0{n}.04.2026</time></p>", ""])
@pytest.mark.parametrize(
    "titles", [TITLES, TITLES[:1], ["关于铜箔的决定", "第15号通知", "第16号令", "关于鱿鱼的决定"]]
)
@pytest.mark.parametrize("around", ["main", "div"])
def test_cards_wholly_within_a_link_are_read_beside_menu_rail_and_footer(
    around: str, titles: list[str], day: str
) -> None:
    cards = "".join(pressed(title, n + 1, day) for n, title in enumerate(titles))
    said = texts(f"<div>{MENU}</div><{around}><div>{cards}</div>{RAIL}</{around}><div>{MENU}</div>")
    assert [text for text in said if text in titles] == titles
    assert [text for text in said if text.startswith("Room")] == [
        f"Room for {n + 1}0 firms." for n in range(len(titles))
    ]
    assert not any("Menu entry" in text for text in said)


def test_the_title_of_a_card_in_a_box_of_its_own_is_read() -> None:
    cards = "".join(
        f"<div><div><div><a href='/n/{n}'>{title}</a></div></div><div>0{n + 1}.06.2026</div></div>"
        for n, title in enumerate(TITLES[:2])
    )
    said = texts(f"<div>{MENU}</div><div>{cards}</div>{RAIL}")
    assert [text for text in said if text in TITLES] == TITLES[:2]


def test_cards_of_other_news_beside_a_notice_are_no_part_of_it() -> None:
    cards = "".join(pressed(title, n + 1) for n, title in enumerate(TITLES[:3]))
    title = "Notice 88: what importers of garden hoses have to show"
    notice = (
        f"<div><h1>{title}</h1>"
        + "<p>Importers show the invoice and the list of all their goods.</p>" * 9
        + "</div>"
    )
    assert not any(text in TITLES for text in texts(f"{notice}<div>{cards}</div>", title))


# -- questions on buttons, and buttons that only do something -------------------------------------

ASK = "<button type='button' class='accordion-button collapsed' aria-expanded='false'>{}</button>"


@pytest.mark.parametrize(
    "folded",
    [
        "<h2 class='accordion-header'>{ask}</h2><div>{answer}</div>",
        "<h3><span>1.</span> <span>{ask}</span></h3><div>{answer}</div>",
        "<div role='heading' aria-level='3'>{ask}</div><div>{answer}</div>",
        "<details><summary>{ask}</summary>{answer}</details>",
        "<dl><dt>{ask}</dt><dd>{answer}</dd></dl>",
    ],
)
@pytest.mark.parametrize("selected", [False, True])
def test_a_question_on_a_button_is_read(folded: str, selected: bool) -> None:
    asked = ["May a carrier file for me?", "Who signs the form?"]
    body = "".join(folded.format(ask=ASK.format(ask), answer="<p>Yes, the keeper may.</p>") for ask in asked)
    page = f"<h1>Questions</h1><main>{body}</main>"
    said = [block.text for block in read_text(page, selector="main" if selected else None).blocks]  # type: ignore[union-attr]
    assert [ask for ask in asked if any(text.endswith(ask) for text in said)] == asked


@pytest.mark.parametrize(
    "body",
    [
        "<button class='toggle-all'>Open all</button><h2>What to show</h2><p>The invoice.</p>",
        "<h2>What to show <button>Copy the address</button></h2><p>The invoice.</p>",
        "<h2>What to show</h2><p>The invoice.</p><button aria-expanded='false'><span>Show more</span></button>",
        "<div><button>Sort by date ↑</button></div><h2>What to show</h2><p>The invoice.</p>",
    ],
)
def test_a_button_that_only_does_something_is_not_read(body: str) -> None:
    assert texts(f"<main><h1>Order 14</h1>{body}</main>") == ["Order 14", "What to show", "The invoice."]


def test_the_name_of_a_column_stands_on_the_button_that_sorts_it() -> None:
    rows = "<tr><td>0304.11</td><td>5 %</td></tr><tr><td>0304.12</td><td>6 %</td></tr>"
    [table] = read(
        f"<table><tr><th><button>Code</button></th><th>Rate <button>Sort</button></th></tr>{rows}</table>"
    ).blocks
    assert isinstance(table, Table)
    assert table.columns == ("Code", "Rate")


# -- what a pointer brings forth ------------------------------------------------------------------

TIPS = [
    "<span role='tooltip' class='x'>A term of the glossary.</span>",
    "<i class='tooltiptext'>A term of ours.</i>",
]


@pytest.mark.parametrize("tip", TIPS)
def test_a_tooltip_is_no_part_of_the_sentence_it_stands_in(tip: str) -> None:
    line = f"The duty on <span class='tip' tabindex='0'>bicycle chains{tip}</span> must be paid."
    table = f"<table><tr><th>Goods</th><th>Duty</th></tr><tr><td>chains{tip}</td><td>5 %</td></tr></table>"
    blocks = read(f"<main><h1>Order 14</h1><p>{line}</p><h2>Rates</h2>{table}</main>").blocks
    assert blocks[1:] == (
        Text("The duty on bicycle chains must be paid."),
        Text("Rates", "heading"),
        Table("Rates", ("Goods", "Duty"), (("chains", "5 %"),)),
    )


def test_a_term_that_has_a_tooltip_is_read() -> None:
    assert texts("<main><p>Pay for <span class='tooltip has-tooltip'>oak casks</span> now.</p></main>") == [
        "Pay for oak casks now."
    ]


# -- tables without headings ----------------------------------------------------------------------


def table_of(*rows: tuple[str, ...]) -> Table:
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    [table] = read(f"<main><table>{cells}</table></main>").blocks
    assert isinstance(table, Table)
    return table


@pytest.mark.parametrize(
    "rows",
    [
        (("North gate", "20 min"), ("Ferry pier", "1,110 min"), ("Air cargo", "35 min")),
        (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "")),
        (("12.06.2026", "Order 14"), ("08.06.2026", "Ruling 9")),
        (("Squid", "5 %", "none"), ("Hoses", "6.5 %", "licence"), ("Clocks", "12 %", "none")),
    ],
)
def test_a_first_row_with_figures_like_those_below_it_names_no_columns(
    rows: tuple[tuple[str, ...], ...],
) -> None:
    assert table_of(*rows) == Table("", ("",) * len(rows[0]), rows)


@pytest.mark.parametrize(
    "rows",
    [
        (("Gate", "Wait"), ("Ferry pier", "10 min"), ("Air cargo", "35 min")),
        (("Goods", "2025", "2026"), ("Squid", "1842", "1911"), ("Hoses", "2001", "2013")),
        (("Goods", "1", "2", "3"), ("Squid", "4", "5", "6"), ("Hoses", "7", "8", "9")),
        (("Code", "Rate 1"), ("0304.11", "Rate 2"), ("0304.12", "Rate 3")),
        (("Code 2022", "Code 2017"), ("8541.43", "8541.40"), ("8541.42", "8541.40")),
        (("Goods", "Duty"), ("Squid", "free"), ("Hoses", "free")),
        (("20 min", "North gate"),),
    ],
)
def test_a_first_row_that_names_columns_stays_their_names(rows: tuple[tuple[str, ...], ...]) -> None:
    assert table_of(*rows) == Table("", rows[0], rows[1:])


def test_a_figure_that_turns_into_a_word_is_told_of_its_row_in_a_table_without_headings() -> None:
    rows = [("Squid", "5 %"), ("Hoses", "6 %"), ("Clocks", "7 %")]
    for turned in range(3):
        turn = [(goods, "free" if n == turned else rate) for n, (goods, rate) in enumerate(rows)]
        found = compare(Content((table_of(*rows),)), Content((table_of(*turn),)), language="en")
        [edit] = found.tables
        assert not found.edits
        assert [(cell.key, cell.before, cell.after) for cell in edit.changed] == [(*rows[turned], "free")]
        assert (edit.added, edit.removed) == ((), ())
