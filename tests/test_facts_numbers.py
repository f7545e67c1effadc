"""Facts: a notice's own number, who issued it, and what it does to other documents."""

from __future__ import annotations

import pytest

from monitor import facts
from monitor.model import FactKind, Facts
from tests.growth import assert_linear


def find(text: str, title: str = "") -> Facts:
    return facts.find(title, text, language="zh")


def references(text: str) -> list[tuple[str, str | None]]:
    return [(one.value, one.of) for one in find(text).mentions if one.kind is FactKind.REFERENCE]


@pytest.mark.parametrize(
    ("title", "text", "number"),
    [
        ("海关总署公告2026年第45号（关于某事的公告）", "", "海关总署公告2026年第45号"),
        ("商务部 海关总署公告2024年第12号 公布某清单", "", "商务部 海关总署公告2024年第12号"),
        ("商务部公告〔2024〕5号", "", "商务部公告〔2024〕5号"),
        ("关于调整税率的通知", "财关税〔2024〕1号\n各有关单位", "财关税〔2024〕1号"),
        ("关于调整税率的公告", "税委会公告〔2024〕5号\n根据海关总署公告2019年第1号，现公告如下", "税委会公告〔2024〕5号"),
        ("中华人民共和国海关总署令第281号", "", "中华人民共和国海关总署令第281号"),
        ("海关总署第12号令", "", "海关总署第12号令"),
        ("第12号令", "", "第12号令"),
        ("", "海关总署\n公告\n2026年第45号\n为便利通关", "2026年第45号"),
        ("关于某事的公告", "公告〔2026〕45号 为进一步便利通关", "公告〔2026〕45号"),
        ("經濟部公告", "發文字號：經貿字第11304600123號\n主旨：某事", "經貿字第11304600123號"),
        ("Order No. 12/2026", "", "Order No. 12/2026"),
        ("Notification No. 12/2026-Customs", "", "Notification No. 12/2026-Customs"),
        ("Amendment", "Notification No. 12/2026-Customs (N.T.)\nNew place", "Notification No. 12/2026-Customs (N.T.)"),
        ("A rule", "G.S.R. 123(E).\nIn exercise of powers", "G.S.R. 123(E)"),
        ("Regulations Amending a Tariff: SOR/2025-118", "", "SOR/2025-118"),
        ("Commission Implementing Regulation (EU) 2026/123 of 5 May 2026 on lamps", "", "Commission Implementing Regulation (EU) 2026/123"),
        ("CSMS # 61234567 - GUIDANCE: lamps", "", "CSMS # 61234567"),
        ("A final rule", "SUMMARY: lamps\n[FR Doc. 2025-12345 Filed 1-2-25; 8:45 am]", "2025-12345"),
        ("Executive Order 14257 of April 2, 2025", "", "Executive Order 14257"),
        ("Customs Notice 25-10: lamps", "", "Customs Notice 25-10"),
        ("Trade Notice 05/2026-27", "", "Trade Notice 05/2026-27"),
        ("Circular No. 05/2026-Customs dated 1 March 2026", "", "Circular No. 05/2026-Customs"),
        ("A notice", "MINISTRY OF LAMPS\nNotification\nNo. 5/2026", "No. 5/2026"),
        ("Portaria SECEX nº 249, de 4 de julho de 2026", "", "Portaria SECEX nº 249"),
    ],
)  # fmt: skip
def test_a_notices_own_number_is_found_in_every_spelling(title: str, text: str, number: str) -> None:
    found = find(text, title)
    assert found.number == number
    assert [one.value for one in found.mentions if one.kind is FactKind.NUMBER] == [number]


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("海关总署公告2019年第207号解读", ""),
        ("关于海关总署公告2019年第207号的解读", ""),
        ("关于废止原质检总局2012年第131号公告的公告", ""),
        ("Amendment to Executive Order 14257", ""),
        ("某公告", "海关总署公告2015年第2号同时废止。"),
        ("某公告", "海关总署公告2015年第2号规定的要求不变。"),
        ("A notice", "It follows Order No. 12/2026 in every respect, as lamps do."),
    ],
)
def test_a_number_that_belongs_to_another_notice_is_not_its_own(title: str, text: str) -> None:
    assert find(text, title).number is None


