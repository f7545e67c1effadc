"""What a page shows in cards, frames and folds: heads that are no site's header, links around whole cards, questions
on buttons, words that only a pointer brings forth, small tables without headings.
"""

from __future__ import annotations

import pytest

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
