"""Facts: the many ways in which authorities say when a rule starts and ends, and what only sounds like it."""

from __future__ import annotations

from datetime import date

import pytest

from monitor import facts
from monitor.model import Facts
from tests.growth import assert_linear

ISSUED = date(2026, 5, 8)


def find(text: str) -> Facts:
    return facts.find("", text, language="en", published=ISSUED)


STARTS = {
    "starting, changing, obliging": [
        ("The change starts on 1 July 2026.", "2026-07-01"),
        ("Starting Monday, June 15, 2026, filers must transmit the code.", "2026-06-15"),
        ("CBP will begin rejecting entries without the code on June 15, 2026.", "2026-06-15"),
        ("The measures have been extended for five years from 15 June 2026.", "2026-06-15"),
        ("The firm has been added to the list as of 15 June 2026.", "2026-06-15"),
        ("Importers have until 14 June 2026 to adapt; from 15 June 2026 unmarked lamps are refused.", "2026-06-15"),
        ("The new requirement will start from 1 July 2026.", "2026-07-01"),
        ("The ban begins on 1 July 2026 and covers all breeds.", "2026-07-01"),
        ("The fee rises by 6.1 per cent on 1 July 2026.", "2026-07-01"),
        ("The rate of duty on tyres increases to 12 per cent on 1 July 2026.", "2026-07-01"),
        ("On 1 July 2026, the licence fee will change from $90 to $94.", "2026-07-01"),
        ("Treatment is mandatory before arrival for cargo from 1 September 2026.", "2026-09-01"),
        ("Importers must declare the mill from 1 September 2026.", "2026-09-01"),
        ("Permits will be required from 1 September 2026 for all shipments.", "2026-09-01"),
        ("The stay of application is for one year from 1st July 2026: 1006.30.00 at 35%.", "2026-07-01"),
        ("the tariff quota opens for a period of six months from 1 July 2026", "2026-07-01"),
        ("The levy is payable from 1 July 2026.", "2026-07-01"),
        ("The new form becomes mandatory on 1 July 2026.", "2026-07-01"),
        ("The new form will be mandatory as of 1 July 2026.", "2026-07-01"),
        ("The system goes live on 1 July 2026.", "2026-07-01"),
        ("The provisional duty will be collected from 00:01 on 1 July 2026.", "2026-07-01"),
        ("goods arriving on or after 1 July 2026 must carry the mark", "2026-07-01"),
    ],
    "from publication on": [
        ("From today, shipments of cotton will be detained at all ports.", "2026-05-08"),
        ("As from today, permits are no longer needed.", "2026-05-08"),
        ("The regulation starts on the date of its publication in the Gazette.", "2026-05-08"),
        ("This notice takes effect on the date of publication in the Official Gazette.", "2026-05-08"),
        ("These Regulations come into operation on the date of publication in the Gazette.", "2026-05-08"),
        ("The Order comes into force on the day on which it is published.", "2026-05-08"),
        ("This rule is effective on the date of publication.", "2026-05-08"),
        ("The amended licence comes into force immediately.", "2026-05-08"),
        ("The measure applies with immediate effect.", "2026-05-08"),
        ("Effective upon publication in the Federal Register.", "2026-05-08"),
        ("This notice shall come into force thirty days after its publication in the Official Gazette.", "2026-06-07"),
        ("It takes effect 30 days after the date of publication in the Gazette.", "2026-06-07"),
        ("The final rule takes effect 30 days after publication.", "2026-06-07"),
        ("The order enters into force on the tenth day after the day of its official publication.", "2026-05-18"),
        ("It shall enter into force on the day after its publication in the Official Journal.", "2026-05-09"),
        ("enters into force on the third day following that of its publication in the Official Journal of the European Union", "2026-05-11"),
        ("comes into force 15 days after it is published", "2026-05-23"),
        ("shall come into effect after thirty (30) days from the date of publication", "2026-06-07"),
    ],
    "labels, periods, hours, phases and tables": [
        ("From 1 June to 31 August 2026 the duty is suspended.", "2026-06-01"),
        ("w.e.f. 15 June 2026 the fee is Rs. 500", "2026-06-15"),
        ("Duties in effect since April 3, 2026 stay; those on parts go into effect on May 18, 2026.", "2026-05-18"),
        ("Effective 12:01 a.m. eastern time on March 12, 2027, all exemptions end.", "2027-03-12"),
        ("Effective at 12:01 a.m. EDT, June 12, 2026, the duty applies.", "2026-06-12"),
        ("effective for goods entered for consumption on or after 12:01 a.m. Eastern Time on June 4, 2026", "2026-06-04"),
        ("applies to goods entered, or withdrawn from warehouse for consumption, on or after June 4, 2026", "2026-06-04"),
        ("The additional duty takes effect at 12:01 a.m. eastern daylight time on June 4, 2026.", "2026-06-04"),
        ("DATES: This rule is effective June 4, 2026.", "2026-06-04"),
        ("DATES: Effective Date: June 4, 2026.", "2026-06-04"),
        ("Date of entry into force: 8 April 2026", "2026-04-08"),
        ("Entry into force: 1 July 2026", "2026-07-01"),
        ("Date of effect: 1 July 2026", "2026-07-01"),
        ("Commencement date: 1 July 2026", "2026-07-01"),
        ("Implementation date: 1 July 2026", "2026-07-01"),
        ("Date of implementation: 01 July 2026", "2026-07-01"),
        ("Effective from: 1st July, 2026", "2026-07-01"),
        ("Start date: 1 July 2026", "2026-07-01"),
        ("QUOTA PERIOD: July 1, 2026 through December 31, 2026", "2026-07-01"),
        ("Validity period: 1 July 2026 - 31 December 2026", "2026-07-01"),
        ("Period of application: from 1 July 2026 to 30 June 2027", "2026-07-01"),
        ("It shall apply as of 1 July 2026.", "2026-07-01"),
        ("It shall apply with effect from 1 July 2026.", "2026-07-01"),
        ("The Schedule is amended with effect from and including 1 July 2026.", "2026-07-01"),
        ("with retrospective effect from 1 March 2026", "2026-03-01"),
        ("The suspension comes into operation on 1 July 2026.", "2026-07-01"),
        ("This Order has effect on and from 1 July 2026.", "2026-07-01"),
        ("The prohibition has effect from 1 July 2026.", "2026-07-01"),
        ("The rule becomes effective on July 1, 2026.", "2026-07-01"),
        ("will be implemented with effect from 0001 hours on 1 July 2026", "2026-07-01"),
        ("from 00:00 on 1 July 2026 the duty applies to lamps", "2026-07-01"),
        ("applies from midnight on 1 July 2026", "2026-07-01"),
        ("The ban applies to consignments dispatched on or after 1 July 2026.", "2026-07-01"),
        ("Phase 1: 1 July 2026 – large importers; Phase 2: 1 January 2027 – all importers.", "2026-07-01"),
        ("Phase\tGoods\tEffective date\nI\tlamps\t1 July 2026\nII\tbulbs\t1 January 2027", "2026-07-01"),
        ("The requirement applies in two stages: from 1 July 2026 to tyres, and from 1 January 2027 to tubes.", "2026-07-01"),
    ],
    "Chinese": [
        ("自今日起，恢复受理。", "2026-05-08"),
        ("本公告自下发之日起执行", "2026-05-08"),
        ("本公告於刊登憲報當日生效", "2026-05-08"),
        ("2026年6月15日（含当日）以后申报进口的货物适用本公告。", "2026-06-15"),
        ("阶段\t产品\t实施日期\n第一阶段\t灯具\t2026年7月1日\n第二阶段\t电池\t2027年1月1日", "2026-07-01"),
        ("企业应当自2026年7月1日起通过单一窗口上传证明。", "2026-07-01"),
        ("自7月1日起，出口口罩的企业须提供声明。", "2026-07-01"),
        ("从2026年7月1日开始，取消纸质证明。", "2026-07-01"),
        ("2026年7月1日零时起，停止进口某国禽肉。", "2026-07-01"),
        ("自2026年7月1日零时（北京时间）起，对下列商品加征关税。", "2026-07-01"),
        ("自2026年7月1日00时00分起实施。", "2026-07-01"),
        ("本公告自2026年7月1日0时起正式施行。", "2026-07-01"),
        ("本办法于2026年7月1日起施行。", "2026-07-01"),
        ("本办法于2026年7月1日生效。", "2026-07-01"),
        ("现予公布，2026年7月1日起执行。", "2026-07-01"),
        ("本公告自发布之日起满30日后施行。", "2026-06-07"),
        ("本公告自發佈日期後30日生效。", "2026-06-07"),
        ("本規則自發布日施行。", "2026-05-08"),
        ("本公告自公布之日起三个月后实施。", "2026-08-08"),
        ("本通知自印发之日起30日后施行", "2026-06-07"),
        ("以上规定自公告之日起实施。", "2026-05-08"),
        ("本公告自发文之日起执行。", "2026-05-08"),
        ("本公告自2026年7月1日起施行，《某名录》自同日废止。", "2026-07-01"),
        ("下列归类决定自2026年7月1日起废止：Z2010-0217。", "2026-07-01"),
        ("系统自2026年7月2日起接受申请。", "2026-07-02"),
        ("由2026年7月1日起，申請人可選擇電子方式。", "2026-07-01"),
        ("訂於115年7月1日實施", "2026-07-01"),
        ("並自中華民國115年7月1日起生效", "2026-07-01"),
        ("本修正規定自一百十五年七月一日施行", "2026-07-01"),
        ("实施时间：2026年7月1日", "2026-07-01"),
        ("执行时间：2026年7月1日起至2026年12月31日", "2026-07-01"),
        ("生效日期為2026年7月1日", "2026-07-01"),
        ("过渡期至2026年6月30日，2026年7月1日起未贴标志的不得进口。", "2026-07-01"),
        ("自即日起暂停某厂产品进口。", "2026-05-08"),
        ("即日起，取消该证明。", "2026-05-08"),
    ],
    "other tongues": [
        ("令和8年7月1日より、ロシアを仕向地とする装置の輸出を禁止する。", "2026-07-01"),
        ("本告示は令和8年7月1日から施行する。", "2026-07-01"),
        ("この政令は、公布の日から施行する。", "2026-05-08"),
        ("이 고시는 2026년 7월 1일부터 시행한다.", "2026-07-01"),
        ("Kể từ ngày 15/07/2026, người khai phải khai số tham chiếu.", "2026-07-15"),
        ("A partir del 1 de julio de 2026 se exige licencia.", "2026-07-01"),
        ("À compter du 1er juillet 2026, la licence est exigée.", "2026-07-01"),
        ("A partir de 1º de julho de 2026 será exigida licença.", "2026-07-01"),
        ("Ab dem 1. Juli 2026 gilt der neue Satz.", "2026-07-01"),
        ("Mulai tanggal 1 Juli 2026 wajib melampirkan sertifikat.", "2026-07-01"),
        ("Kể từ ngày 05/06/2026, người khai phải khai số tham chiếu.", "2026-06-05"),
    ],
}  # fmt: skip
OCCASIONS = [
    "Storms from February 9 to February 17, 2026, damaged the county.",
    "Data from 1 January to 31 March 2026 show growth.",
    "The draft would apply from 15 June 2026 if adopted.",
    "本公告拟自2026年7月1日起施行，现公开征求意见。",
    "On 4 May 2026, the Ministry signed a memorandum that will increase trade.",
    "Imports from 1 January 2026 to 31 March 2026 amounted to 30 tonnes.",
    "比赛于2026年6月15日起进行",
    "2026年6月15日起，某港货轮航线恢复",
    "The meeting starts on 1 July 2026 in Geneva.",
    "The workshop begins on 1 July 2026.",
    "Registration starts on 1 July 2026 for the seminar.",
    "Exports rose by 6.1 per cent from 1 January 2025.",
    "Trade rose by 6 per cent on 1 July 2025 against the year before.",
    "Applications must be submitted not later than 1 July 2026.",
    "Comments may be sent from 1 July 2026.",
    "He served as director from 1 July 2026.",
    "The investigation period ran from 1 April 2025 to 31 March 2026.",
    "The original duty took effect on 1 July 2018 and the review goes on.",
    "The certificate is valid from the date of issue.",
    "CHIEF will be offline from 2am on 1 July 2026.",
    "The helpline is closed from 1 July 2026 to 3 July 2026.",
    "The auction begins on 1 July 2026.",
    "会议于2026年7月1日开始报到。",
    "2026年7月1日开始报名。",
    "自2026年7月1日起至7月5日，系统停机维护。",
    "申报期自2026年7月1日起至2026年7月31日止。",
    "调查期为2025年1月1日至2025年12月31日。",
    "自立案之日起六个月内作出裁定。",
    "证明自签发之日起40个工作日内有效。",
    "12月25日及26日，查询热线暂停服务。",
    "2022年10月1日前在市场监管部门登记注册；",
    "前5个月，自1月1日起累计进口增长3%。",
    "According to a survey from 1 March 2026, firms are content.",
    "The letter from 1 March 2026 is annexed.",
    "Data from 1 January 2026 show that imports fell.",
    "Proposed date of entry into force: 8 August 2026",
    "《某某公告》自2026年7月1日起废止。本公告所称产品不变。",
    "The bill suspends the limit through January 1, 2027, and increases the limit on January 2, 2027.",
    "On July 1, 2026, the Commission, together with others, looked at changes of the schedule.",
]  # fmt: skip
ENDS = [
    ("自2026年6月1日至8月31日，对下列商品实施暂定税率。", "2026-08-31"),
    ("实施期限为2026年11月1日起至3月31日止。", "2027-03-31"),
    ("From 1 June to 31 August 2026 the duty is suspended.", "2026-08-31"),
    ("The stay of the duty runs from 1 June 2026 to 31 August 2026.", "2026-08-31"),
    ("remission of duty until August 31, 2026", "2026-08-31"),
    ("with effect from 8 October 2026 up to and including 23 July 2027", "2027-07-23"),
    ("The exclusions will extend to September 1, 2026.", "2026-09-01"),
    ("The exclusion is extended through August 31, 2026.", "2026-08-31"),
    ("The suspension is extended until 31 December 2026.", "2026-12-31"),
    ("The duty shall cease to apply on 31 December 2026.", "2026-12-31"),
    ("These Regulations cease to have effect at the end of 31 December 2026.", "2026-12-31"),
    ("This Regulation shall expire on 31 December 2026.", "2026-12-31"),
    ("It shall apply until 31 December 2026.", "2026-12-31"),
    ("The measure lapses at midnight on 31 December 2026.", "2026-12-31"),
    ("The waiver is valid up to 31.12.2026.", "2026-12-31"),
    ("valid until and including 31 December 2026", "2026-12-31"),
    ("The notification shall remain in force up to and inclusive of the 31st March, 2027.", "2027-03-31"),
    ("It continues until 24 October 2026 for goods of subheading 3102.10.00.", "2026-10-24"),
    ("The ban will last until 31 December 2026.", "2026-12-31"),
    ("the exemption will end on 31 December 2026", "2026-12-31"),
    ("The import of yellow peas is free till 31.03.2027.", "2027-03-31"),
    ("QUOTA PERIOD: July 1, 2026 through December 31, 2026", "2026-12-31"),
    ("Expiry date: 31 December 2026", "2026-12-31"),
    ("Valid to: 31 December 2026", "2026-12-31"),
    ("DATES: The order is in effect from May 9, 2026, through May 8, 2031.", "2031-05-08"),
    ("有效期至2026年12月31日。", "2026-12-31"),
    ("执行期限截止2026年12月31日。", "2026-12-31"),
    ("实施期限为2026年6月1日至2026年12月31日。", "2026-12-31"),
    ("自2026年6月1日至2026年12月31日，对附件所列商品不再加征关税。", "2026-12-31"),
    ("暂停措施延长至2026年12月31日。", "2026-12-31"),
    ("該措施有效至2026年12月31日止", "2026-12-31"),
    ("本公告有效期五年，自2026年6月1日起至2031年5月31日。", "2031-05-31"),
    ("本措施在2026年12月31日前有效。", "2026-12-31"),
    ("该政策于2026年12月31日到期。", "2026-12-31"),
    ("施行至2026年12月31日", "2026-12-31"),
]  # fmt: skip
GOES_ON = [
    "Comments may be submitted until 31 December 2026.",
    "The fair will last until 31 December 2026.",
    "The certificate is valid until its expiry date.",
    "The office is closed until 31 December 2026.",
    "征求意见截止日期为2026年12月31日。",
    "展会至2026年12月31日结束。",
    "请于2026年12月31日前申报。",
    "The investigation covers 1 January 2025 to 31 December 2026.",
    "Applications are open until 31 December 2026.",
    "截至2026年12月31日，累计征收关税3亿元。",
    "紙本申請服務將於2026年11月30日終止。",
]  # fmt: skip