@pytest.mark.parametrize(
    ("title", "text", "number"),
    [
        # United Kingdom, Australia, the United States, South Africa, Kenya: a series and its number
        ("Trade remedies notice 2026/11: definitive amount on lamps", "", "Trade remedies notice 2026/11"),
        ("Notice to exporters 2026/09: licence widened", "", "Notice to exporters 2026/09"),
        ("NTE 2026/12: licences", "", "NTE 2026/12"),
        ("Notice to importers 2953: lamps", "", "Notice to importers 2953"),
        ("Excise Notice 197: goods held", "", "Excise Notice 197"),
        ("CIP 12 (2026): a new code", "", "CIP 12 (2026)"),
        ("SI 2026 No. 455: The Lamps Regulations", "", "SI 2026 No. 455"),
        ("The Lamps Regulations 2026 (SI 2026/455)", "", "SI 2026/455"),
        ("Australian Customs Notice No. 2026/46: lamps", "", "Australian Customs Notice No. 2026/46"),
        ("ACN 2026/12: lamps", "", "ACN 2026/12"),
        ("Anti-Dumping Notice No. 2026/031", "", "Anti-Dumping Notice No. 2026/031"),
        ("Import industry advice 8-2026: bugs", "", "Import industry advice 8-2026"),
        ("Meat Notice 2026-03: registration", "", "Meat Notice 2026-03"),
        ("QB 26-601 2026: lamps", "", "QB 26-601"),
        ("UPDATED: CSMS # 64348411 - lamps", "", "CSMS # 64348411"),
        ("Tariff amendment R.1011: lamps", "", "Tariff amendment R.1011"),
        ("A duty on bolts", "No. R. 1011 8 October 2026\nCustoms and Excise Act", "No. R. 1011"),
        ("Legal Notice 12 of 2026: ivory", "", "Legal Notice 12 of 2026"),
        ("Gazette Notice No. 5012", "", "Gazette Notice No. 5012"),
        ("Notice to Exporters No. 1120", "", "Notice to Exporters No. 1120"),
        # Asia
        ("SRO 123(I)/2026: regulatory duty", "", "SRO 123(I)/2026"),
        ("CMO No. 12-2026: accreditation", "", "CMO No. 12-2026"),
        ("Certificate of Origin Circular No. 5/2026", "", "Certificate of Origin Circular No. 5/2026"),
        ("Decree No. 12/2026/ND-CP on lamps", "", "Decree No. 12/2026/ND-CP"),
        ("Thông tư 12/2026/TT-BCT về đèn", "", "Thông tư 12/2026/TT-BCT"),
        ("관세청 고시 제2026-12호", "", "관세청 고시 제2026-12호"),
        ("產地來源證通告第8/2026號：電子證", "", "產地來源證通告第8/2026號"),
        ("第8/2026號貿易通告", "", "第8/2026號"),
        ("公告2026年第十八号", "", "公告2026年第十八号"),
        # World Trade Organization, European Union
        ("G/TBT/N/KEN/1301: Draft Standard for lamps", "", "G/TBT/N/KEN/1301"),
        ("A draft standard", "G/TBT/N/CHN/1801/Add.1\nMembers are informed", "G/TBT/N/CHN/1801/Add.1"),
        ("G/LIC/N/2/CHN/15", "", "G/LIC/N/2/CHN/15"),
        ("WT/DS610/1: a request", "", "WT/DS610/1"),
        ("Notice of initiation (2026/C 123/04)", "", "2026/C 123/04"),
    ],
)  # fmt: skip
def test_series_of_notices_are_known_by_how_they_are_numbered(title: str, text: str, number: str) -> None:
    assert find(text, title).number == number


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Trade notice for the season 2026/27", ""),
        ("Weekly price notes 12/2026", ""),
        ("Amendment of ACN 2026/12", ""),
        ("Cancellation of Trade Notice 12/2026: lamps", ""),
        ("Guidance on Excise Notice 197: goods held", ""),
        ("Report on G/TBT/N/KEN/1301 discussed in committee", ""),
        ("A notice", "It amends Trade Circular No. 8/2026 in part."),
        ("问答：关于产地来源证通告第8/2026号", ""),
        ("Meeting 8/2026 of the committee", ""),
        ("Import statistics 8-2026: lamps", ""),
        ("ISO 9001-2026: what changes", ""),
        ("EUR 2026/27: the budget", ""),
        ("Annual notice 2026: holidays", ""),
        ("R.1011 engine parts catalogue", ""),
        ("第8號碼頭通告", ""),
        ("Statement 2 (2026) results", ""),
    ],
)
def test_seasons_meetings_standards_and_other_notices_give_no_number(title: str, text: str) -> None:
    assert find(text, title).number is None


