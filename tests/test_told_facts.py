"""Facts that moved and claims that came true, each as one plain sentence in either language."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.digest.moved import fact, moved
from monitor.digest.strands import claims, settled, strand
from monitor.digest.words import Words, parse
from monitor.model import (
    Claim,
    ClaimState,
    Comparison,
    Effect,
    FactDelta,
    Moved,
    Ruling,
    Thread,
)
from tests.letters import TEMPLATES, amended, line

CELL = "附件1, row 8541430010, column 税率"


def words(language: str) -> Words:
    name = f"digest/words.{language}.toml"
    return Words(language, parse(TEMPLATES.shipped[name], name), ZoneInfo("Asia/Shanghai"), name)


@pytest.mark.parametrize(
    ("delta", "english", "chinese"),
    [
        (FactDelta("duty rate", "0", "5", CELL),
         "8541.43.00.10: 0 % → 5 % (Duty rate, 附件1)", "8541.43.00.10：0 % → 5 %（税率，附件1）"),
        (FactDelta("duty rate", "6.5", "7", "paragraph 2"),
         "Duty rate: 6.5 % → 7 % (paragraph 2)", "税率：6.5 % → 7 %（第 2 段）"),
        (FactDelta("duty rate", "免税", "5"), "Duty rate: 免税 → 5 %", "税率：免税 → 5 %"),
        (FactDelta("effective", "2026-07-01", "2026-10-01"),
         "Takes effect: 1 July 2026 → 1 October 2026", "施行日期：2026年7月1日 → 2026年10月1日"),
        (FactDelta("declaration", "is recommended", "is required"),
         "Declaration: from recommended (“is recommended”) to required (“is required”)",
         "声明要求：由建议（“is recommended”）改为必须（“is required”）"),
        (FactDelta("obligation", "可以", "应当", "paragraph 1"),
         "What is asked: from optional (“可以”) to required (“应当”) (paragraph 1)",
         "要求：由可选（“可以”）改为必须（“应当”）（第 1 段）"),
        (FactDelta("obligation", "适用", "不适用"), "What is asked: 适用 → 不适用", "要求：适用 → 不适用"),
        (FactDelta("exporters", None, "2310"), "Exporters: now 2,310", "出口企业：现为 2,310"),
    ],
)  # fmt: skip
def test_a_fact_that_moved_is_one_plain_sentence(delta, english, chinese):
    assert (fact(delta, words("en")), fact(delta, words("zh"))) == (english, chinese)


def test_ports_that_came_are_named_with_their_number_and_not_again():
    deltas = (
        FactDelta("ports", "12", "20", "paragraph 3"),
        FactDelta("places", None, "苏州, 福州", "paragraph 3"),
        FactDelta("places", None, "海口", "paragraph 9"),
    )
    change = amended(Comparison(facts=deltas))
    finding = line(change).change.finding
    assert list(moved(finding, change.comparison, words("en"))) == [
        "Ports: 12 → 20 (paragraph 3), added: 苏州, 福州",
        "Places added: 海口",
    ]


def told(effect: Effect, language: str):
    thread = Thread("solar", "its name")
    recorded = replace(line(threads=(thread,)).change, effects=(effect,))
    return strand(thread, recorded, Comparison(), {"solar": "Solar"}, words(language))


def test_more_of_something_and_a_sentence_worded_anew_claim_no_more_than_they_say():
    effect = Effect(
        "solar",
        official=True,
        moves=(
            Moved(FactDelta("ports", "12", "+8"), "新增8个口岸。", "ports"),
            Moved(FactDelta("scope", "lamps", "The scope is extended to street lamps."), "…"),
            Moved(FactDelta("release within", "72", "48"), "48 hours.", "hours"),
        ),
    )
    assert told(effect, "en").moves == (
        ("Ports: 8 more, added to 12", "“新增8个口岸。”"),
        ("Scope: the notice now says", "“The scope is extended to street lamps.”"),
        ("Release within: 72 hours → 48 hours", "“48 hours.”"),
    )
    assert told(effect, "zh").moves[0][0] == "口岸：在 12 的基础上增加 8"


MADE = datetime(2026, 6, 4, 22, 0, tzinfo=UTC)
RULED = Ruling("3", datetime(2026, 6, 16, 23, 55, tzinfo=UTC), "12", "在12个口岸开展。", "No. 45")


def claim(state=ClaimState.CONFIRMED, by=RULED, **more) -> Claim:
    said = {"fact": "ports", "value": "12", "unit": "ports"} | more
    return Claim("solar", change="2", sentence="At 12 ports.", made=MADE, state=state, by=by, **said)


def test_the_lag_is_counted_in_days_of_the_readers_zone():
    assert settled(claim(), "No. 45", words("en")) == (
        "Confirmed after 12 days: 12 ports (press, 5 June 2026) now stands in No. 45.",
        "“在12个口岸开展。”",
    )
    assert settled(claim(), "No. 45", words("zh"))[0] == (
        "12 天后得到证实：口岸 12 个（媒体 2026年6月5日报道）现已载于 No. 45。"
    )


def test_what_is_not_so_names_both_values_and_a_fact_in_words_only_its_sentence():
    other = Ruling("3", RULED.at, "10", "在10个口岸开展。")
    assert settled(claim(ClaimState.CONTRADICTED, other), None, words("en"))[0] == (
        "Not so: the press, 5 June 2026 said 12 ports, but this notice says 10 ports."
    )
    scope = {"fact": "scope", "value": "lamps", "unit": None, "in_words": True, "day": date(2026, 6, 1)}
    assert settled(claim(ClaimState.CONTRADICTED, other, **scope), "No. 45", words("en"))[0] == (
        "Not so: what the press, 1 June 2026 said of scope (lamps) reads otherwise in No. 45."
    )


def test_claims_of_one_sentence_are_told_together_and_settled_ones_by_themselves():
    open_ = {"state": ClaimState.UNCONFIRMED, "by": None}
    hours = claim(**open_, fact="clearance within", value="24", unit="hours")
    assert list(claims([claim(**open_), hours, claim()], words("en"))) == [
        ("Confirmed after 12 days: 12 ports now stands in No. 45.", "“在12个口岸开展。”"),
        (
            "Not confirmed yet, no official notice says so: 12 ports, clearance within 24 hours.",
            "“At 12 ports.”",
        ),
    ]


def test_every_question_and_point_of_the_shipped_programmes_has_a_chinese_name():
    import yaml

    from monitor.config.starter import starter
    from monitor.programmes import Programme
    from monitor.programmes.points import at_launch, is_standard

    chinese = words("zh")
    shipped = [Programme.model_validate(each) for each in yaml.safe_load(starter())["programmes"]]
    assert len(shipped) == 2
    for programme in shipped:
        for awaited in programme.awaited:
            assert f"question.{awaited.question}" in chinese.phrases
        for baseline in programme.baseline:
            if baseline.in_words:
                named = (
                    point for point in at_launch(baseline) if not is_standard(point) and not point.isupper()
                )
                assert all(f"point.{point}" in chinese.phrases for point in named), baseline.name
