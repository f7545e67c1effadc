"""HS codes as authorities of many countries write them, and the numbers beside them that are none."""

import pytest

from monitor import facts
from monitor.model import FactKind, Mention
from tests.growth import assert_linear


def find(text: str) -> tuple[str, ...]:
    return facts.find("", text, language="en").hs_codes


def said(text: str) -> list[tuple[str, str | None]]:
    """The codes among the mentions: value and what is said of it."""
    return [(each.value, each.of) for each in mentions(text)]


def mentions(text: str) -> list[Mention]:
    return [each for each in facts.find("", text, language="en").mentions if each.kind is FactKind.HS_CODE]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        # European Union and United Kingdom
        ("Lemons of CN code 0805 50 10 are subject to the measure.", ("0805 50 10",)),
        ("TARIC code 0805 50 10 10 is suspended.", ("0805 50 10 10",)),
        (
            "bicycles currently falling within CN codes 8712 00 30 and ex 8712 00 70 (TARIC codes 8712 00 70 91, 8712 00 70 92)",
            ("8712 00 30", "8712 00 70", "8712 00 70 91", "8712 00 70 92"),
        ),
        (
            "biodiesel falling under ex 1516 20 98, ex 1518 00 91 and ex 2710 20 11",
            ("1516 20 98", "1518 00 91", "2710 20 11"),
        ),
        ("Goods under commodity code 7208 51 20 and 72085191 00", ("7208 51 20", "72085191 00")),
        ("Commodity codes: 0302.11.10; 0302.11.20", ("0302.11.10", "0302.11.20")),
        ("ceramic tiles of headings 6907 to 6908 originating in India", ("6907", "6908")),
        ("products classified in heading No 8471 of the Combined Nomenclature", ("8471",)),
        # United States
        ("classified in HTSUS subheadings 8541.42.0010 and 8541.43.0010", ("8541.42.0010", "8541.43.0010")),
        ("entered under 7604210010, 7604291010 and 7604293060 of the HTSUS", ("7604210010", "7604291010", "7604293060")),
        (
            "headings 9903.85.25 through 9903.85.44 and 9903.01.24",
            ("9903.85.25", "9903.85.44", "9903.01.24"),
        ),
        ("by inserting new heading 9903.94.01 in numerical sequence", ("9903.94.01",)),
        ("The merchandise is provided for in item 7318.15.20 of the Schedule.", ("7318.15.20",)),
        ("articles of 4412.33.0620, HTSUS", ("4412.33.0620",)),
        # India
        ("tariff item 7210 49 00 of the First Schedule to the Customs Tariff Act, 1975", ("7210 49 00",)),
        ("falling under heading 2836 or tariff items 28362010 and 28362020", ("2836", "28362010", "28362020")),
        ("import policy of items under ITC (HS) 84713010 is amended", ("84713010",)),
        ("ITC(HS) Codes 1006 30 20 and 1006 30 90", ("1006 30 20", "1006 30 90")),
        # China
        ("现将聚氯乙烯（税则号列：39041090）的反倾销税公布如下", ("39041090",)),
        ("上述产品归在《中华人民共和国进出口税则》：72189100、72191100。", ("72189100", "72191100")),
        ("该产品归在17011200项下", ("17011200",)),
        ("归入税则号列8543.7099", ("8543.7099",)),
        ("商品编号为2709000000的原油", ("2709000000",)),
        ("品目01.01至01.06的活动物", ("01.01", "01.06")),
        ("子目8501.10至8504.40所列货物", ("8501.10", "8504.40")),
        ("税号8541.4300、8541.4200\n8541.4900", ("8541.4300", "8541.4200", "8541.4900")),
        ("归类：8517.6290", ("8517.6290",)),
        ("参考海关商品编号：2805301900、2846901100等", ("2805301900", "2846901100")),
        ("ex39039000（部分）和税目3907.2010", ("39039000", "3907.2010")),
        ("税则号列由8541.40改为8541.43", ("8541.40", "8541.43")),
        # Taiwan, Hong Kong
        ("輸入貨品分類號列2106.90.98.00-9項下商品", ("2106.90.98.00-9",)),
        ("貨品號列8501.31.00.00-4及8501.32.00.00-3", ("8501.31.00.00-4", "8501.32.00.00-3")),
        ("CCC Code 9403.89.90.00-3", ("9403.89.90.00-3",)),
        ("香港協調制度編號 2402 2000 的香煙", ("2402 2000",)),
        ("稅則號別1905.90.80", ("1905.90.80",)),
        # Japan, Korea, Brazil, Mexico and neighbours
        ("関税率表第8541.43号に掲げる物品", ("8541.43",)),
        ("統計品目番号 8542.31-010 の改正", ("8542.31-010",)),
        ("HS번호 8507.60-0000호", ("8507.60-0000",)),
        ("품목번호 3920.10.0000", ("3920.10.0000",)),
        ("classificados no código NCM 8541.43.00 e 8507.60.00", ("8541.43.00", "8507.60.00")),
        ("fracción arancelaria 7208.10.01 de la TIGIE", ("7208.10.01",)),
        ("las fracciones arancelarias 6402.99.06 y 6404.11.17", ("6402.99.06", "6404.11.17")),
        ("position tarifaire 8703.80 et sous-position 8703.90", ("8703.80", "8703.90")),
        ("AHTN 2022 code 1511.90.36", ("1511.90.36",)),
        ("HS codes 1006.30.99, 1006.40.90 (AHTN 2022)", ("1006.30.99", "1006.40.90")),
        # tables
        ("税号\t名称\n1012100\t改良种用马\n2102100000.0\t酵母", ("1012100", "2102100000")),
        ("CN code\tDescription\n7208 10 00\tcoils\n7208 25 00; 7208 26 00\tothers", ("7208 10 00", "7208 25 00", "7208 26 00")),
        ("NCM\tDescrição\n8541.43.00\tcélulas\n8507.60.00\tacumuladores", ("8541.43.00", "8507.60.00")),
        ("Posten\tWare\n85414300\tZellen\n85076000\tAkkus\n01012100\tPferde", ("85414300", "85076000", "01012100")),
        ("序号\t商品编码\t备注\n1\tex / 3215110010\t无\n2\t3215190000\t无", ("3215110010", "3215190000")),
        # none
        ("The fee is 8541.43 US dollars for each of 8541 entries.", ()),
        ("AEO编码AEOCN8541430010，商品编号见附件", ()),
        ("Call +32 2 299 11 11 about CN codes, or 0800 67 89 10.", ()),
        ("公告2024年第8541号，税则号列不变", ()),
        ("CAS 7440-21-3 and UN 3082, headings stay as they are", ()),
        ("Docket No. 85414300 and case A-570-979, HTSUS numbers follow", ()),
        ("统一社会信用代码91310115MA1K4, 税号91310115，联系电话65194114", ()),
        ("ships IMO 9323314 and 9408542; tariff codes are not concerned", ()),
        ("Between 2017 and 2022 the headings were kept, and 19 U.S.C. 1862 applies.", ()),
        ("折合2227.35千克，货值8541.43美元，品目不变", ()),
        ("OJ L 256, 7.9.1987, p. 1; Regulation (EEC) No 2658/87 on the Combined Nomenclature", ()),
        ("export control entries 1C117.d, 2B902.a and 3A001", ()),
        ("The room has 1500.00 sq. m, opened 20240508 at 0900, tariff desk at extension 4410.", ()),
        ("贸易方式代码“0864”，运输方式代码“9”，商品编号按规定填报", ()),
        ("批准文号：国药准字H20051234，税目见附件", ()),
    ],
)  # fmt: skip
def test_codes_and_what_only_looks_like_one(text: str, codes: tuple[str, ...]) -> None:
    assert find(text) == codes


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("headings 9903.85.25 through 9903.85.44", ("9903.85.25-9903.85.44", "range")),
        ("子目8501.10至8504.40所列货物", ("8501.10-8504.40", "range")),
        ("headings from 8501 to 8504", ("8501-8504", "range")),
        ("CN codes 8712 00 30 and ex 8712 00 70", ("8712 00 70", "part")),
        ("税则号列39039000（部分）", ("39039000", "part")),
        ("税则号列由8541.40改为8541.43", ("8541.43", "was 8541.40")),
        ("税则号列8541.40、8541.50调整为8541.43", ("8541.43", "was 8541.40, 8541.50")),
        ("subheading 8541.43 (formerly 8541.40)", ("8541.43", "was 8541.40")),
        ("moved from heading 8541.40 to 8541.43", ("8541.43", "was 8541.40")),
        ("CN codes 8507 60 00 31 and 8507 60 00 39 replace 8507 60 00 30", ("8507 60 00 31", "was 8507 60 00 30")),
        ("原税号\t新税号\t名称\n8541.40\t8541.43\t电池", ("8541.43", "was 8541.40")),
        ("Old HS code\tNew HS code\n854140\t854142; 854143", ("854142", "was 854140")),
        ("subheading 8541.40", ("8541.40", "HS 2017")),
        ("subheading 8541.43", ("8541.43", None)),
        ("heading 9903.80.01", ("9903.80.01", "national")),
        ("heading 1234.56.78", ("1234.56.78", "unknown")),
        ("税号\t名称\n1012100\t马", ("01012100", None)),
        ("輸入貨品分類號列2106.90.98.00-9", ("2106.90.98.00", None)),
        ("商品归类：第84至85章", ("84-85", "chapters")),
        ("税则第八十四、八十五、九十章的货物", ("90", "chapter")),
        ("goods of chapters 50 to 63 of the Harmonized System", ("50-63", "chapters")),
        ("tariff chapters eighty-four and eighty-five", ("85", "chapter")),
    ],
)  # fmt: skip
def test_what_a_notice_says_of_a_code_stands_with_it(text: str, told: tuple[str, str | None]) -> None:
    assert told in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "本条例第三章、第五章规定的税则",
        "《对外贸易法》第八章",
        "chapter 35 of title 44, U.S.C., and tariff matters",
        "Chapter 4 of the Agreement sets the tariff schedule",
        "see chapter 12",
        "headings 8504 to 8501",
    ],
)
def test_chapters_of_laws_and_ranges_that_run_backwards_are_none(text: str) -> None:
    assert not [each for each in said(text) if each[1] in ("chapter", "chapters", "range")]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("tariff item No. 2106.90.99 of the List", ("2106.90.99",)),
        ("tariff item Nos. 0207.13.91 and 0207.13.92", ("0207.13.91", "0207.13.92")),
        ("HTS No. 8471.30 and HS nos. 8471, 8473", ("8471.30", "8471", "8473")),
        ("TARIC code 7219 31 00 10, TARIC additional code 8900", ("7219 31 00 10",)),
        ("HS 2022 code 8524.91; HS2017: 8541.40", ("8524.91", "8541.40")),
        ("HSN 85176290 and CTH 8517", ("85176290", "8517")),
        ("HSK 8507.60.9000", ("8507.60.9000",)),
        ("код ТН ВЭД 8541 43 000 0", ("8541 43 000 0",)),
        ("GTİP 8541.43.00.00.00", ("8541.43.00.00.00",)),
        ("HS code 870323000000", ("870323000000",)),
        ("subheadings 2933.59/2934.99", ("2933.59", "2934.99")),
        ("商品编号84714110.00", ("84714110.00",)),
        ("以下税目的商品：\n（1）2933.59；\n“2934.99”", ("2933.59", "2934.99")),
        ("heading No. 30.04 and heading 30.05", ("30.04", "30.05")),
        ("Heading, sub-heading or tariff item of the First Schedule\tRate\n7210 49 00\t5%", ("7210 49 00",)),
        ("heading 8471 (computers), 8473 (their parts) and 8528 (screens)", ("8471", "8473", "8528")),
        ("subheading 0805.50 for lemons and 0805.10 for oranges", ("0805.50", "0805.10")),
        ("imports of coils under 7208 10 00 and 7208 25 00", ("7208 10 00", "7208 25 00")),
        ("관세율표 제8541.43호", ("8541.43",)),
        ("headings apply; Order No. 8471 and Law No. 854143", ()),
        ("税目调整，货值2106.90美元，折合8541.43", ()),
        ("Regulation (EU) 2023/8541 on tariff codes, and 2024/2847", ()),
        ("subheadings were moved in HS 2007 and HS 2022", ()),
    ],
)  # fmt: skip
def test_more_ways_of_other_authorities(text: str, codes: tuple[str, ...]) -> None:
    assert find(text) == codes


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("对下列商品不再加征关税：\n1  ex39012000 聚乙烯\n2  ex38112100 添加剂\n3  27101994 液体石蜡", ("39012000", "38112100", "27101994")),
        ("进口名录所列化学品：\n1 全氟辛基磺酸 2904310000\n2 六溴环十二烷 2903890020\n3 汞 2805400000", ("2904310000", "2903890020", "2805400000")),
        ("对下列物项实施管制：石墨材料（3801100030、3801909010），天然石墨（2504101000）", ("3801100030", "3801909010", "2504101000")),
        ("新增商品包括：22030000（啤酒）、22084000（朗姆酒）", ("22030000", "22084000")),
        ("調整進口商品：\n啤酒 22030000\n蘭姆酒 22084000", ("22030000", "22084000")),
        ("The duty is suspended for these goods:\n22030000 beer\n22084000 rum", ("22030000", "22084000")),
        ("貨品之參考號列：84571000004、84581100001", ("8457100000", "8458110000")),
        ("进口食品投诉电话：85414300、84713010、39012000", ()),
        ("出口企业联系人：张三（85414300），李四（84713010）", ()),
        ("进出口许可证号：2504101000，2504109100", ()),
        ("查获走私货物，案值分别为84713010、85414300", ()),
        ("Imports in containers 84713010, 85414300 were opened.", ()),
        ("进口商品抽检批次：\n1 84713010 合格\n2 85414300 合格\n3 99120099 合格\n4 77120011 合格", ()),
        ("进口货物：\n20260508 到港\n20260601 放行", ()),
        ("啤酒厂 22030000\n朗姆酒厂 22084000", ()),
        ("The goods of lot 22030000 and lot 22084000", ()),
    ],
)  # fmt: skip
def test_bare_codes_in_a_list_are_known_by_each_other(text: str, codes: tuple[str, ...]) -> None:
    assert find(text) == codes


def test_an_unknown_code_needs_a_cue_word() -> None:
    assert find("subheading 8541.43 stays. Part 1234.56.78 of the drawing.") == ("8541.43",)
    assert find("subheading 1234.56.78 is inserted") == ("1234.56.78",)


def test_a_row_whose_empty_cells_were_folded_away_keeps_its_code() -> None:
    assert find("No.\tHS code\tGoods\n1\t8541.43\tcells\n\t8541.42\tchips") == ("8541.43", "8541.42")


def test_a_column_of_quantities_or_years_holds_no_codes() -> None:
    assert find("Port\tContainers\tYear\nA\t850440\t202401\nB\t912345\t202402") == ()


@pytest.mark.parametrize(
    "piece",
    ["8541 43 ", "ex ", "税号8541.43、", "8541.43\t", "第八十四、", "chapters 1, 2, ", "heading ", "from 8541.43 to ", "《税则》", "商品（22030000、22084000）"],
)  # fmt: skip
def test_reading_codes_costs_no_more_a_sign_in_a_long_text(piece: str) -> None:
    def read(size: int) -> None:
        mentions(piece * (size // len(piece)))

    assert_linear(read, 20_000)
