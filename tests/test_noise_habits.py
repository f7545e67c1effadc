"""What is learned of a source's pages: places that change at most readings and say nothing are silent, and explained."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.desk import Desk
from tests.site import Page, Site

PAGE = """
  - id: notices
    authority: Customs of Testland
    jurisdiction: CN
    language: en
    kind: page
    url: {site}/page.html
    every: 6h
"""
TIPS = (
    "Ships float because they push water aside.",
    "A lighthouse keeper never sleeps alone.",
    "Seagulls follow trawlers for a reason.",
    "Fog horns sound best at dawn.",
)
BY = "Written for you by the harbour office"
RULE = "Goods from the pilot area pass through the green lane of every port."


def shown(tip: str, readers: int, rule: str = RULE, more: str = "") -> Page:
    body = (
        f"<h1>The green lane</h1><p>{rule}</p><p>Ask the desk in the hall for the paper form and a pen.</p>"
        f"<h2>Did you know?</h2><p>{tip}</p>{more}<p>{BY}</p>"
        f"<p>This text has reached {readers} friends of the harbour</p>"
    )
    return Page(
        f"<html><head><title>The green lane</title></head><body><div id='text'>{body}</div></body></html>"
    )


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


class Watched:
    """A desk that reads one page again and again, every twelve hours."""

    def __init__(self, desk: Desk, show: Callable[..., Page] = shown) -> None:
        self.desk, self.show, self.turn = desk, show, 0

    def read(self, **differently: str) -> dict[str, object]:
        """The next reading: the tip and the counter have moved on."""
        self.turn += 1
        tip = differently.pop("tip", TIPS[self.turn % len(TIPS)])
        self.desk.site.pages["/page.html"] = self.show(tip, 1000 + 7 * self.turn, **differently)
        day, half = divmod(self.turn, 2)
        return self.desk.checked(f"2026-05-{day + 1:02}T{12 * half:02}:00:00Z")

    def until_silent(self) -> list[str]:
        outcomes: list[str] = []
        while len(outcomes) < 20 and outcomes[-2:] != ["unchanged", "unchanged"]:
            outcomes.append(str(self.read()["outcome"]))
        return outcomes

    def last(self) -> dict[str, object]:
        """The comparison of the last change that was told."""
        told = self.desk.monitor("changes", "--json").lines
        return dict(json.loads(self.desk.monitor("show", told[-1]["id"], "--json").out)["comparison"])


@pytest.fixture
def watched(tmp_path: Path, site: Site) -> Watched:
    site.pages["/page.html"] = shown(TIPS[0], 1000)
    return Watched(Desk(tmp_path, site).begin(PAGE))


def test_Q10_a_tip_and_a_counter_without_any_mark_are_told_at_first_then_learned_and_silent(
    watched: Watched,
) -> None:
    outcomes = watched.until_silent()
    assert outcomes[0] == "first"
    assert outcomes.count("changed") == 2
    assert outcomes[-2:] == ["unchanged", "unchanged"]
    assert [watched.read()["outcome"] for _ in range(4)] == ["unchanged"] * 4


def test_the_check_that_silences_a_place_says_so(watched: Watched) -> None:
    reasons = [str(watched.read()["reason"]) for _ in range(8)]
    said = [reason for reason in reasons if "ignored from now on" in reason]
    assert len(said) == 2  # the number first, then the words
    assert all("monitor noise list notices" in one for one in said)


def test_the_true_edit_beside_it_is_told_with_precision_and_what_was_ignored(watched: Watched) -> None:
    watched.until_silent()
    answer = watched.read(rule=RULE.replace("every port", "twelve ports"))
    assert answer["outcome"] == "changed"
    comparison = watched.last()
    (edit,) = comparison["changes"]
    assert edit["after"] == RULE.replace("every port", "twelve ports")
    assert not comparison["tables"]
    whys = [ignored["why"] for ignored in comparison["ignored"]]
    assert any(
        why.startswith("learned: changed in") and "monitor noise forget notices" in why for why in whys
    )
    assert watched.read()["outcome"] == "changed"  # and back
    assert watched.read()["outcome"] == "unchanged"


def test_an_edit_of_the_very_neighbour_is_told_alone(watched: Watched) -> None:
    def show(tip: str, readers: int, rule: str = BY) -> Page:
        return Page(str(shown(tip, readers).body).replace(BY, rule))

    watched.show = show
    watched.until_silent()
    assert watched.read(rule="Written for nobody by the harbour office")["outcome"] == "changed"
    (edit,) = watched.last()["changes"]
    assert edit["after"] == "Written for nobody by the harbour office"
    assert (
        watched.read(rule="Written for nobody by the harbour office")["outcome"] == "unchanged"
    )  # known by its new neighbour


@pytest.mark.parametrize(
    "content",
    [
        "From 1 July 2026 the duty is 5 % for all of them.",
        "Exporters must file form A before they load.",
        "HS 8541.43 is free.",
        "The quota has 1200 tonnes left.",
        "The lane is suspended.",
    ],
)
def test_a_volatile_place_that_shows_content_is_told_at_once_and_loses_its_state(
    watched: Watched, content: str
) -> None:
    watched.until_silent()
    assert watched.read(tip=content)["outcome"] == "changed"
    assert content in [edit["after"] for edit in watched.last()["changes"]]
    places = watched.desk.monitor("noise", "list", "--json").lines
    assert [place["volatile"] for place in places if place["sample"] == content] == [False]
    assert watched.read()["outcome"] == "changed"


def test_a_paragraph_that_comes_beside_the_tip_is_told(watched: Watched) -> None:
    watched.until_silent()
    more = "Boats of the neighbours use the same quay."
    assert watched.read(more=f"<p>{more}</p>")["outcome"] == "changed"
    assert more in [edit["after"] for edit in watched.last()["changes"]]


def test_noise_forget_brings_it_back(watched: Watched) -> None:
    watched.until_silent()
    places = watched.desk.monitor("noise", "list", "--json").lines
    volatile = [place for place in places if place["volatile"]]
    assert volatile
    for place in volatile:
        assert watched.desk.monitor("noise", "forget", "notices", str(place["id"])).code == 0
    assert watched.read()["outcome"] == "changed"


def test_noise_keep_is_for_ever(watched: Watched) -> None:
    watched.until_silent()
    for place in watched.desk.monitor("noise", "list", "notices", "--json").lines:
        assert watched.desk.monitor("noise", "keep", "notices", str(place["id"])).code == 0
    assert [watched.read()["outcome"] for _ in range(10)] == ["changed"] * 10
    assert all(place["kept"] for place in watched.desk.monitor("noise", "list", "--json").lines)


def test_noise_list_explains_in_words(watched: Watched) -> None:
    watched.until_silent()
    said = watched.desk.monitor("noise", "list")
    assert said.code == 0
    assert "learned: changed in" in said.out
    assert any(tip[:20] in said.out for tip in TIPS)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("forget", "nowhere", "1"), "no source is called nowhere"),
        (("forget", "notices", "999"), "no place of notices is called 999"),
        (("keep", "notices", "999"), "`monitor noise list notices` shows them"),
        (("list", "nowhere"), "no source is called nowhere"),
        (("keep", "notices", "x"), "is not a valid integer"),
    ],
)
def test_a_place_that_is_not_there_is_a_mistake_with_the_mend(
    watched: Watched, words: tuple[str, ...], said: str
) -> None:
    watched.read()
    told = watched.desk.monitor("noise", *words)
    assert told.code == 2
    assert said in told.err
    assert "Traceback" not in told.err


def test_Q10_a_source_that_is_amended_at_most_readings_is_said_to_be_noisy_once_a_week(
    tmp_path: Path, site: Site
) -> None:
    def rate(tip: str, readers: int) -> Page:
        return shown(f"The rate of the day is {readers / 1000} %.", 5)

    site.pages["/page.html"] = rate("", 1000)
    watched = Watched(Desk(tmp_path, site).begin(PAGE), rate)
    answers = [watched.read() for _ in range(44)]
    said = [number for number, answer in enumerate(answers) if "noisy" in str(answer["reason"])]
    assert len(said) == 2, said  # readings 11 to 44 begin three weeks, the first before there are enough
    assert "monitor changes --source notices" in str(answers[said[0]]["reason"])
    assert "noisy" in watched.desk.monitor("sources", "list").out
    assert "noisy" in watched.desk.monitor("doctor").out


def test_a_quiet_source_is_not_noisy(watched: Watched) -> None:
    watched.until_silent()
    for _ in range(8):
        watched.read()
    assert "noisy" not in watched.desk.monitor("doctor").out


def test_show_tells_what_was_ignored_beside_a_change(watched: Watched) -> None:
    watched.until_silent()
    watched.read(rule=RULE.replace("every port", "twelve ports"))
    last = watched.desk.monitor("changes", "--json").lines[-1]["id"]
    shown_now = watched.desk.monitor("show", last)
    assert shown_now.code == 0
    assert "learned: changed in" in shown_now.out
    whys = [
        one["why"] for one in watched.desk.monitor("show", last, "--json").lines[0]["comparison"]["ignored"]
    ]
    assert any(why.startswith("learned") for why in whys)
