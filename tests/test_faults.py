"""The fault table: what the program must withstand, row by row, and that no row loses its test.

An id stands in the name of each test that fails without the guard: `grep -rn _D06_ tests` shows what holds for D06.
What is not tested stands in docs/limits.md under "Faults without a test", with the reason.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent

MUST = [
    "X01",
    "X02",
    "X03",
    "X04",
    "X05",
    "X07",
    "C01",
    "C02",
    "C03",
    "C04",
    "C05",
    "C06",
    "C07",
    "C08",
    "C09",
    "C10",
    "C11",
    "C12",
    "C13",
    "C15",
    "C16",
    "C19",
    "C20",
    "C21",
    "C22",
    "C23",
    "C24",
    "C26",
    "C27",
    "C29",
    "C31",
    "C32",
    "C37",
    "N01",
    "N02",
    "N03",
    "N04",
    "N05",
    "N06",
    "N08",
    "N10",
    "N13",
    "N16",
    "N20",
    "D01",
    "D02",
    "D04",
    "D05",
    "D06",
    "D07",
    "D08",
    "D09",
    "D12",
    "D13",
    "D14",
    "D17",
    "D18",
    "D19",
    "M01",
    "M02",
    "M03",
    "M04",
    "M05",
    "M06",
    "M07",
    "M08",
    "M09",
    "M10",
    "M11",
    "M12",
    "M13",
    "M14",
    "M15",
    "M18",
    "M23",
    "T01",
    "T03",
    "T05",
    "T06",
    "T07",
    "T09",
    "T10",
    "T16",
    "Q01",
    "Q02",
    "Q03",
    "Q04",
    "Q05",
    "Q06",
    "Q07",
    "Q08",
    "Q09",
    "Q10",
    "Q11",
    "Q13",
    "Q14",
    "Q16",
    "Q17",
    "Q18",
    "Q20",
    "Q21",
    "Q22",
    "Q27",
    "W01",
    "W02",
    "W03",
    "W04",
    "W05",
    "W06",
    "W10",
    "W11",
    "W18",
    "S01",
    "S02",
    "S03",
    "S04",
    "S11",
    "S14",
]
SHOULD = [
    "X06",
    "C17",
    "C18",
    "C28",
    "C30",
    "C35",
    "C36",
    "N07",
    "N11",
    "N12",
    "N17",
    "N18",
    "N21",
    "D03",
    "D10",
    "D11",
    "D21",
    "D22",
    "M17",
    "M19",
    "T02",
    "T04",
    "T15",
    "Q12",
    "Q15",
    "Q24",
    "W08",
    "W09",
    "W12",
    "W13",
    "W14",
    "W19",
    "W21",
    "S07",
    "S08",
    "S09",
    "S13",
    "S16",
]
LATER = ["C25", "C33", "C34", "D15", "D16", "M16", "M24", "T12", "Q26", "W17", "W22", "S15"]


def named_by_tests() -> dict[str, list[str]]:
    """The tests that name each id."""
    found: dict[str, list[str]] = {}
    for path in sorted(HERE.rglob("test_*.py")):
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE):
            for id_ in re.findall(r"(?<=_)[A-Z]\d\d(?=_)", name):
                found.setdefault(id_, []).append(f"{path.name}::{name}")
    return found


def said_in_limits() -> dict[str, str]:
    """The rows under "Faults without a test": what is said of each id."""
    text = (HERE.parent / "docs" / "limits.md").read_text("utf-8")
    _, _, rest = text.partition("\nFaults without a test\n")
    table = rest.lstrip("\n").partition("\n\n")[0]
    return dict(re.findall(r"^\| ([A-Z]\d\d) \| (.{20,}) \|$", table, re.MULTILINE))


TESTED, SAID = named_by_tests(), said_in_limits()


@pytest.mark.parametrize("id_", MUST)
def test_every_fault_that_must_be_withstood_has_a_test(id_: str) -> None:
    assert TESTED.get(id_), f"{id_}: no test in tests/ has it in its name"


@pytest.mark.parametrize("id_", SHOULD)
def test_every_fault_that_should_be_withstood_has_a_test_or_a_reason(id_: str) -> None:
    assert TESTED.get(id_) or SAID.get(id_), f"{id_}: neither a test nor a row in docs/limits.md"


def test_no_id_is_in_the_table_twice_and_no_test_names_one_that_is_not_there() -> None:
    every = [*MUST, *SHOULD, *LATER]
    assert len(every) == len(set(every)) == 168
    assert not set(TESTED) - set(every)
    assert set(SAID) <= {*SHOULD, *LATER} - set(TESTED)
