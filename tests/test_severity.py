"""How soon a reader must look at a change, and why."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.digest import weight
from monitor.digest.compose import order
from monitor.digest.words import Words, parse
from monitor.model import Content, Direction, FactDelta, Facts, LabelName, Status, Thread
from monitor.severity import Level, severity
from tests.letters import NOW, TEMPLATES, amended, label, line, notice

TODAY = NOW.date()
HS = ("watchlist hs 8541.43; met 8541430010; in table Annex 1, row 8541430010",)
SHUTS = label(LabelName.ELIGIBILITY, Direction.RESTRICTION)
OPENS = label(LabelName.ELIGIBILITY, Direction.EXPANSION)


def words(language="en"):
    name = f"digest/words.{language}.toml"
    return Words(language, parse(TEMPLATES.shipped[name], name), ZoneInfo("UTC"), name)


def in_days(days):
    return Facts(effective=TODAY + timedelta(days=days))


def level(each):
    return severity(each.change, each.why, TODAY).level


def said(each, language="en"):
    found = severity(each.change, each.why, TODAY)
    return weight.line(found, {"solar": "Solar lighting channel"}, words(language))


def test_the_reasoning_is_one_line():
    each = line(labels=(SHUTS,), facts=in_days(6), why=HS)
    assert said(each) == "High: HS 8541.43 of your list, restriction, in force in 6 days"
    assert said(each, "zh") == "高：命中您关注的税号 8541.43，收紧，6 天后施行"


@pytest.mark.parametrize(
    ("labels", "days", "why", "expected"),
    [
        ((SHUTS,), -3, HS, Level.URGENT),
        ((SHUTS,), 0, HS, Level.URGENT),
        ((OPENS,), -3, HS, Level.HIGH),
        ((OPENS,), 30, HS, Level.HIGH),
        ((OPENS,), 31, HS, Level.NORMAL),
        ((SHUTS,), 30, (), Level.HIGH),
        ((SHUTS,), 31, (), Level.NORMAL),
        ((OPENS,), 5, (), Level.NORMAL),
        ((OPENS,), -400, HS, Level.HIGH),  # nothing says when, but that it was long ago
        ((), 5, HS, Level.HIGH),
        ((), 5, (), Level.LOW),
    ],
)
def test_levels(labels, days, why, expected):
    assert level(line(labels=labels, facts=in_days(days), why=why)) is expected


def test_a_programme_that_moved_is_high_and_says_which():
    each = line(threads=(Thread("solar", "its name", (FactDelta("ports", "12", "20"),)),))
    assert said(each) == "High: moves Solar lighting channel"


def test_C31_a_text_that_nobody_could_read_is_high():
    from monitor.model import New

    unread = line(New(notice(content=Content(unread="a scanned page"))))
    assert said(unread) == "High: its text could not be read"


def test_press_is_one_level_lower():
    each = line(labels=(SHUTS,), facts=in_days(-1), why=HS, status=Status.UNCONFIRMED)
    assert said(each) == "High: HS 8541.43 of your list, restriction, already in force, press only"


def test_an_amendment_of_what_is_long_in_force_bites_now():
    each = line(amended(silent=True), labels=(label(LabelName.DOCUMENTATION),), facts=in_days(-500), why=HS)
    assert said(each) == "Urgent: HS 8541.43 of your list, documentation, already in force, edited silently"


def test_on_the_list_and_soonest_comes_first_and_a_restriction_before_an_expansion_at_equal_times():
    lines = {
        "soon, shuts": line(labels=(SHUTS,), facts=in_days(6), why=HS, ident="4"),
        "soon, opens": line(labels=(OPENS,), facts=in_days(6), why=HS, ident="3"),
        "later": line(labels=(SHUTS,), facts=in_days(20), why=HS, ident="2"),
        "not on the list": line(labels=(SHUTS,), facts=in_days(2), ident="1"),
        "unlabelled": line(ident="0"),
    }
    ids = {each.change.id: name for name, each in lines.items()}
    assert [ids[each.change.id] for each in order(reversed(lines.values()), TODAY)] == list(lines)


def test_many_entries_of_a_list_are_counted():
    why = tuple(f"watchlist word w{n}" for n in range(6))
    assert said(line(why=why)) == "Normal: “w0”, “w1”, “w2”, and 3 more of your list"
