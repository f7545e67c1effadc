"""Changes a week as a picture."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree as ET

from monitor.pictures.weeks import NARROW, Row, Speech, month_starts, weeks

SPEECH = Speech("Changes <a> week", "9 changes & more", "none", [(0, "May")], "not over")
NAME = "{http://www.w3.org/2000/svg}"


def bars(svg: str, tint: str) -> list[float]:
    return [
        float(each.get("height"))
        for each in ET.fromstring(svg).iter(f"{NAME}rect")
        if each.get("class") == f"wk-{tint}"
    ]


def test_bars_of_all_rows_have_one_scale_and_every_bar_its_number():
    svg = weeks([Row("All", "all", [4, 8, 0, 2]), Row("HS <mapping>", "hs", [0, 4, 0, 0])], SPEECH)
    assert bars(svg, "all") == [16, 32, 8]
    assert bars(svg, "hs") == [16]
    texts = [each.text for each in ET.fromstring(svg).iter(f"{NAME}text")]
    assert texts.count("4") == 2
    assert "HS <mapping>" in texts


def test_it_is_told_in_words_and_may_be_empty_or_huge():
    for numbers in ([], [0, 0], [10**9, 1]):
        svg = weeks([Row("All", "all", numbers)], SPEECH, wide=NARROW)
        root = ET.fromstring(svg)
        assert root.find(f"{NAME}title").text == "Changes <a> week"
        assert root.find(f"{NAME}desc").text == "9 changes & more"
        assert ("none" in svg) == (not any(numbers))


def test_only_a_week_that_is_not_over_is_striped():
    row = [Row("All", "all", [5, 5])]
    assert '<path class="wk-stripes"' in weeks(row, SPEECH)
    assert '<path class="wk-stripes"' not in weeks(row, SPEECH, running=False)


def test_months_are_named_where_they_begin_unless_too_near():
    firsts = [date(2026, 4, 27) + timedelta(weeks=n) for n in range(10)]
    assert month_starts(firsts) == (1, 5)
    assert month_starts([date(2026, 5, 4) + timedelta(weeks=n) for n in range(5)]) == (0, 4)
    assert month_starts([]) == ()
