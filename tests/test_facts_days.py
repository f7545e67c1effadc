"""Facts: which day a notice takes effect, ends, is signed, and is the last to comment."""

from __future__ import annotations

from datetime import date

import pytest

from monitor import facts
from monitor.facts import days
from monitor.model import FactKind, Facts
from monitor.prose import prose
from tests.growth import assert_linear

ISSUED = date(2026, 5, 8)


def find(text: str, published: date | None = ISSUED) -> Facts:
    return facts.find("", text, language="en", published=published)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("本公告自公布之日起30日后施行。", "2026-06-07"),
        ("本办法自发布之日起满三十日后施行。", "2026-06-07"),
        ("本規定自發布之日施行。", "2026-05-08"),
        ("本公告自印发之日起执行。", "2026-05-08"),
        ("本公告自中華民國115年7月1日生效。", "2026-07-01"),
        ("2026年7月1日（含）起执行", "2026-07-01"),
        ("This Order shall come into force 30 days after publication.", "2026-06-07"),
        ("This Order shall take effect fifteen (15) days from the date of its publication.", "2026-05-23"),
        ("It enters into force on the day following that of its publication.", "2026-05-09"),
        ("This Regulation shall enter into force on the twentieth day following that of its publication.", "2026-05-28"),
        ("This Decision enters into force on the 20th day following its publication.", "2026-05-28"),
        ("It shall enter into force on the first day of the second month following its publication.", "2026-07-01"),
        ("This Order takes effect on the first day of the month following its publication.", "2026-06-01"),
        ("The measure applies retroactively from 1 March 2026.", "2026-03-01"),
        ("It shall come into force with effect from the 1st day of April, 2026.", "2026-04-01"),
        ("Effective date: 01.07.2026", "2026-07-01"),
        ("Starting July 1, 2026, the form is filed electronically.", "2026-07-01"),
        ("goods entered on or after 12:01 a.m. eastern daylight time on May 15, 2026", "2026-05-15"),
        ("自2026年1月1日至2026年12月31日，对下列商品实施暂定税率。", "2026-01-01"),
    ],
)  # fmt: skip
def test_the_day_in_force_is_found_however_it_is_said(text: str, day: str) -> None:
    assert str(find(text).effective) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Esta norma entrará en vigor el 1 de julio de 2026.", "2026-07-01"),
        ("Entra em vigor na data de sua publicação.", "2026-05-08"),
        ("Le présent texte entre en vigueur le 1er juillet 2026.", "2026-07-01"),
        ("Thông tư này có hiệu lực từ ngày 1 tháng 7 năm 2026.", "2026-07-01"),
        ("Приказ вступает в силу с 1 июля 2026 г.", "2026-07-01"),
    ],
)
def test_days_of_other_tongues_are_read_where_their_verbs_are_known(text: str, day: str) -> None:
    assert str(find(text).effective) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("本公告自2026年7月1日起施行，其中第三条自2026年9月1日起施行。", "2026-07-01"),
        ("本办法第三条自2026年9月1日起施行，本办法自2026年7月1日起施行。", "2026-07-01"),
        ("This notice takes effect on 1 July 2026, except Article 3 which applies from 1 October 2026.", "2026-07-01"),
        ("This order takes effect on 1 July 2026. However, Article 3 shall apply from 1 May 2026.", "2026-07-01"),
        ("This Regulation shall enter into force on 9 May 2026. It shall apply from 1 January 2027.", "2027-01-01"),
    ],
)  # fmt: skip
def test_of_several_days_the_main_one_is_the_notices_and_the_others_are_said(text: str, day: str) -> None:
    found = find(text)
    assert str(found.effective) == day
    assert len([one for one in found.mentions if one.kind is FactKind.EFFECTIVE]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "证书自签发之日起6个月内有效。",
        "The certificate is valid for 30 days after issuance.",
        "公开征求意见自2026年5月8日起至2026年6月7日。",
        "海关总署公告2019年第207号自2026年7月1日起废止。",
        "The quota opens on 1 July 2026 and closes on 30 June 2027.",
        "The earlier exclusion, effective June 13, 2019, covered six lines.",
        "自2016年3月1日起，旧系统用了十年。",
    ],
)
def test_certificates_consultations_repeals_and_history_start_nothing(text: str) -> None:
    assert find(text).effective is None


