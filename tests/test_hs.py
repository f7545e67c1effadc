"""The Harmonized System: what exists when, what it is called, what became of it."""

import pytest

from monitor.hs import Edition, digits, editions, exists, name, predecessors, successors


@pytest.mark.parametrize(
    ("written", "bare"),
    [("8541.43", "854143"), ("ex 8541.43-00", "85414300"), ("８５４１．４３", "854143"), ("no code", "")],
)
def test_a_code_is_its_digits(written, bare):
    assert digits(written) == bare


def test_solar_cells_have_codes_of_their_own_since_2022():
    assert exists("8541.43")
    assert not exists("8541.43", Edition.HS2017)
    assert editions("8541.40") == (Edition.HS2017,)
    assert editions("8541.43.00.10") == (Edition.HS2022,)


@pytest.mark.parametrize("code", ["77", "7701", "854199", "", "0000.00", "9903.80.01"])
def test_what_no_edition_holds_does_not_exist(code):
    assert editions(code) == ()


def test_a_chapter_and_a_heading_exist_too():
    assert exists("85")
    assert exists("8541")
    assert exists("854")


def test_codes_are_called_by_the_longest_part_that_is_known():
    assert "photovoltaic" in (name("8541.43.00") or "").lower()
    assert name("8541.99") == name("8541")
    assert name("8541.40", edition=Edition.HS2017) != name("8541.40")
    assert name("01012100", "zh") == "改良种用马"
    assert name("0000") is None


def test_a_code_of_2017_leads_to_those_it_became():
    assert {"854142", "854143", "854149"} <= set(successors("8541.40"))
    assert predecessors("8541.43") == ("854140",)


def test_a_heading_leads_to_all_below_it():
    assert set(successors("8541.40")) < set(successors("8541"))
    assert predecessors("8541.4") == ("854140",)


def test_what_the_table_does_not_lead_on_leads_nowhere():
    assert successors("2518.30") == ()
    assert successors("9999.99") == ()
