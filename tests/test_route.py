"""Routing: who hears what, and the reasons people are given."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st
from pydantic import ValidationError

from monitor.compare import compare
from monitor.model import (
    Amended,
    Attachment,
    CellEdit,
    Change,
    Classification,
    Comparison,
    Content,
    Direction,
    Evidence,
    Facts,
    Finding,
    Label,
    LabelName,
    Listed,
    New,
    Notice,
    Owed,
    Restored,
    Row,
    Status,
    TableEdit,
    Text,
    Thread,
)
from monitor.route import Subscription, route, unmet
from monitor.watchlists import Watch


@dataclass(frozen=True)
class Place:
    id: str = "cn-a"
    jurisdiction: str = "CN"


def new(text: str = "", unread: str | None = None) -> New:
    return New(
        Notice(Listed("k", "公告", "https://a.example/1"), Content((Text(text),), unread=unread), "zh")
    )


def finding(
    text: str = "",
    *names: LabelName,
    codes: tuple[str, ...] = (),
    places: tuple[str, ...] = (),
    threads: tuple[Thread, ...] = (),
    change: Change | None = None,
) -> Finding:
    labels = tuple(
        Label(
            name,
            0.9,
            (Evidence("公告", "rule", "title"),),
            Direction.NEUTRAL if name == "eligibility" else None,
        )
        for name in names
    )
    facts = Facts(hs_codes=codes, places=places)
    return Finding(change or new(text), Classification(labels, facts), threads, Status.OFFICIAL)


def reader(**keys: Any) -> Subscription:
    return Subscription.model_validate({"name": "r", "to": ["r@example.com"], **keys})


def why(found: Finding, source: Place = Place(), **keys: Any) -> tuple[str, ...]:
    owed = route([found], source, [reader(**keys)])
    return owed[0].why if owed else ()


E, H = LabelName.ELIGIBILITY, LabelName.HS_MAPPING


def test_without_labels_every_change_is_owed() -> None:
    assert why(finding()) == ("every change",)
    assert why(finding("", E)) == ("label eligibility",)


def test_labels_let_by_what_matters_there() -> None:
    assert why(finding("", E, H), labels=["hs-mapping"]) == ("label hs-mapping",)
    assert why(finding("", E), labels=["hs-mapping"]) == ()
    assert why(finding(), labels=["hs-mapping"]) == ()


def test_a_change_is_owed_once_with_every_reason() -> None:
    found = finding("太阳能路灯", E, H, codes=("9405.41",))
    owed = route(
        [finding(), found],
        Place(),
        [reader(labels=["eligibility"], watchlist={"hs": ["9405"], "words": ["太阳能路灯"]})],
    )
    reasons = (
        "label eligibility",
        "watchlist hs 9405; met 9405.41",
        "watchlist word 太阳能路灯; in paragraph 1",
    )
    assert owed == (Owed("r", 1, reasons),)


@pytest.mark.parametrize(
    "keys", [{"sources": ["cn-b"]}, {"jurisdictions": ["VN"]}, {"programmes": ["lamps"]}, {"sources": []}]
)
def test_a_reader_who_looks_elsewhere_hears_nothing(keys: dict[str, Any]) -> None:
    assert why(finding("", E), watchlist={"words": ["公告"]}, **keys) == ()


def test_a_programme_that_moves_is_shown_whatever_the_labels_are() -> None:
    thread = Thread("lamps", "named “Lamps”", answers=(("Who?", "All."),))
    assert why(finding(threads=(thread,)), labels=[]) == ("programme lamps",)
    assert why(finding(threads=(Thread("lamps", "named “Lamps”"),)), labels=[]) == ()
    assert why(finding("", E, threads=(thread,)), programmes=["lamps"], labels=[]) == ("programme lamps",)


def test_C31_a_notice_that_could_not_be_read_is_shown_in_doubt() -> None:
    found = finding(change=new(unread="PDF is not read yet"))
    assert why(found, labels=["eligibility"]) == ("text not available: PDF is not read yet",)


def annexed(*files: Attachment) -> Notice:
    return Notice(
        Listed("k", "公告", "https://a.example/1"), Content((Text("公告"),), attachments=files), "zh"
    )


PDF = Attachment("清单.pdf", "https://a.example/1.pdf", "00", unread="PDF is not read yet")
TABLE = Attachment("表.csv", "https://a.example/1.csv", "01", blocks=(Text("一"),))


def test_C31_an_annex_that_could_not_be_read_is_shown_in_doubt() -> None:
    doubt = ("text not available: 清单.pdf: PDF is not read yet",)
    assert why(finding(change=New(annexed(TABLE, PDF))), labels=["eligibility"]) == doubt
    assert why(finding(change=Restored(annexed(PDF))), labels=[]) == doubt
    assert why(finding(change=New(annexed(TABLE))), labels=["eligibility"]) == ()


def test_C31_of_an_amended_notice_the_annexes_that_moved_are_in_doubt() -> None:
    def amended(before: Notice, after: Notice) -> tuple[str, ...]:
        compared = compare(before.content, after.content)
        return why(finding(change=Amended(before, after, compared, silent=True)), labels=["eligibility"])

    doubt = ("text not available: 清单.pdf: PDF is not read yet",)
    assert amended(annexed(PDF), annexed(replace(PDF, sha256="02"))) == doubt
    assert amended(annexed(PDF, TABLE), annexed(TABLE)) == doubt
    assert amended(annexed(PDF), annexed(PDF, TABLE)) == ()


@pytest.mark.parametrize(
    ("entry", "code", "met"),
    [
        ("8541.43", "8541430010", True),
        ("8541.43", "8541", True),
        ("8541.43", "8541.42", False),
        ("9405.4", "9405.41.00", True),
        ("8501-8504", "8503.00", True),
        ("8501-8504", "85", True),
        ("8501-8504", "8505.11", False),
        ("0101", "1012100", True),
        ("1012", "1012100", False),
    ],
)
def test_a_code_meets_a_prefix_or_range_when_either_begins_the_other(
    entry: str, code: str, met: bool
) -> None:
    reasons = why(finding(codes=(code,)), labels=[], watchlist={"hs": [entry]})
    assert [reason.split(";")[0] for reason in reasons] == ([f"watchlist hs {entry}"] if met else [])


def test_codes_that_left_a_table_meet_the_watchlist() -> None:
    notice = new().notice
    edit = TableEdit(
        "附件",
        "商品编号",
        (),
        (Row("8541430010", ("8541430010",)),),
        (CellEdit("9405410000", "税率", "1", "2"),),
    )
    found = finding(change=Amended(notice, notice, Comparison(tables=(edit,)), silent=True))
    assert why(found, labels=[], watchlist={"hs": ["8541.43", "9405", "7208"]}) == (
        "watchlist hs 8541.43; met 8541430010; in table 附件, row 8541430010",
        "watchlist hs 9405; met 9405410000; in table 附件, row 9405410000",
    )


@pytest.mark.parametrize(
    ("word", "text", "met"),
    [
        ("solar street light", "A SOLAR  street\nlight pilot", True),
        ("ＬＥＤ", "led灯具", True),
        ("太阳能路灯", "整套的太阳能路灯等", True),
        ("LED", "The door was filled", False),
    ],
)
def test_words_meet_whatever_their_case_and_width(word: str, text: str, met: bool) -> None:
    assert bool(why(finding(text), labels=[], watchlist={"words": [word]})) is met


def test_a_port_meets_in_either_language() -> None:
    assert why(finding(places=("宁波",)), labels=[], watchlist={"ports": ["Ningbo"]}) == (
        "watchlist port Ningbo; met 宁波",
    )
    assert why(finding("宁波的一家公司"), labels=[], watchlist={"ports": ["Ningbo"]}) == ()
    assert why(finding("at Little Haven"), labels=[], watchlist={"ports": ["Little Haven"]}) != ()


@pytest.mark.parametrize(
    ("market", "text", "met"),
    [
        ("ASEAN", "对原产于越南的货物", True),
        ("ASEAN", "与东盟互认", True),
        ("RCEP", "中华人民共和国", False),
        ("RCEP", "goods from New Zealand", True),
        ("African Union", "肯尼亚输华鳄梨", True),
        ("EU", "欧盟成员国", True),
        ("VN", "imports from Viet Nam", True),
        ("Atlantis", "imports from Atlantis", True),
        ("EU", "museums of Europe", False),
    ],
)
def test_a_market_means_its_members_too(market: str, text: str, met: bool) -> None:
    assert bool(why(finding(text), labels=[], watchlist={"markets": [market]})) is met


def test_a_source_of_a_watched_country_meets_its_market() -> None:
    assert why(finding(), Place("vn-a", "VN"), labels=[], watchlist={"markets": ["Vietnam"]}) == (
        "watchlist market Vietnam; in source",
    )


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"to": ["r@example.com\nBcc: x@example.com"]}, "no mail address"),
        ({"to": ["nobody"]}, "no mail address"),
        ({"to": []}, "tells nobody"),
        ({"send": "sometimes"}, "no time to send"),
        ({"watchlist": {"hs": ["lamps"]}}, "no HS code"),
        ({"watchlist": {"hs": ["8504-8501"]}}, "no range"),
        ({"watchlist": {"hs": ["8501-85"]}}, "no range"),
        ({"labels": ["eligable"]}, "labels"),
        ({"lables": []}, "lables"),
        ({"timezone": "Mars/Base"}, "timezone"),
    ],
)
def test_M06_mistakes_in_a_subscription_are_told(keys: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        reader(**keys)


def test_a_subscription_says_when_it_sends() -> None:
    assert reader(send="immediately").send.immediately
    assert str(reader().send) == "daily 08:00"
    assert reader().model_dump(mode="json")["send"] == "daily 08:00"
    assert Subscription.model_json_schema()["properties"]["send"]["type"] == "string"


@given(st.text(max_size=60), st.text(min_size=1, max_size=12))
def test_any_text_can_be_routed(text: str, word: str) -> None:
    why(
        finding(text, codes=(text,)),
        watchlist={"words": [word], "ports": [word], "markets": [word], "hs": ["85"]},
    )


@given(st.from_regex(r"[0-9]{4}(\.[0-9]{2}){0,3}", fullmatch=True))
def test_a_code_always_meets_itself_and_its_heading(code: str) -> None:
    found = finding(codes=(code,))
    assert why(found, labels=[], watchlist={"hs": [code]})
    assert why(found, labels=[], watchlist={"hs": [code[:4]]})


def test_a_reader_who_takes_what_weighs_much_is_told_of_what_will_weigh_much() -> None:
    today = date(2026, 5, 8)
    days = (date(2019, 1, 1), today + timedelta(days=10), today + timedelta(days=80))
    light, soon, later = (
        replace(
            finding(new(), LabelName.ELIGIBILITY),
            classification=Classification(
                (Label(LabelName.ELIGIBILITY, 0.9, (), Direction.RESTRICTION),), Facts(effective=day)
            ),
        )
        for day in days
    )
    busy = reader(severity="high")
    assert [each.change for each in route([light, soon, later], Place(), [busy], today=today)] == [1, 2]
    assert unmet(light, Place(), busy, Watch([busy]), today=today) == (
        "it takes what is high and more, and the change is normal up to the day it takes effect",
    )