@pytest.mark.parametrize("family", STARTS)
def test_a_rule_starts_on_the_day_however_its_authority_says_so(family: str) -> None:
    assert [(text, str(find(text).effective)) for text, _ in STARTS[family]] == STARTS[family]


def test_meetings_office_hours_statistics_and_what_others_did_start_no_rule() -> None:
    assert [(text, day) for text in OCCASIONS if (day := find(text).effective)] == []


def test_a_rule_ends_on_the_day_however_its_authority_says_so() -> None:
    assert [(text, str(find(text).expires)) for text, _ in ENDS] == ENDS


def test_fairs_consultations_and_office_hours_end_no_rule() -> None:
    assert [(text, day) for text in GOES_ON if (day := find(text).expires)] == []


def test_a_day_without_its_year_is_the_one_nearest_to_the_publication() -> None:
    text = "From 1 January, importers must declare the mill."
    assert str(facts.find("", text, language="en", published=date(2026, 12, 8)).effective) == "2027-01-01"
    assert facts.find("", text, language="en").effective is None


@pytest.mark.parametrize(
    "unit",
    ["自4月1日起", "from 1 May must ", "at 12:01 a.m. eastern time on ", "the fee rises to 6 on 1 May 2026 ", "Effective date\tGoods\n1 May 2026\tlamps\n", "phase 1: ", "0001 hours ", "from today "],
)  # fmt: skip
def test_C18_reading_what_starts_and_ends_costs_linear_time(unit: str) -> None:
    assert_linear(lambda size: find(unit * (size // len(unit))), 10_000)
