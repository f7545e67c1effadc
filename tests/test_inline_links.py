"""Where the links within a text or a cell lead, and when that is a change."""

from dataclasses import replace

import pytest

from monitor.compare import compare
from monitor.extract.html import read_text
from monitor.model import Comparison, Content

BASE = "https://trade.example/notices/7.html"
PAGE = (
    "<html><head><title>Notice on import duties</title></head><body><main><h1>Notice on import duties</h1>"
    "<p>The department notifies traders of the changes that follow in this notice.</p>{}"
    "<p>This notice enters into force on 1 July 2026.</p></main></body></html>"
)


def read(part: str, base: str = BASE) -> Content:
    return read_text(PAGE.format(part), base_url=base)


def compared(before: str, after: str, base: str = BASE, other: str = BASE) -> Comparison:
    return compare(read(before, base), read(after, other), language="en")


TEXT = '<p>See <a href="{}">the annex</a> before you apply.</p>'
CELL = (
    '<table><tr><th>Form</th><th>Page</th></tr><tr><td>A</td><td><a href="{}">view it</a></td></tr></table>'
)


@pytest.mark.parametrize("part", [TEXT, CELL])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/files/annex-2025.html", "/files/annex-2026.html"),
        ("https://apply.example/form", "https://else.example/form"),
        ("mailto:a@trade.example", "mailto:b@trade.example"),
        ("/view?id=100", "/view?id=101"),
    ],
)
def test_words_that_lead_somewhere_else_are_told_with_both_targets(part: str, old: str, new: str) -> None:
    (edit,) = compared(part.format(old), part.format(new)).edits
    assert old in (edit.before or "")
    assert new in (edit.after or "")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/a;jsessionid=A1B2?id=4", "/a;jsessionid=C3D4?id=4"),
        ("/a7.html?spm=1.2", "/a7.html?spm=3.4"),
        ("/a.html", "https://trade.example/a.html"),
        ("http://apply.example/form", "https://www.apply.example/form"),
        ("/cdn-cgi/l/email-protection#a1", "/cdn-cgi/l/email-protection#c3"),
        ("#note1", "#note2"),
        ("javascript:open(1)", "javascript:open(2)"),
        (
            "https://s3.example/a?X-Amz-Signature=abc&X-Amz-Date=1",
            "https://s3.example/a?X-Amz-Signature=d&X-Amz-Date=2",
        ),
    ],
)
def test_another_way_to_write_the_same_target_is_nothing(old: str, new: str) -> None:
    assert compared(TEXT.format(old), TEXT.format(new)).same
    assert compared(CELL.format(old), CELL.format(new)).same


def test_a_site_that_moved_to_another_host_has_changed_no_link_of_its_own() -> None:
    part = TEXT.format("/annex.html")
    assert compared(part, part, BASE, "https://new.example/notices/7.html").same


def test_links_that_all_went_to_the_same_new_host_have_moved_with_their_site() -> None:
    parts = [
        "".join(
            f'<p>Clause {n} refers to <a href="https://{host}.example/{n}">that law</a>.</p>' for n in "123"
        )
        for host in ("old", "new")
    ]
    assert compared(*parts).same


def test_a_notice_that_was_read_before_links_were_kept_is_not_amended_by_them() -> None:
    now = read(TEXT.format("/a.html"))
    assert compare(replace(now, links=()), now, language="en").same


def test_a_row_of_links_and_the_tools_of_a_page_are_no_links_of_the_text() -> None:
    part = '<p><a href="/a">Part A of the list</a> <a href="/b">Part B of the list</a></p><p>Do <a href="/p">print</a> it</p>'
    assert read(part).links == ()


def test_the_place_of_a_link_is_the_paragraph_it_stands_in() -> None:
    (edit,) = compared(TEXT.format("/a.html"), TEXT.format("/b.html")).edits
    assert edit.path == "paragraph 2"


def test_a_link_in_a_text_that_was_edited_too_is_told_by_its_words() -> None:
    edits = compared(TEXT.format("/a.html"), TEXT.replace("before you", "when you").format("/b.html")).edits
    assert [edit.before for edit in edits if "<" in (edit.before or "")] == ["the annex </a.html>"]
