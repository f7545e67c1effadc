"""What English titles and sentences say, and what is dared in languages without rules of their own."""

import pytest

from monitor.classify import classify
from monitor.classify.examples import broken_examples
from monitor.model import Direction, Label, LabelName
from monitor.rules import shipped_rules

RULES = shipped_rules()
E, H, D = LabelName.ELIGIBILITY, LabelName.HS_MAPPING, LabelName.DOCUMENTATION
MORE, LESS, NEUTRAL = Direction.EXPANSION, Direction.RESTRICTION, Direction.NEUTRAL


def given(title: str, text: str = "") -> tuple[Label, ...]:
    return classify(title, text, RULES, language="en").labels


def labels(title: str, text: str = "") -> dict[LabelName, Direction | None]:
    return {label.name: label.direction for label in given(title, text)}


def test_every_rule_does_what_its_examples_say() -> None:
    assert list(broken_examples(RULES)) == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Glass Lamps From Freedonia: Antidumping Duty Order", {E: LESS}),
        ("Revocation of Countervailing Duty Order on Glass Lamps From Freedonia", {E: MORE}),
        ("Anti-dumping duty on glass lamps from Freedonia suspended", {E: MORE}),
        ("Importation of Day-Old Chicks from Freedonia Temporarily Suspended", {E: LESS}),
        ("Resumption of imports of day-old chicks from Freedonia", {E: MORE}),
        ("Importation of Fresh Figs From Freedonia", {E: MORE, D: None}),
        ("Freedonia added to the list of regions affected with sheep pox", {E: LESS}),
        ("Customs Notice 1: Repeal of the Freedonia Surtax Order", {E: MORE}),
        ("Additions of Persons to the Entity List", {E: LESS}),
        ("Delisting: three companies removed from the sanctions list", {E: MORE}),
        ("Mutual recognition arrangement on AEO with Freedonia in force", {E: MORE}),
        ("Rate of customs duty on lamp shades raised from 5% to 8%", {H: None}),
        ("Reclassification of oat bars under 1905.90.90", {H: None}),
        ("Container seal number now compulsory in the import declaration", {D: None}),
        ("Paper permits no longer needed for lamp exports", {D: None}),
    ],
)
def test_a_title_says_what_is_done_to_what(title: str, expected: dict[LabelName, Direction | None]) -> None:
    assert labels(title) == expected


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "Glass Lamps From Freedonia: Initiation of Antidumping Investigation",
            "Lamps enter under 9405.41.00.",
        ),
        ("Speech: what importers told us", "We banned imports of lamps. Importers must submit certificates."),
        ("Port of Freedonia sells forfeited lamps by auction", "Bidders must submit a permit and a bond."),
        ("Customs seizes lamps without import licence", "The importer must hold a licence."),
        ("Draft regulation on imports of figs", "We are proposing to allow the importation of figs."),
        ("Scheduled maintenance of the declaration system", "Import declarations cannot be submitted."),
        ("Monthly trade statistics", "CBP detained 400 shipments of imports."),
        ("Public hearing on the tariff rate for lamps", "The petition asks for 8% on AHTN 9405.41.00."),
        ("Customs committee meeting", "Agenda: import bans, certificates of origin, tariff classification."),
    ],
)
def test_what_is_told_asked_or_offered_carries_no_label(title: str, text: str) -> None:
    assert labels(title, text) == {}


def test_a_proposal_in_a_sentence_is_no_act() -> None:
    assert labels("Figs from Freedonia", "The agency intends to allow the importation of figs.") == {}


def test_what_recitals_say_adds_up_to_nothing() -> None:
    recitals = (
        "In 2019 the Council prohibited imports of lamps.\n"
        "In 2020 it imposed a surtax on lamps.\n"
        "In 2021 it suspended preferential treatment of lamps.\n"
    )
    assert E not in labels("On lamps", recitals)


def test_codes_of_goods_are_no_measure_by_themselves() -> None:
    codes = "The lamps are classified under heading 9405.41.00."
    assert labels("On lamps", codes) == {}
    assert labels("On lamps", f"A surtax is hereby imposed on lamps from Freedonia. {codes}") == {
        E: LESS,
        H: None,
    }


def test_what_is_ordered_first_decides_the_side() -> None:
    text = (
        "A surtax is hereby imposed on lamps from Freedonia. "
        "Lamps in transit on that day shall not be subject to the surtax duty."
    )
    assert labels("On lamps", text)[E] is LESS


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Se prohíbe la importación de aves vivas", {E: LESS}),
        ("Levée de l’interdiction d’importation de volailles", {E: MORE}),
        ("Certificado de origem obrigatório para lâmpadas", {D: None}),
        ("Einfuhr von Geflügel untersagt", {E: LESS}),
        ("Perubahan pos tarif lampu", {H: None}),
        ("Cấm nhập khẩu phế liệu", {E: LESS}),
        ("İthalatta ilave gümrük vergisi uygulanması", {E: LESS}),
        ("Запрет на ввоз птицы", {E: LESS}),
        ("قرار بحظر استيراد الدواجن", {E: LESS}),
        ("ห้ามนำเข้าสุกร", {E: LESS}),
        ("家禽肉の輸入停止について", {E: LESS}),
        ("관세율표 일부 개정", {H: None}),
        ("Reunión sobre la prohibición de importaciones", {}),
        ("Statistik ekspor impor bulan Mei", {}),
    ],
)
def test_other_languages_are_read_with_caution(
    title: str, expected: dict[LabelName, Direction | None]
) -> None:
    assert labels(title) == expected
    assert all(label.score <= 0.6 for label in given(title))


def test_words_of_other_languages_are_not_looked_for_in_english() -> None:
    rules = {
        evidence.rule
        for label in given("Import permit for the entry of lamps")
        for evidence in label.evidence
    }
    assert not any(rule.startswith("other languages") for rule in rules)
