"""Phrases that people write for one source: what they find, what they leave, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from monitor.compare import Guide, compare
from monitor.compare.forms.text import normal
from monitor.compare.noise.phrases import PhraseError, phrase
from monitor.config.schema import schema
from monitor.model import Comparison, Content, Table, Text
from tests.desk import LISTING, Desk
from tests.growth import assert_linear
from tests.site import Site


def page(*lines: str, fields: tuple[tuple[str, str], ...] = ()) -> Content:
    return Content(tuple(Text(line) for line in lines), fields=fields)


def differ(before: Content, after: Content, **guide: Any) -> Comparison:
    return compare(before, after, guide=Guide(**guide))


def test_a_phrase_is_taken_out_wherever_it_stands_and_the_rest_is_compared() -> None:
    rule = ("Rate of the day: {number}",)
    before = page("Rate of the day: 7.1, for 12 ports.")
    assert differ(before, page("Rate of the day: 7.25, for 12 ports."), ignore=rule).same
    (edit,) = differ(before, page("Rate of the day: 7.25, for 20 ports."), ignore=rule).edits
    assert (edit.before, edit.after) == (
        "Rate of the day: 7.1, for 12 ports.",
        "Rate of the day: 7.25, for 20 ports.",
    )


def test_a_phrase_with_any_must_be_the_whole_block() -> None:
    rule = ("Did you know? {any}",)
    assert differ(
        page("Text.", "Did you know? Ships float."), page("Text.", "Did you know? So do ducks."), ignore=rule
    ).same
    assert differ(page("Text."), page("Text.", "Did you know? So do ducks."), ignore=rule).same
    told = differ(page("Text. Did you know? One."), page("Text. Did you know? Two."), ignore=rule)
    assert len(told.edits) == 1


def test_what_a_source_ignores_is_listed_with_the_phrase() -> None:
    (ignored,) = differ(page("A.", "Tip: one"), page("A.", "Tip: two"), ignore=("tip: {any}",)).ignored[:1]
    assert "tip: {any}" in ignored.why


@pytest.mark.parametrize(
    ("written", "text", "left"),
    [
        ("rate", "corporate rate", "corporate"),
        ("{number} views", "seen 1,234 views today", "seen today"),
        ("本日汇率{number}", "公布本日汇率 7.12 执行", "公布执行"),
        ("Printed on {date} at {time}", "Printed on 3 November 2026 at 10:20:33 twice", "twice"),
        ("更新于{date}", "更新于2026年11月3日，", ","),
        ("As of {date}", "As of 2026-11-03: 5 %", ":5%"),
        ("As of {date}", "As of 03/11/2026: 5 %", ":5%"),
        ("{any} tip {any} end", "my tip is the end", ""),
        ("{any} tip {any} end", "my tip is the endless", "my tip is the endless"),
        ("No. {number}", "No. 5 and No. 7", "and"),
        ("12 ports", "112 ports", "112 ports"),
    ],
)
def test_what_a_phrase_finds(written: str, text: str, left: str) -> None:
    assert phrase(written).without(normal(text)) == left


@pytest.mark.parametrize("kept", ["Views: {number}", "浏览", "{any}Views{any}"])
def test_keep_goes_before_what_is_built_in_and_before_ignore(kept: str) -> None:
    before, after = page("A.", "Views: 12 浏览"), page("A.", "Views: 13 浏览")
    assert differ(before, after, ignore=("Views: {number}",)).same
    assert not differ(before, after, ignore=("Views: {number}",), keep=(kept,)).same


def test_phrases_hold_in_fields() -> None:
    before, after = page("A.", fields=(("Serial", "xy 12"),)), page("A.", fields=(("Serial", "xy 13"),))
    assert not differ(before, after).same
    assert differ(before, after, ignore=("Serial: {any}",)).same
    assert differ(before, after, ignore=("xy {number}",)).same
    views = page("A.", fields=(("Views", "12"),)), page("A.", fields=(("Views", "13"),))
    assert differ(*views).same
    assert not differ(*views, keep=("Views",)).same


def test_row_key_names_the_column_that_rows_are_known_by() -> None:
    def table(*rows: tuple[str, ...]) -> Content:
        return Content((Table("", ("HS code", "Batch", "Rate"), rows),))

    before = table(("850100", "b1", "5"), ("850200", "b2", "6"))
    after = table(("850200", "b1", "5"), ("850200", "b2", "6"))
    (edit,) = differ(before, after, row_key=("Batch",)).tables
    assert [(cell.key, cell.column, cell.after) for cell in edit.changed] == [("b1", "HS code", "850200")]


@pytest.mark.parametrize(
    "written", ["{any}", "{number}", " {date} {time} ", "{number}: {any}", "x", "12 {any}"]
)
def test_a_phrase_that_fits_too_much_is_refused_with_the_mend(written: str) -> None:
    with pytest.raises(PhraseError, match="write the words that stand beside it"):
        phrase(written)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Views {numbers}", "write {number}, {date}, {time} or {any}"),
        ("Views {", "brace alone"),
        ("Views }", "brace alone"),
        ("w" * 300, "longer than 200"),
    ],
)
def test_a_phrase_that_is_none_says_what_to_write(written: str, said: str) -> None:
    with pytest.raises(PhraseError, match=said):
        phrase(written)


@pytest.mark.parametrize("written", ["(a+)+$ [x", r"\d+ views", "a.c", "^start", "a|b"])
def test_nobody_writes_patterns(written: str) -> None:
    """What looks like one is words."""
    assert phrase(written).without(normal(f"x {written} y")).split() == ["x", "y"]
    assert phrase(written).without("12 views abc start") == "12 views abc start"


@pytest.mark.parametrize(
    "written",
    [
        "ab{any}ab{any}ab{any}cd", "ab {number} {number} {number} cd", "ab {date} cd", "ab{time}{time}cd", "{any}ab{any}ab{any}ab",
        "a a a a b", "{number}{number}ab", "{date}{date}ab",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "piece",
    ["ab", "ab ", "ab 1 ", "1", "1,", "1 ", "ab 12:", "ab 2026-1-", "12:30", "a", "a a ", "1.2.", "jan 1, "],
)
def test_C18_no_phrase_takes_longer_than_the_text(written: str, piece: str) -> None:
    ready = phrase(written)
    assert_linear(
        lambda size: (
            ready.without(piece * (size // len(piece))),
            ready.stands_in(piece * (size // len(piece))),
        ),
        12_500,
    )


# -- in sources.yaml ---------------------------------------------------------------------------------


def test_a_source_with_a_phrase_too_wide_is_a_mistake_with_its_place(tmp_path: Path) -> None:
    with Site() as site:
        desk = Desk(tmp_path, site)
        desk.configure(sources=f"{LISTING}    ignore: ['{{any}}']\n    keep: ['Views {{nummer}}']\n")
        told = desk.monitor("sources", "list")
    assert told.code == 2
    assert 'notices: ignore: "{any}" would fit far too much' in told.err
    assert "notices: keep:" in told.err
    assert "Traceback" not in told.err


def test_the_keys_are_in_the_schema_with_what_they_mean() -> None:
    for name, source in schema()["$defs"].items():
        if "row_key" in source.get("properties", {}):
            keys = source["properties"]
            assert "{any}" in keys["ignore"]["description"], name
            assert "never noise" in keys["keep"]["description"]
            assert "columns" in keys["row_key"]["description"]
            break
    else:
        pytest.fail("no source has the key")


def test_phrases_make_no_new_baseline() -> None:
    from monitor.sources.page import Source

    keys = {"id": "a", "authority": "A", "jurisdiction": "CN", "kind": "page", "url": "http://a.example/"}
    plain = Source.model_validate(keys)
    other = Source.model_validate(keys | {"ignore": ["Tip: {any}"], "keep": ["Views"], "row_key": ["No."]})
    assert other.fingerprint == plain.fingerprint
    assert other.guide == Guide(("Tip: {any}",), ("Views",), ("No.",))