def test_so_long_after_publication_is_no_day_when_nobody_knows_the_publication() -> None:
    assert find("本公告自公布之日起30日后施行。", None).effective is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Comments must be received by July 1, 2026.", "2026-07-01"),
        ("Written comments are due no later than 5 p.m. on July 1, 2026.", "2026-07-01"),
        ("Comments may be submitted until 1 July 2026.", "2026-07-01"),
        ("Interested parties may submit comments within 30 days after publication of this notice.", "2026-06-07"),
        ("Closing date: 1 July 2026", "2026-07-01"),
        ("请于2026年6月7日前将意见反馈至海关总署。", "2026-06-07"),
        ("意见反馈截止时间为2026年6月7日。", "2026-06-07"),
        ("公开征求意见，时间为2026年5月8日至2026年6月7日。", "2026-06-07"),
        ("自公布之日起30日内公开征求意见", "2026-06-07"),
        ("申请企业应于2026年6月30日前提交申请。", "2026-06-30"),
    ],
)  # fmt: skip
def test_the_last_day_to_comment_or_apply_is_the_deadline(text: str, day: str) -> None:
    found = find(text)
    assert str(found.deadline) == day
    assert found.effective is None


@pytest.mark.parametrize(
    "text", ["Goods loaded before July 1, 2026 are exempt.", "The talks end by 1 July 2026."]
)
def test_a_day_before_which_something_else_happens_is_no_deadline_of_the_reader(text: str) -> None:
    assert find(text).deadline is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("自2026年1月1日起至2026年12月31日止。", "2026-12-31"),
        ("将有效期延长至2027年6月30日。", "2027-06-30"),
        ("The exemption applies until 30 June 2027.", "2027-06-30"),
        ("From 1 July 2026 to 30 June 2027 the duty is suspended.", "2027-06-30"),
    ],
)
def test_the_last_day_in_force_is_found(text: str, day: str) -> None:
    assert str(find(text).expires) == day


@pytest.mark.parametrize(
    "text", ["The meeting ran from 1 May 2026 to 3 May 2026.", "It was suspended until May 1, 2018."]
)
def test_what_ended_long_ago_or_was_a_meeting_ends_nothing(text: str) -> None:
    assert find(text).expires is None


def test_until_further_notice_is_said_and_is_no_day() -> None:
    found = find("This order remains in force until further notice.")
    assert found.expires is None
    assert [(one.kind, one.value) for one in found.mentions] == [(FactKind.EXPIRES, "until further notice")]


def test_the_day_of_signature_is_the_documents_and_a_field_gives_that_of_publication() -> None:
    found = find("发布日期：2026-05-09\n现予公布。\n某某总署\n2026年5月8日", None)
    assert (found.document, found.published) == (date(2026, 5, 8), date(2026, 5, 9))


def test_the_solemn_way_of_dating_is_read() -> None:
    text = "IN WITNESS WHEREOF, this second day of April, in the year of our Lord two thousand twenty-six."
    assert [day.value for day in days.days(prose(text))] == [date(2026, 4, 2)]


@pytest.mark.parametrize(
    "text", ["05/04/2026", "12.2026.5.8", "2026年2月31日", "31 June 2026", "v1.2.2026.5"]
)
def test_what_nobody_can_tell_or_never_was_is_no_day(text: str) -> None:
    assert days.days(prose(text)) == []


@pytest.mark.parametrize(
    "unit",
    ["2026年5月8日", "1 May 2026 to ", "30 days after ", "the first day of the ", "自公布之日起", "effective on ", "until 1 May 2026, ", "截止", "2026"],
)  # fmt: skip
def test_C18_days_cost_linear_time(unit: str) -> None:
    assert_linear(lambda size: find(unit * (size // len(unit))), 10_000)
