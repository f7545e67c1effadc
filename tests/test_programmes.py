"""Programmes: which notices belong, what they move, what they answer."""

from datetime import date

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from monitor.classify import classify_change
from monitor.compare import compare
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
from tests.growth import assert_linear

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


# -- which notices belong --------------------------------------------------------------------------


def test_what_cites_a_notice_of_the_thread_belongs_by_its_number() -> None:
    change = New(notice("根据海关总署公告2026年第58号，公布清单。", title="清单公告"))
    classification = classify_change(change, shipped_rules())
    assert threads(change, classification, [GREEN]) == ()
    (found,) = threads(change, classification, [GREEN], {"lamps": ["海关总署公告2026年第58号"]})
    assert found.why == "海关总署公告2026年第58号"
    assert threads(change, classification, [GREEN], {"lamps": ["海关总署公告2026年第5号"]}) == ()


@pytest.mark.parametrize(("issuer", "belongs"), [("海关总署公告", True), ("商务部公告", False)])
def test_an_authority_cites_its_own_notices_by_the_short_number(issuer: str, belongs: bool) -> None:
    change = New(notice("根据2026年第58号公告，公布清单。", title=f"{issuer}2026年第79号（清单公告）"))
    found = threads(
        change, classify_change(change, shipped_rules()), [GREEN], {"lamps": ["海关总署公告2026年第58号"]}
    )
    assert bool(found) is belongs


def test_only_a_notice_about_the_programme_lends_it_its_number() -> None:
    about = thread(
        New(notice("现公告如下。", title="海关总署公告2026年第45号（关于灯具出口绿色通道的公告）"))
    )
    passing = thread(New(notice("灯具出口绿色通道等措施。", title="海关总署公告2026年第60号（年度要点）")))
    assert about is not None
    assert passing is not None
    assert (about.number, passing.number) == ("海关总署公告2026年第45号", None)


# -- what a number is now --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("在20个口岸开展。", "20"),
        ("试点口岸由12个增加至20个。", "20"),
        ("The lane now runs at 20 ports, up from 12 ports.", "20"),
        ("Ports grow from 12 ports to 20.", "20"),
        ("在原有12个口岸基础上，新增8个口岸。", "+8"),
        ("The lane adds 8 ports.", "+8"),
        ("在12个口岸开展，其中3个口岸先行。", None),
        ("在12个口岸开展。另有2个口岸的安排不变。", None),
        ("去年曾在5个口岸试行。", None),
        ("The number of ports rose to 20 from 12.", "20"),
        ("Ports are extended to 2027.", None),
    ],
)
def test_the_value_of_a_fact_is_what_it_is_now(text: str, after: str | None) -> None:
    found = thread(New(notice(text)))
    assert found is not None
    assert [move.after for move in found.moves] == ([after] if after else [])


@pytest.mark.parametrize(
    "text", ["企业应当在通关后3天内补交单证。", "Papers follow within 3 days after clearance."]
)
def test_a_period_that_begins_with_clearance_is_not_its_length(text: str) -> None:
    found = thread(New(notice(text)))
    assert found is not None
    assert found.moves == ()


def test_another_number_in_passing_moves_nothing() -> None:
    found = thread(New(notice("灯具出口绿色通道运行平稳。3个口岸举办培训。", title="海关简讯")))
    assert found is not None
    assert found.moves == ()


def test_a_notice_that_extends_has_a_day_of_its_own() -> None:
    text = "试点扩大至20个口岸。本公告自2026年9月1日起施行。"
    extends = thread(New(notice(text, title="关于扩大灯具出口绿色通道的公告")))
    assert extends is not None
    assert [move.name for move in extends.moves] == ["ports"]
    put_off = thread(New(notice("推迟至2026年9月1日起施行。", title="关于调整灯具出口绿色通道的公告")))
    assert put_off is not None
    assert put_off.moves == (FactDelta("effective", "2026-06-05", "2026-09-01"),)


def test_what_is_only_proposed_moves_and_answers_nothing() -> None:
    title = "关于灯具出口绿色通道的公告（征求意见稿）"
    found = thread(New(notice("在20个口岸开展。适用条件如下：高级认证企业。", title=title)))
    assert found is not None
    assert (found.moves, found.says, found.answers) == ((), (), ())


