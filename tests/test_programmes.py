"""Programmes: which notices belong, what they move, what they answer."""

from datetime import date

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from monitor.classify import classify_change
from monitor.model import (
    Amended,
    Change,
    Comparison,
    Content,
    Edit,
    FactDelta,
    Listed,
    New,
    Notice,
    Removed,
    Status,
    Text,
    Thread,
)
from monitor.programmes import Programme, status, threads
from monitor.rules import shipped_rules

GREEN = Programme.model_validate(
    {
        "id": "lamps",
        "name": "Lamp Export Green Lane",
        "aliases": ["灯具出口绿色通道"],
        "numbers": ["海关总署公告2026年第45号"],
        "baseline": [
            {"name": "effective", "value": date(2026, 6, 5)},
            {"name": "ports", "value": 12, "unit": "ports", "words": ["口岸", "ports"]},
            {"name": "exporters", "value": 1842, "words": ["出口企业", "exporters"]},
            {"name": "clearance", "value": 1.8, "unit": "days", "words": ["通关", "clearance"]},
            {"name": "partners", "value": "the neighbours", "words": ["partners"]},
        ],
        "awaited": [
            {"question": "Who may join?", "words": ["适用条件", "eligibility criteria"]},
            {"question": "Which codes?", "words": ["商品编号", "HS code"]},
        ],
    }
)


def notice(*paragraphs: str, title: str = "关于灯具出口绿色通道的公告") -> Notice:
    return Notice(
        Listed("k", title, "https://a.example/1"), Content(tuple(Text(text) for text in paragraphs)), "zh"
    )


def thread(change: Change) -> Thread | None:
    found = threads(change, classify_change(change, shipped_rules()), [GREEN])
    return found[0] if found else None


def amended(was: str, now: str, *facts: FactDelta) -> Amended:
    comparison = Comparison((Edit("replace", "paragraph 1", was, now),), facts=facts)
    return Amended(notice(was), notice(now), comparison, silent=False)


@pytest.mark.parametrize(
    ("title", "text", "why"),
    [
        ("关于灯具出口绿色通道的公告", "", "灯具出口绿色通道"),
        ("News", "The LAMP  EXPORT green lane grows.", "Lamp Export Green Lane"),
        ("补充公告", "根据海关总署公告２０２６年第４５号，补充如下。", "海关总署公告2026年第45号"),
    ],
)
def test_a_notice_belongs_by_name_alias_or_number(title: str, text: str, why: str) -> None:
    found = thread(New(notice(text, title=title)))
    assert found is not None
    assert (found.programme, found.why) == ("lamps", why)


@pytest.mark.parametrize(
    "text", ["灯具出口", "绿色通道", "Green lane", "clamp export green lanes", "海关总署公告2026年第4号"]
)
def test_a_weak_word_never_makes_a_notice_belong(text: str) -> None:
    assert thread(New(notice(text, title="公告"))) is None


@pytest.mark.parametrize("name", ["通道", "Solar", "绿色"])
def test_a_weak_name_is_refused(name: str) -> None:
    with pytest.raises(ValidationError, match="too weak"):
        Programme(id="x", name=name)


def test_the_baseline_itself_moves_nothing() -> None:
    found = thread(New(notice("自2026年6月5日起施行，12个口岸，1,842家出口企业，平均通关1.8天。")))
    assert found is not None
    assert found.moves == ()


def test_a_new_notice_moves_what_it_says_otherwise() -> None:
    found = thread(New(notice("口岸由12个增加至20个，出口企业2,310家。自2026年7月1日起施行。")))
    assert found is not None
    assert found.moves == (
        FactDelta("effective", "2026-06-05", "2026-07-01"),
        FactDelta("ports", "12", "20"),
        FactDelta("exporters", "1842", "2310"),
    )


def test_an_amendment_moves_what_the_comparison_shows() -> None:
    change = amended("在12个口岸施行。", "在20个口岸施行。", FactDelta("ports", "12", "20"))
    found = thread(change)
    assert found is not None
    assert found.moves == (FactDelta("ports", "12", "20"),)


def test_an_amendment_tells_the_value_it_really_had_before() -> None:
    found = thread(amended("在20个口岸施行。", "在24个口岸施行。", FactDelta("ports", "20", "24")))
    assert found is not None
    assert found.moves == (FactDelta("ports", "20", "24"),)


def test_an_amendment_that_repeats_a_moved_value_moves_nothing() -> None:
    found = thread(amended("在20个口岸施行。", "在20个口岸试行。"))
    assert found is not None
    assert found.moves == ()


def test_an_awaited_answer_comes_with_its_sentence() -> None:
    found = thread(New(notice("适用条件如下：高级认证企业。商品编号另行公布。")))
    assert found is not None
    assert found.answers == (("Who may join?", "适用条件如下：高级认证企业。"),)


def test_an_amendment_answers_only_by_what_is_new_in_it() -> None:
    was = "适用条件见附件。"
    found = thread(amended(was, was + "商品编号为9405.41。"))
    assert found is not None
    assert found.answers == (("Which codes?", "商品编号为9405.41。"),)


def test_a_removed_notice_belongs_and_moves_nothing() -> None:
    found = thread(Removed(notice("20个口岸。适用条件如下。")))
    assert found is not None
    assert (found.moves, found.answers) == ((), ())


def test_press_confirms_nothing() -> None:
    assert status("secondary") is Status.UNCONFIRMED
    assert status("official") is Status.OFFICIAL


@given(st.text(max_size=300))
def test_any_text_finds_its_threads(text: str) -> None:
    thread(New(notice(text, title="灯具出口绿色通道" + text)))
