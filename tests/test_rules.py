"""A team's own rules: beside the shipped ones, over them, and what is wrong with them told with its place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monitor.config import load
from monitor.config.rules import with_own
from monitor.errors import ConfigError
from monitor.rules import shipped_rules

OURS = """
- rule: lamp papers
  says: a lamp certificate is asked for
  weight: 0.9
  act: [<hand in>, hand over]
  object: [lamp certificate]
  examples:
    fires: ['Exporters hand over the lamp certificate.', 'Exporters must submit a lamp certificate.']
    silent: ['The lamp certificate is handsome.']
"""
NOTICE = '{"id": "n", "title": "Lamps at the border", "body": "Exporters hand over the lamp certificate."}\n'
LIFTED = '{"id": "n", "title": "公告", "body": "自公告发布之日起,解除对甲国偶蹄动物的禁令。"}\n'


def rules_of(folder: Path, **files: str) -> Path:
    """Files of rules in a folder: en_documentation is en/documentation.yaml."""
    for name, text in files.items():
        path = folder / "rules" / f"{name.replace('_', '/', 1)}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / "rules"


def mistakes(folder: Path, **files: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        with_own(rules_of(folder, **files), "rules")
    return list(caught.value.mistakes)


def rules_given(told) -> set[str]:
    return {e["rule"] for line in told.lines for label in line["labels"] for e in label["evidence"]}


# -- what they do ----------------------------------------------------------------------------------


def test_a_teams_rule_is_heard_by_classify_and_by_every_check(desk, site):
    rules_of(desk.folder, en_documentation=OURS)
    assert "lamp papers" not in rules_given(desk.monitor("classify", "--jsonl", stdin=NOTICE))
    desk.configure(rules="rules")
    assert "lamp papers" in rules_given(desk.monitor("classify", "--jsonl", stdin=NOTICE))

    from monitor.opening import rules

    held = rules(load(desk.folder / "sources.yaml", {}))()
    assert {rule.rule for rule in held.rules} == {r.rule for r in shipped_rules().rules} | {"lamp papers"}


def test_a_rule_of_a_shipped_name_takes_its_place_and_off_takes_it_away(desk):
    desk.configure(rules="rules")
    rules_of(desk.folder, zh_eligibility="- rule: 解除禁令\n  off: true\n")
    assert "解除禁令" not in rules_given(desk.monitor("classify", "--jsonl", stdin=LIFTED))

    rules_of(
        desk.folder,
        zh_eligibility="- {rule: 解除禁令, says: ours, weight: 0.9, act: [解除对], object: [泵]}\n",
    )
    assert "解除禁令" not in rules_given(desk.monitor("classify", "--jsonl", stdin=LIFTED))
    states = {row["rule"]: row["state"] for row in desk.monitor("rules", "list", "--json").lines}
    assert states["解除禁令"] == "in place of the shipped one"
    assert states["允许进口"] == "shipped"


def test_words_added_to_a_shipped_class_are_heard_by_the_shipped_rules(tmp_path):
    folder = rules_of(tmp_path, zh_words="lift: [松绑]\n")
    rule = next(rule for rule in with_own(folder, "rules").rules if rule.rule == "解除禁令")
    assert "松绑" in rule.act
    assert "解除" in rule.act


def test_rules_outside_a_languages_folder_use_the_words_of_all(tmp_path):
    folder = rules_of(
        tmp_path, documentation="- {rule: ours, says: s, weight: 0.5, act: [<lift>], object: [papers]}\n"
    )
    rule = next(rule for rule in with_own(folder, "rules").rules if rule.rule == "ours")
    assert {"解除", "lifted"} <= rule.acts


def test_a_switched_off_rule_is_listed_as_off(desk):
    desk.configure(rules="rules")
    rules_of(desk.folder, zh_eligibility="- rule: 解除禁令\n  off: true\n")
    assert "\toff\t" in next(
        line for line in desk.monitor("rules", "list").out.splitlines() if line.startswith("解除禁令\t")
    )


# -- rules test ------------------------------------------------------------------------------------


def test_the_shipped_rules_keep_their_examples_without_any_configuration(desk):
    told = desk.monitor("rules", "test")
    assert (told.code, told.out) == (0, "")
    assert told.err.startswith(f"rules: {len(shipped_rules().rules)}, ")


def test_rules_test_says_which_rule_fails_on_which_example(desk):
    desk.configure(rules="rules")
    broken = OURS.replace("The lamp certificate is handsome", "We hand over no lamp certificate")
    path = rules_of(desk.folder, en_documentation=broken) / "en" / "documentation.yaml"
    for asked in ([], ["rules"], ["rules/en/documentation.yaml"]):
        told = desk.monitor("rules", "test", *asked)
        assert told.code == 1
        (line,) = told.out.splitlines()
        assert line.endswith("lamp papers: fires on “We hand over no lamp certificate.”")
        assert Path(line.split(":")[0]).name == path.name


def test_only_the_rules_of_the_named_file_are_asked(desk):
    rules_of(desk.folder, en_documentation=OURS, en_words="of: [ours]\n", zh_eligibility="[]\n")
    told = desk.monitor("rules", "test", "rules/en/documentation.yaml")
    assert told.code == 0
    assert told.err.startswith("rules: 1, examples: 3, not kept: 0")


@pytest.mark.parametrize("asked", ["gone", "gone.yaml", "."])
def test_a_place_without_rules_is_the_operators_mistake(desk, asked):
    told = desk.monitor("rules", "test", asked)
    assert told.code == 2
    assert asked in told.err
    assert "rules stand in" in told.err or "no such" in told.err


# -- mistakes --------------------------------------------------------------------------------------

MISTAKES = {
    "- {rule: a, says: s, weight: 1.5, act: [x]}": 'rules/en/none.yaml:1: a: weight: "1.5": input should be less',
    "- {rule: a, says: s, weight: 0.5, act: x}": "rules/en/none.yaml:1: a: act: should be a list, write [x]",
    "- {rule: a, says: s, weight: 0.5}": "rules/en/none.yaml:1: a: act: is missing",
    "- {rule: a, says: s, weight: 0.5, act: [x], nearr: 5}": "a: nearr: is no key here, did you mean near?",
    "- {rule: a, says: s, weight: 0.5, act: [x], label: l}": "a: label: is no key here",
    "- rule: a\n  says: s\n  weight: 0.5\n  act: [<lif>]": "none.yaml:4: a: act: no class of words is called <lif>, did you mean lift?",
    "- {rule: a, says: s, weight: 0.5, act: [x]}\n- {rule: a, off: true}": "none.yaml:2: a: rule: is taken",
    "- {rule: gone, off: true}": "gone: rule: no shipped rule is called gone",
    "- {rule: gone, off: perhaps}": "gone: off",
    "a: b": "none.yaml:1: should be a list of rules",
    "- a": "none.yaml:1: rule 1: should begin with - rule:",
    "- {rule: a, act: [": "none.yaml:1",
    "- {rule: a, says: s, weight: .nan, act: [x]}": "a: weight",
    "- {rule: '', says: s, weight: 0.5, act: ['*']}": "is no word",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_is_told_with_file_line_key_and_mend(tmp_path, text):
    told = mistakes(tmp_path, en_none=text)
    assert any(MISTAKES[text] in line for line in told), told
    assert all(line.startswith("rules/en/none.yaml") for line in told)


def test_every_mistake_of_every_file_is_told_at_once(tmp_path):
    told = mistakes(tmp_path, en_none="- a", zh_words="[1]", en_elegibility="[]", documentation="{")
    assert {line.split(":")[0] for line in told} == {
        "rules/en/none.yaml",
        "rules/zh/words.yaml",
        "rules/en/elegibility.yaml",
        "rules/documentation.yaml",
    }
    assert any("did you mean eligibility.yaml?" in line for line in told)


def test_a_folder_that_is_not_there_is_a_mistake_of_sources_yaml(desk):
    desk.configure(rules="rulez")
    told = desk.monitor("classify", "--jsonl", stdin=NOTICE)
    assert told.code == 2
    assert "settings: rules: " in told.err


def test_broken_rules_stop_a_check_before_anything_is_asked(desk, site):
    desk.configure(rules="rules")
    rules_of(desk.folder, en_none="- a")
    told = desk.monitor("check", "--all")
    assert told.code == 2
    assert "none.yaml:1" in told.err
    assert site.asked == []


def test_rules_list_says_what_every_rule_is(desk):
    rows = desk.monitor("rules", "list", "--json").lines
    assert {row["rule"] for row in rows} == {rule.rule for rule in shipped_rules().rules}
    assert {row["label"] for row in rows} == {"eligibility", "hs-mapping", "documentation", "none"}
    assert json.dumps(rows[0]["examples"])