# -- facts in words --------------------------------------------------------------------------------

SOLAR = Programme.model_validate(
    {
        "id": "solar",
        "name": "Garden Lamp Review Lane",
        "status": "unconfirmed",
        "since": date(2026, 6, 5),
        "baseline": [
            {"name": "ports", "value": 12, "unit": "ports", "words": ["ports", "口岸"]},
            {"name": "clearance within", "value": 24, "unit": "hours", "words": ["clear", "cleared"]},
            {
                "name": "declaration",
                "value": "ISO 14067 footprint declaration from a recognised body",
                "words": [["碳足迹", "footprint"], ["认可机构", "recognised body"]],
            },
            {
                "name": "scope",
                "value": "garden lamps",
                "words": [["庭院灯", "garden lamps"], ["路灯", "street lamps"]],
            },
        ],
    }
)


def solar(change: Change) -> Thread | None:
    found = threads(change, classify_change(change, shipped_rules()), [SOLAR])
    return found[0] if found else None


def says(text: str) -> dict[str, str]:
    found = solar(New(notice(text, title="Garden Lamp Review Lane")))
    assert found is not None
    return {saying.fact: saying.value for saying in found.says}


@pytest.mark.parametrize(
    ("text", "fact", "value"),
    [
        (
            "应当提交经认可机构出具的ISO 14067碳足迹声明。",
            "declaration",
            "footprint, recognised body, ISO 14067",
        ),
        ("An ISO 14064-1 footprint is filed.", "declaration", "footprint, ISO 14064-1"),
        ("Garden lamps and street lamps are covered.", "scope", "garden lamps, street lamps"),
        ("This does not cover street lamps.", "scope", "not street lamps"),
        ("路灯除外。", "scope", "not street lamps"),
    ],
)
def test_a_fact_in_words_is_what_is_named_and_denied(text: str, fact: str, value: str) -> None:
    assert says(text)[fact] == value


@pytest.mark.parametrize(
    "text", ["Exporters without a footprint go elsewhere.", "It may one day cover garden lamps."]
)
def test_what_is_neither_named_nor_denied_plainly_is_not_counted(text: str) -> None:
    assert not {"declaration", "scope"} & says(text).keys()


def test_a_notice_that_changes_a_fact_in_words_shows_its_sentence() -> None:
    found = solar(New(notice("The scope is extended to street lamps.", title="Garden Lamp Review Lane")))
    assert found is not None
    assert found.moves == (FactDelta("scope", "garden lamps", "The scope is extended to street lamps."),)
    stands = solar(New(notice("Garden lamps are covered.", title="Garden Lamp Review Lane")))
    assert stands is not None
    assert stands.moves == ()


def test_an_amendment_tells_the_duty_that_changed_in_a_fact() -> None:
    was, now = "A footprint declaration is recommended.", "A footprint declaration is required."
    before, after = (notice(text, title="Garden Lamp Review Lane") for text in (was, now))
    found = solar(Amended(before, after, compare(before.content, after.content), silent=True))
    assert found is not None
    assert found.moves == (FactDelta("declaration", "is recommended", "is required"),)


def test_a_text_without_the_name_belongs_by_facts_enough_and_not_by_fewer() -> None:
    enough = "Street lamps and garden lamps clear in 24 hours at 12 ports."
    found = solar(New(notice(enough, title="News")))
    assert found is not None
    assert found.why == "its facts: ports 12, clearance within 24, scope"
    assert (
        solar(New(notice("Street lamps and garden lamps clear in 48 hours at 12 ports.", title="News")))
        is None
    )
    assert solar(New(notice("Lamps clear in 24 hours at 12 ports.", title="News"))) is None


def test_C19_a_hostile_text_costs_time_by_its_length() -> None:
    assert_linear(lambda size: solar(New(notice("garden lamps 12 ports of which from ，" * size))), 300)


@given(st.text(max_size=300))
def test_any_text_finds_its_threads(text: str) -> None:
    thread(New(notice(text, title="灯具出口绿色通道" + text)))
