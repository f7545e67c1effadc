"""Notices that nobody sane writes: whatever comes, classify answers, and its cost grows as the text does."""

from __future__ import annotations

import json
from functools import cache

import pytest

from monitor.classify import classify
from monitor.model import Classification
from monitor.rules import shipped_files, shipped_rules
from tests.growth import assert_linear

RULES = shipped_rules()
CLASSES = {
    f"{name.partition('/')[0]} {each}": [str(word).strip("*^$") for word in words]
    for name, value in shipped_files()
    if name.endswith("words") and isinstance(value, dict)
    for each, words in value.items()
}
BAIT = {
    "one letter": "a",
    "one Chinese sign": "中",
    "digits": "1",
    "numbers": "12345 ",
    "numbers with commas": "1,",
    "numbers with slashes": "1/",
    "numbers with hyphens": "1-",
    "numbered": "1. ",
    "dots": ".",
    "initials": "A.",
    "capitals": "ABC ",
    "half codes": "A-",
    "codes": "8541.40.20, ",
    "a range of codes": "8541-8542 至 ",
    "ex": "ex 8541 ",
    "chapters": "Chapter 1, ",
    "a cue for codes": "HS code ",
    "a Chinese cue for codes": "税号8541、",
    "days": "2026年5月8日",
    "English days": "July 1, 2026 ",
    "months": "May ",
    "years": "2026 ",
    "from and from": "自",
    "never in force": "自2026年",
    "periods": "within 30 days of ",
    "Chinese periods": "自公布之日起30日",
    "until": "until ",
    "hours": "72 hours ",
    "percent": "5%",
    "percent from": "from 5% to ",
    "money": "USD 5 ",
    "duties": "5元/千克",
    "standards": "ISO 14067:",
    "half standards": "GB/T 1",
    "papers": "certificate of ",
    "Chinese papers": "证书",
    "ports": "Shanghai, ",
    "Chinese ports": "上海、",
    "countries": "China, ",
    "schemes": "AEO",
    "numbers of notices": "海关总署公告〔2024〕",
    "half numbers of notices": "第",
    "No.": "No. ",
    "references": "amending Regulation (EU) No 952/2013 ",
    "law": "19 CFR 1.1(a)(1) ",
    "articles": "Article 5(2)(a) ",
    "recitals": "Whereas, ",
    "orders": "hereby ",
    "titles": "《公告》",
    "open titles": "《",
    "open brackets": "(",
    "quotes": '"',
    "headings": "一、",
    "blanks": " ",
    "blanks of all kinds": " \n\t",
    "lines": "\n",
    "nothing": "\0",
    "half surrogates": "\ud800",
    "surrogates among digits": "5\udc00日",
    "mojibake": "Ã©ä¸å…¬å‘Š",
    "right to left": "إعلان ",
    "all languages": "公告 Notice важно import 5% 8541.40 ",
    "marks upon marks": "e\u0301",
    "joiners": "\u200d",
    "wide digits": "１２３．",
    "markup": "<p>a</p>",
    "entities": "&amp;",
    "addresses": "http://a.b/",
}


def ask(title: str, text: str) -> Classification:
    return classify(title, text, RULES, language="zh")


@cache
def long(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


@pytest.mark.parametrize("name", BAIT)
def test_whatever_is_repeated_costs_no_more_than_its_length(name):
    assert_linear(lambda size: ask("公告", long(BAIT[name], size)), 8_000)


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_of_words_by_the_thousand_costs_no_more_than_its_length(name):
    for joint in (" ", "") if name.startswith("zh") else (" ",):
        unit = joint.join(CLASSES[name]) + joint
        assert_linear(lambda size, unit=unit: ask("公告", long(unit, size)), 8 * len(unit))


def test_all_words_of_all_rules_in_one_line_cost_no_more_than_their_length():
    every = " ".join(word.strip("*^$") for rule in RULES.rules for word in rule.every_word)
    assert_linear(lambda size: ask("", long(every, size)), 8_000)
    assert_linear(lambda size: ask(long(every, size), ""), 8_000)


@pytest.mark.parametrize(
    "name", ["numbers", "codes", "all languages", "surrogates among digits", "open titles"]
)
def test_a_title_without_end_costs_no_more_than_its_length(name):
    assert_linear(lambda size: ask(long(BAIT[name], size), ""), 8_000)


@pytest.mark.parametrize("name", ["nothing", "half surrogates", "surrogates among digits", "mojibake"])
def test_what_is_no_text_is_answered_and_what_is_said_beside_it_is_found(desk, name):
    noise = long(BAIT[name], 300)
    notice = {
        "id": name,
        "title": "公告",
        "body": f"{noise}\n自2026年7月1日起,解除对甲国偶蹄动物的禁令。\n{noise}",
    }
    told = desk.monitor("classify", "--jsonl", stdin=json.dumps(notice) + "\n")
    assert told.code == 0, told.err
    (answer,) = told.lines
    assert answer["facts"]["effective"] == "2026-07-01"
    (label,) = answer["labels"]
    assert (label["name"], label["direction"]) == ("eligibility", "expansion")
    assert all(found["text"] in notice["body"] for found in label["evidence"])


def test_an_empty_notice_has_no_label_and_no_fact(desk):
    lines = '{"id": 1, "title": "", "body": ""}\n{"id": 2}\n{"id": 3, "title": " \\n ", "body": "\\u0000"}\n'
    told = desk.monitor("classify", "--jsonl", stdin=lines)
    assert told.code == 0
    assert [answer["labels"] for answer in told.lines] == [[], [], []]
    assert [answer["facts"]["mentions"] for answer in told.lines] == [[], [], []]


def test_two_languages_in_one_notice_are_both_heard():
    found = ask(
        "公告", "解除对甲国偶蹄动物的禁令。\nImporters must submit a certificate of origin for each shipment."
    )
    assert {str(label.name) for label in found.labels} == {"eligibility", "documentation"}