@pytest.mark.parametrize(
    ("title", "text", "issuer"),
    [
        ("海关总署 农业农村部关于防止某病传入的公告", "", "海关总署 农业农村部"),
        ("海关总署公告2026年第45号", "", "海关总署"),
        ("财政部 海关总署 税务总局关于某政策的通知", "财关税〔2026〕7号\n各省", "财政部 海关总署 税务总局"),
        ("某公告", "特此公告。\n海关总署\n2026年5月8日", "海关总署"),
        ("A rule", "AGENCY: U.S. Customs and Border Protection, Department of Homeland Security.\nACTION: Final", "U.S. Customs and Border Protection, Department of Homeland Security"),
        ("A notice", "MINISTRY OF FINANCE\nNotification", "MINISTRY OF FINANCE"),
        ("某公告", "根据商务部公告2024年第5号执行。", None),
        ("《海关总署关于某事的公告》解读", "", None),
        ("A letter", "The Agency has decided nothing.", None),
    ],
)  # fmt: skip
def test_the_issuer_is_its_own_and_never_a_cited_one(title: str, text: str, issuer: str | None) -> None:
    assert find(text, title).issuer == issuer


@pytest.mark.parametrize(
    ("text", "value", "relation"),
    [
        ("海关总署公告2015年第2号同时废止。", "海关总署公告2015年第2号", "repeals"),
        ("现废止海关总署令第235号。", "海关总署令第235号", "repeals"),
        ("根据《某某法》（国办发〔2022〕27号），公告如下", "国办发〔2022〕27号", "implements"),
        ("现对海关总署公告2015年第2号作如下修改：", "海关总署公告2015年第2号", "amends"),
        ("现将海关总署公告2015年第2号执行期限延长至年底。", "海关总署公告2015年第2号", "extends"),
        ("更正海关总署公告2026年第3号附件。", "海关总署公告2026年第3号", "corrects"),
        ("海關總署公告2015年第2號同時廢止。", "海關總署公告2015年第2號", "repeals"),
        ("2017年12月20日海关总署令第235号公布的规定", "海关总署令第235号", "cites"),
        ("其他事项见海关总署公告2004年第42号。", "海关总署公告2004年第42号", "cites"),
        ("Order No. 12/2020 is hereby revoked.", "Order No. 12/2020", "repeals"),
        ("This rule amends Regulation (EU) 2019/123.", "Regulation (EU) 2019/123", "amends"),
        ("pursuant to 19 U.S.C. 1862", "19 U.S.C. 1862", "implements"),
        ("section 232 of an Act, as amended (19 U.S.C. 1862)", "19 U.S.C. 1862", "cites"),
        ("This notice supersedes CSMS # 61234567.", "CSMS # 61234567", "supersedes"),
        ("in exercise of powers, further to G.S.R. 123(E)", "G.S.R. 123(E)", "implements"),
    ],
)
def test_a_reference_says_what_is_done_to_the_other_document(text: str, value: str, relation: str) -> None:
    assert (value, relation) in references(text)


def test_a_law_is_named_by_its_title_where_it_has_no_number() -> None:
    assert references("根据《中华人民共和国海关法》规定") == [("中华人民共和国海关法", "implements")]


@pytest.mark.parametrize(
    "text", ["出现第3号泊位", "第一百二十号码头", "No 5 people", "in order no 3 of them"]
)
def test_other_numbers_are_no_documents(text: str) -> None:
    assert references(text) == []


@pytest.mark.parametrize(
    "unit",
    [
        "号",
        "第1号",
        "海关总署",
        "部、",
        "no. 1/",
        "notice no. 5 of ",
        "公告〔2024〕",
        "《",
        "decreto a",
        "(eu) 2",
        "19 u.s.c. ",
        "部",
    ],
)
def test_C18_numbers_cost_linear_time(unit: str) -> None:
    assert_linear(lambda size: find(unit * (size // len(unit)), unit * 60), 10_000)
