"""Watchlists: which entries a change meets, whose they are, and how that is said."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st

from monitor import hs
from monitor.facts import find
from monitor.hs import Edition
from monitor.model import (
    Classification,
    Content,
    Facts,
    Finding,
    Listed,
    New,
    Notice,
    Status,
    Table,
    Text,
)
from monitor.watchlists import Client, Met, Watch, Watchlist, parse
from monitor.watchlists.codes import Codes, Inside
from monitor.watchlists.enterprises import core, number
from monitor.watchlists.seen import Seen
from monitor.watchlists.terms import Terms, folded, pieces, places_in
from monitor.watchlists.written import parsed
from tests.growth import assert_linear


@dataclass
class Reader:
    watchlist: Watchlist
    clients: tuple[str, ...] = ()
    name: str = "r"


def finding(
    text: str = "",
    codes: tuple[str, ...] = (),
    day: date | None = None,
    blocks: tuple[Any, ...] = (),
    **facts: Any,
) -> Finding:
    listed = Listed("k", "公告", "https://a.example/1", published=day)
    notice = Notice(listed, Content((Text(text), *blocks)), "zh")
    return Finding(New(notice), Classification((), Facts(hs_codes=codes, **facts)), (), Status.OFFICIAL)


def met(found: Finding, home: str = "CN", clients: dict[str, Any] | None = None, **keys: Any) -> list[Met]:
    lists = keys.pop("named", {})
    watch = Watch(
        [Reader(Watchlist.model_validate(keys), ("all",) if clients else ())],
        {name: Watchlist.model_validate(value) for name, value in lists.items()},
        {name: Client.model_validate(value) for name, value in (clients or {}).items()},
    )
    return list(watch.met("r", watch.hits(Seen(found, home))))


def entries(*codes: str, **keys: Any) -> list[str]:
    return [each.entry for each in met(finding(codes=codes), **keys)]


# -- the index -------------------------------------------------------------------------------------

digits = st.text("0123456789", min_size=2, max_size=6)


@st.composite
def bounds(draw: st.DrawFn) -> tuple[str, str]:
    low = draw(digits)
    if draw(st.booleans()):
        return low, low
    high = draw(st.text("0123456789", min_size=len(low), max_size=len(low)))
    return min(low, high), max(low, high)


def naive(entry: tuple[str, str], low: str, high: str) -> bool:
    """Whether any number of seven digits stands below both."""

    def ends(bounds: tuple[str, str]) -> tuple[int, int]:
        return int(bounds[0].ljust(7, "0")), int(bounds[1].ljust(7, "9"))

    (a, b), (c, d) = ends(entry), ends((low, high))
    return a <= d and c <= b


@given(st.lists(bounds(), max_size=40), bounds())
def test_the_index_finds_what_a_look_at_every_entry_finds(entries, code):
    found = list(Codes(entries).meets(*code))
    assert sorted(found) == [number for number, entry in enumerate(entries) if naive(entry, *code)]


@given(st.lists(bounds(), max_size=20), digits)
def test_a_code_is_inside_when_all_that_stands_below_it_is(entries, code):
    size = 10 ** (7 - len(code))
    below = range(int(code) * size, (int(code) + 1) * size, max(1, size // 50))
    spans = [(int(low.ljust(7, "0")), int(high.ljust(7, "9"))) for low, high in entries]
    inside = all(any(low <= each <= high for low, high in spans) for each in below)
    if Inside(entries).holds(code):
        assert inside
    if any(entry[0] == entry[1] and code.startswith(entry[0]) for entry in entries):
        assert Inside(entries).holds(code)


def test_making_the_index_grows_no_faster_than_the_lists():
    assert_linear(lambda size: Codes([(f"{n * 7919 % 10**8:08d}",) * 2 for n in range(size)]), 2_000)


def test_C18_a_text_of_one_sign_and_a_list_of_such_words_cost_no_more_than_others():
    words = tuple("a" * n for n in range(1, 60)) + tuple("灯" * n for n in range(1, 60))
    watch = Watch([Reader(Watchlist(words=words, products=words, enterprises=words))])
    assert_linear(lambda size: watch.hits(Seen(finding("a" * size + "灯" * size), "CN")), 4_000)


# -- codes, what is left out, ranges ------------------------------------------------------------------


@pytest.mark.parametrize("code", ["8501", "8501.10", "8504.90.19", "8503"])
def test_a_range_holds_both_its_bounds(code):
    assert entries(code, hs=["8501-8504"]) == ["8501-8504"]


@pytest.mark.parametrize(
    "written", ["!8541.43.10", "not 8541.43.10", "not: 8541.43.10", {"not": "8541.43.10"}]
)
def test_what_is_left_out_wins(written):
    assert entries("8541.43.10", hs=["8541.43", written]) == []
    assert entries("8541.43.10.20", hs=["8541.43", "8541.43.10.20", written]) == []
    assert entries("8541.43.90", hs=["8541.43", written]) == ["8541.43"]
    assert entries("8541.43", hs=["8541.43", written]) == ["8541.43"]  # some of it is not left out


@given(st.lists(digits, max_size=8), st.lists(digits, min_size=1, max_size=4), digits)
def test_nothing_below_what_is_left_out_is_ever_met(watched, out, code):
    even = code + "0" * (len(code) % 2)
    found = entries(even, hs=[*watched, *(f"!{each}." for each in out)])
    if any(even.startswith(each) for each in out):
        assert found == []


def test_two_that_are_left_out_leave_out_what_lies_in_both_together():
    assert entries("8541.43", hs=["8541", "!8541.40-8541.42", "!8541.43-8541.49"]) == []


def test_a_client_leaves_out_of_a_list_what_it_does_not_trade():
    lists = {"solar": {"hs": ["8541.43"]}}
    clients = {"acme": {"watchlist": "solar", "hs": ["!8541.43.10"]}, "beta": {"watchlist": ["solar"]}}
    found = met(finding(codes=("8541.43.10",)), named=lists, clients=clients)
    assert [(each.client, each.list) for each in found] == [("beta", "solar")]


# -- editions --------------------------------------------------------------------------------------


def led(found: list[Met]) -> list[str | None]:
    return [each.led for each in found]


LED = "8541.40 (HS 2017) is 8541.43 in HS 2022"


@pytest.mark.parametrize("edition", [2017, "2017", "HS 2017", None])
def test_a_list_kept_in_HS_2017_meets_a_notice_in_HS_2022(edition):
    found = met(finding(codes=("8541.43.00",)), hs=["8541.40"], edition=edition)
    assert (found[0].met, led(found)) == ("8541.43.00", [LED])


def test_a_list_kept_in_HS_2022_meets_a_notice_in_HS_2017():
    found = met(finding(codes=("8541.40.20",)), hs=["8541.43"], edition=2022)
    assert led(found) == [LED]


def test_a_code_found_by_its_own_digits_is_not_said_to_be_led():
    assert led(met(finding(codes=("8541.43",)), hs=["8541.4"])) == [None]
    assert entries("8541.41", hs=["8541.43"]) == []  # the two became of one, and are two now


def test_a_national_code_is_led_by_its_first_six_digits():
    assert led(met(finding(codes=("8541.40.00.10",)), hs=["8541.43.00"], edition=2022)) == [LED]


def test_a_code_of_both_editions_is_read_in_the_one_of_its_notice():
    """8479.89 stands in both; of that of 2017 a part is 8485 now."""
    assert "848510" in hs.successors("847710") or hs.successors("847989")
    moved = next(new for new in hs.successors("847989") if not new.startswith("8479"))
    wanted = {"hs": [moved], "edition": 2022}
    assert entries("8479.89", **wanted) == []
    assert led(met(finding(codes=("8479.89",), day=date(2020, 5, 1)), **wanted)) != []
    assert led(met(finding(codes=("8479.89", "8541.40")), **wanted)) != []  # the other code gives it away


def test_what_a_list_leaves_out_is_led_as_well():
    assert entries("8541.43", hs=["8541", "!8541.40"], edition=2017) == []
    assert entries("8541.51", hs=["8541", "!8541.40"], edition=2017) == ["8541"]


@given(st.sampled_from(sorted(hs.nomenclature._descriptions(Edition.HS2017))))
@hypothesis_settings(max_examples=60)
def test_every_code_of_2017_meets_all_that_it_became(code):
    for new in hs.successors(code) if len(code) == 6 else ():
        assert entries(new, hs=[code], edition=2017) == [code]
        assert met(finding(codes=(code,), day=date(2019, 1, 1)), hs=[new], edition=2022)


# -- names -----------------------------------------------------------------------------------------


@given(st.lists(st.text("ab1 灯太-", min_size=1, max_size=5), max_size=12), st.text("ab1 灯太-", max_size=40))
def test_many_words_are_found_as_each_would_be_alone(words, text):
    low = folded(text)
    terms = [folded(word).strip() for word in words]
    found = {
        n
        for _, _, numbers in Terms(zip(terms, range(99), strict=False)).met(low, pieces(low))
        for n in numbers
    }
    assert found == {n for n, term in enumerate(terms) if list(places_in(term, low))}


def test_a_word_is_found_where_a_first_look_at_it_was_none():
    assert list(places_in("a-a", "ba-a-a")) == [3]


@pytest.mark.parametrize(
    ("product", "text", "is_met"),
    [
        ("solar street light", "all Solar street lights and lamps", True),
        ("off-grid battery", "off grid batteries", True),
        ("LED bus", "LED buses", True),
        ("太阳能路灯", "整套太陽能路燈", True),
        ("street light", "a street lightning", False),
    ],
)
def test_a_product_is_met_in_plural_without_hyphen_and_in_either_script(product, text, is_met):
    assert bool(met(finding(text), products=[product])) is is_met


@pytest.mark.parametrize(
    ("name", "text", "is_met"),
    [
        ("Jiangsu Sunlight Lighting Co., Ltd.", "JIANGSU SUNLIGHT LIGHTING COMPANY LIMITED (CN)", True),
        ("Jiangsu Sunlight Lighting Co., Ltd.", "exports of Jiangsu Sunlight Lighting, of Wuxi", True),
        ("Smith & Sons GmbH", "Smith and Sons GmbH & Co. KG", True),
        ("Société Générale S.A.", "SOCIETE GENERALE SA", True),
        ("Acme Intl. Trading LLC", "Acme International Trading", True),
        ("江苏阳光照明有限公司", "江蘇陽光照明股份有限公司", True),
        ("华为（中国）技术有限公司", "华为(中国)技术有限公司等企业", True),
        ("PT Sumber Jaya Tbk", "Sumber Jaya of Jakarta", True),
        ("Apple Inc.", "apple juice", False),
        ("Apple Inc.", "products of Apple, Inc. and others", True),
        ("小米有限公司", "五谷、小米、大豆", False),
        ("小米有限公司", "小米股份有限公司", True),
        ("Sun Light Ltd", "the sun lights up", False),
        ("AEOCN3122480012", "AEO代码：AEOCN3122480012", True),
        ("3122480012", "AEO CN 3122480012", True),
        ("CN AEO 3122480012", "编号3122480012的企业", True),
        ("91310000MA1FL0XX0X", "统一社会信用代码 91310000ma1fl0xx0x", True),
        ("3122480012", "31224800123", False),
    ],
)
def test_an_enterprise_is_met_however_it_is_written(name, text, is_met):
    assert bool(met(finding(text), enterprises=[name])) is is_met


@pytest.mark.parametrize("name", ["Co., Ltd.", "有限公司", "公司", "Ltd", "!!!", "集团有限公司"])
def test_a_name_that_is_a_legal_form_alone_meets_nothing_by_it(name):
    assert not met(
        finding("A notice to Bright Lamps Co., Ltd. and 明灯有限公司"), enterprises=[name]
    ) or core(name)


def test_numbers_and_names_are_told_apart():
    assert number("AEOCN3122480012") == number("3122480012") == "3122480012"
    assert number("3M Company") is None
    assert number("Jiangsu Sunlight") is None


@pytest.mark.parametrize(
    ("certificate", "text", "standards", "is_met"),
    [
        ("ISO 14067", "a declaration", ("ISO 14067:2018",), True),
        ("ISO14067:2018", "a declaration", ("ISO 14067",), True),
        ("certificate of origin", "Certificates are kept; a certificate of origin is filed", (), True),
        ("原产地证书", "提交原產地證書", (), True),
        ("ISO 9001", "a declaration", ("ISO 14067:2018",), False),
    ],
)
def test_a_certificate_is_met_by_its_name_or_its_standard(certificate, text, standards, is_met):
    assert bool(met(finding(text, standards=standards), certificates=[certificate])) is is_met


def test_a_certificate_is_met_in_the_other_language():
    found = find("公告", "申报时须提交原产地证书。", language="zh")
    chinese = finding("申报时须提交原产地证书。", mentions=found.mentions)
    (told,) = met(chinese, certificates=["certificate of origin", "packing list"])
    assert told.entry == "certificate of origin"


def test_a_market_of_a_bloc_is_said_by_the_member_that_was_named():
    (found,) = met(finding("原产于越南的货物"), markets=["ASEAN"])
    assert (found.entry, found.met, found.place) == ("ASEAN", "越南", "paragraph 1")
    assert met(finding("原产于越南的货物"), home="VN", markets=["ASEAN"]) == []


# -- what is said ----------------------------------------------------------------------------------


def test_a_code_in_a_table_is_said_with_its_row():
    table = Table("Annex 1", ("HS code", "Rate"), (("8541430010", "5"),))
    (found,) = met(finding(codes=("8541430010",), blocks=(table,)), hs=["8541.43"])
    assert found.place is not None
    assert found.place.startswith("table Annex 1, row 8541430010")


def test_an_entry_is_told_once_with_how_many_codes_meet_it():
    (found,) = met(finding(codes=("8541.43.01", "8541.43.02", "8541.43.03")), hs=["8541.43", "8541.43"])
    assert (found.met, found.more) == ("8541.43.01", 2)


def test_of_very_many_entries_some_are_told_and_the_others_counted():
    codes = tuple(f"8541.43.{n:02d}" for n in range(40))
    own = met(finding(codes=codes), hs=list(codes))
    assert (len(own), own[-1].kind, own[-1].entry) == (13, "rest", "28 more")
    of_client = met(finding(codes=codes), clients={"acme": {"hs": list(codes)}})
    assert (len(of_client), of_client[-1].entry, of_client[-1].client) == (5, "36 more", "acme")


parts = st.one_of(st.none(), st.text("ab;8. (HS)灯\n", min_size=1, max_size=12).filter(str.strip))


@given(parts, parts, parts, parts, st.integers(0, 99))
def test_a_reason_reads_back_as_it_was(client, name, words, place, more):
    made = Met("word", "lamp", client, name, words, more, place, LED)
    text = str(made)
    assert "\n" not in text
    read = parse(text)
    assert read is not None
    assert str(read) == text
    assert (read.kind, read.entry, read.more, read.led) == ("word", "lamp", more, LED)
    assert (read.client is None) == (client is None)


@pytest.mark.parametrize("reason", ["label eligibility", "every change", "programme watchlist", "watchlist"])
def test_other_reasons_are_about_no_watchlist(reason):
    assert parse(reason) is None


@given(st.text(max_size=30))
def test_any_text_is_an_entry_or_is_said_not_to_be(text):
    with suppress(ValueError):
        low, high, _ = parsed(text)
        assert re.fullmatch("[0-9]{2,12}", low)
        assert low <= high


@pytest.mark.parametrize(
    ("written", "low"),
    [
        ("0101.21", "010121"),
        ("10121", "010121"),
        ("101210000", "0101210000"),
        ("94054", "94054"),
        ("9405.4", "94054"),
    ],
)
def test_a_zero_that_a_spreadsheet_dropped_is_put_back_where_only_that_can_be_meant(written, low):
    assert parsed(written)[0] == low
