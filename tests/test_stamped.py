"""What became of a notice, where a page says so outside of its text: banners, stamps, buttons."""

import pytest

from monitor.compare import compare
from monitor.extract.html import read_text
from monitor.model import Content

PAGE = (
    "<html><head><title>Notice on import duties</title></head><body><nav><a href='/'>Home</a></nav>{above}<main>{inside}"
    "<h1>Notice on import duties</h1><p>The department notifies traders of the changes that follow in this notice.</p>"
    "<p>Importers obtain a licence before the goods are declared to customs.</p>{below}</main>{after}"
    "<footer>Copyright 2026 Customs</footer></body></html>"
)
WITHDRAWN = "This notice has been withdrawn and replaced by Order 14."


def read(**parts: str) -> Content:
    return read_text(
        PAGE.format(**{name: parts.get(name, "") for name in ("above", "inside", "below", "after")})
    )


@pytest.mark.parametrize("where", ["above", "inside", "below", "after"])
@pytest.mark.parametrize(
    "element",
    [
        '<div class="banner">{}</div>',
        '<div class="alert">{}</div>',
        '<div class="status-banner">{}</div>',
        '<div class="disclaimer">{}</div>',
        '<div class="popup">{}</div>',
        '<div class="modal">{}</div>',
        '<div class="toolbar">{}</div>',
        '<div class="tips">{}</div>',
        '<div class="sub">{}</div>',
        "<aside>{}</aside>",
        "<header>{}</header>",
        "<dialog open>{}</dialog>",
        "<button>{}</button>",
        "<svg><text>{}</text></svg>",
    ],
)
def test_what_became_of_a_notice_is_read_wherever_it_stands(where: str, element: str) -> None:
    change = compare(read(), read(**{where: element.format(WITHDRAWN)}), language="en")
    assert [edit.after for edit in change.edits] == [WITHDRAWN]


@pytest.mark.parametrize("said", ["本公告已废止。", "已废止", "WITHDRAWN", "REPEALED 2026"])
def test_a_stamp_of_a_word_is_read_above_the_notice(said: str) -> None:
    assert not compare(read(), read(above=f'<div class="stamp">{said}</div>'), language="en").same


@pytest.mark.parametrize(
    "part",
    [
        '<div class="banner">Effective customs for a fair market</div>',
        '<div class="banner">This website will be down for maintenance and no longer available on Sunday.</div>',
        '<div class="tips"><a href="/8.html">This notice amends the order on fees</a></div>',
        "<button>Correct</button>",
        "<button>Amend search</button>",
        "<svg><title>withdrawn</title><path d=''/></svg>",
        "<div class='tips'>Search for documents in force</div>",
    ],
)
def test_what_a_site_says_of_itself_above_a_notice_stays_out(part: str) -> None:
    assert read(above=part) == read()
