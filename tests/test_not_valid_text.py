"""What a reader sees and what holds no longer: struck out, hidden, ticked, chosen, answered by a picture."""

import pytest

from monitor.compare import compare
from monitor.extract.html import read_text

PAGE = (
    "<html><head><title>Notice on import duties</title></head><body><main><h1>Notice on import duties</h1>"
    "<p>The department notifies traders of the changes that follow in this notice.</p>{}"
    "<p>This notice enters into force on 1 July 2026.</p></main></body></html>"
)
TABLE = "<table><tr><th>Code</th><th>Exempt</th></tr><tr><td>8504</td><td>{}</td></tr></table>"


def same(old: str, new: str) -> bool:
    before, after = (read_text(PAGE.format(part)) for part in (old, new))
    return compare(before, after, language="en").same


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>The rate is <del>5%</del> 8%.</p>", "<p>The rate is 5% <del>8%</del>.</p>"),
        ("<p>Pumps are exempt.</p>", "<p><s>Pumps are exempt.</s></p>"),
        ("<p>Not <strike>all</strike> pumps</p>", "<p>Not all pumps</p>"),
        ("<p>Do <span style='text-decoration: line-through'>not</span> apply</p>", "<p>Do not apply</p>"),
        (TABLE.format("<del>5</del> 8"), TABLE.format("5 <del>8</del>")),
        (TABLE.format('<img src="a.png" alt="yes">'), TABLE.format('<img src="b.png" alt="no">')),
        (TABLE.format('<input type="checkbox" checked>'), TABLE.format('<input type="checkbox">')),
        ('<p><input type="checkbox" checked> Samples</p>', '<p><input type="checkbox"> Samples</p>'),
        (
            "<p>State: <select><option selected>Open<option>Closed</select></p>",
            "<p>State: <select><option>Open<option selected>Closed</select></p>",
        ),
        ("<p>Pumps are exempt.</p>", "<p hidden>Pumps are exempt.</p>"),
        ("<p>Pumps are exempt.</p>", '<p style="display:none">Pumps are exempt.</p>'),
        ("<p>Pumps are exempt.</p>", '<p style="visibility: hidden">Pumps are exempt.</p>'),
    ],
)
def test_what_no_longer_holds_or_is_answered_otherwise_is_told(old: str, new: str) -> None:
    assert not same(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>Pumps are <u>exempt</u>.</p>", "<p>Pumps are exempt.</p>"),
        (TABLE.format('5 <img src="a.png" alt="new">'), TABLE.format("5")),
        (TABLE.format('<a href="/a.html"><img src="a.png" alt="icon"></a>'), TABLE.format("")),
        ('<form><p><input type="checkbox" checked> Remember me</p></form>',) * 2,
        ("<p>Pumps</p><p hidden>Pumps are exempt.</p>", "<p>Pumps</p>"),
        (
            '<div class="tab"><p>Exporters must file form A.</p></div>',
            '<div class="tab" style="display:none"><p>Exporters must file form A.</p></div>',
        ),
    ],
)
def test_what_only_looks_otherwise_is_nothing(old: str, new: str) -> None:
    assert same(old, new)
