"""From the catalogue into sources.yaml: `sources add`, and packs that are included."""

from __future__ import annotations

import stat
from itertools import takewhile
from pathlib import Path

import pytest
from hypothesis import given, settings, strategies as st

from monitor import catalogue
from monitor.catalogue.adding import added
from monitor.catalogue.writing import entry_text, flow, scalar
from monitor.config import load
from monitor.config.written import read_text
from monitor.errors import ConfigError

ENTRIES = list(catalogue.entries())
PEOPLE_ONLY = {entry.id for entry in ENTRIES if entry.known.reach == "person"}


def entry(name: str) -> catalogue.Entry:
    return catalogue.by_id()[name]


# -- adding ------------------------------------------------------------------------------------------

TWO = """\
# who we are
settings:   {timezone: Asia/Shanghai}   # odd blanks stay

sources:
  # the first
  - id:   a
    authority: 'A'
    jurisdiction: CN
    kind: page
    url: "https://a.example/"   # where
    # a thought on the first

# -- readers
programmes: []
subscriptions: []
"""

FILES = {
    "a comment below and more sections": TWO,
    "windows line ends": TWO.replace("\n", "\r\n"),
    "no line end at the end": "sources:\n- id: a\n  authority: A\n  jurisdiction: CN\n  kind: page\n  url: https://a.example/",
    "hyphens at the margin": "sources:\n- id: a\n  authority: A\n  jurisdiction: CN\n  kind: page\n  url: https://a.example/\nprogrammes: []\n",
    "no sources": "settings: {timezone: Asia/Shanghai}\n# the end\n",
    "no sources and a mark of the end": "settings: {timezone: Asia/Shanghai}\n...\n",
    "sources without a value": "sources:\n\n# the readers\nsubscriptions: []\n",
    "sources without a value, with a remark": "sources: # none yet\nsubscriptions: []\n",
    "sources without a value at the end": "settings: {}\nsources:",
    "sources null": "sources: null # none\nsubscriptions: []\n",
    "an empty list": "sources: []   # none\nsubscriptions: []\n",
    "an empty list and nothing else": "sources: []",
    "a list in brackets": "sources: [{id: a, authority: A, jurisdiction: CN, kind: page, url: 'https://a.example/'}] # one\nprogrammes: []\n",
    "a list in brackets over lines": "sources: [\n    {id: a, authority: A, jurisdiction: CN, kind: page, url: 'https://a.example/'}, # one\n  ]\n",
    "everything in braces": "{settings: {}, sources: [], subscriptions: []}\n",
    "braces without sources": "{settings: {}}",
    "empty braces": "{}",
    "braces with null": "{sources: null, settings: {}}",
    "JSON": '{\n\t"settings": {},\n\t"sources": [\n\t\t{"id": "a", "authority": "A", "jurisdiction": "CN", "kind": "page", "url": "https://a.example/"}\n\t]\n}\n',
    "a text in lines at the end": "sources:\n  - id: a\n    jurisdiction: CN\n    kind: page\n    url: https://a.example/\n    authority: |\n      A and\n      more\n\n# the rest\nprogrammes: []\n",
    "a folded text at the end of all": "sources:\n  - id: a\n    jurisdiction: CN\n    kind: page\n    url: https://a.example/\n    authority: >\n      A and\n      more",
    "a list in lines at the end": "sources:\n  - id: a\n    authority: A\n    jurisdiction: CN\n    kind: page\n    url: https://a.example/\n    drop:\n    - x\n    - y\nprogrammes: []\n",
    "a quoted key": "'sources':\nprogrammes: []\n",
    "indented as a whole": "  settings: {}\n  sources:\n    - {id: a, authority: A, jurisdiction: CN, kind: page, url: 'https://a.example/'}\n  programmes: []\n",
    "marks of begin and end": "%YAML 1.2\n---\nsources:\n  - {id: a, authority: A, jurisdiction: CN, kind: page, url: 'https://a.example/'}\n...\n",
    "an anchor and what refers to it": "sources:\n- id: a\n  authority: A\n  jurisdiction: CN\n  kind: page\n  url: https://a.example/\n  headers: &h {A: b}\n"
    "- id: b\n  authority: A\n  jurisdiction: CN\n  kind: page\n  url: https://b.example/\n  headers: *h\nprogrammes: []\n",
    "a text that keeps its blank lines": "sources:\n  - id: a\n    jurisdiction: CN\n    kind: page\n    url: https://a.example/\n    authority: |+\n      A\n\n\n# the rest\nprogrammes: []\n",
    "only comments below": "sources:\n  # - id: x\n  #   url: y\nprogrammes: []\n",
    "a bracket in a line of its own": "sources:\n  # none\n  []\nprogrammes: []\n",
    "brackets with a comma at the end": "sources: [{id: a, authority: A, jurisdiction: CN, kind: page, url: 'https://a.example/'},]\n",
    "signs outside the first plane": "# 😀\nsources:\n  - id: a\n    authority: 😀\n    jurisdiction: CN\n    kind: page\n    url: https://a.example/\n# 太\n",
    "a byte order mark": "\ufeffsources: []\n",
    "entries without a blank line between": "sources:\n"
    + "".join(
        f"  - {{id: {name}, authority: A, jurisdiction: CN, kind: page, url: 'https://{name}.example/'}}\n"
        for name in "ab"
    ),
    "a name for the whole list": "settings: {}\nsources: &all # - ours\n  # - none\n    - id: a\n      authority: A\n      jurisdiction: CN\n      kind: page\n      url: https://a.example/\nprogrammes: []\n",
    "a tag on the list": "sources: !!seq\n- {id: a, authority: A, jurisdiction: CN, kind: page, url: 'https://a.example/'}\nprogrammes: []\n",
    "line ends of old": TWO.replace("\n", "\r"),
    "a word sources in a text above": "settings: {outbox: 'sources: x'}\n# sources: here\nsources:\n# none\n",
}


def alike(one: str, other: str) -> int:
    """How many signs two texts begin with alike."""
    return sum(1 for _ in takewhile(lambda signs: signs[0] == signs[1], zip(one, other, strict=False)))


def is_kept(before: str, after: str) -> bool:
    """Whether the file was only inserted into, at one place; a missing value makes room in its own line."""
    head = alike(before, after)
    tail = alike(before[head:][::-1], after[::-1])
    line = before[head:][: len(before) - head - tail]
    return not line or line.strip(" []nul") in ("", "# none")


@pytest.mark.parametrize("case", FILES, ids=str)
@pytest.mark.parametrize("names", [["gacc-news"], ["eu-cellar-sparql", "in-dgft-notifications"]], ids=len)
def test_adding_keeps_every_byte_of_the_rest(desk, case, names):
    file = desk.folder / "sources.yaml"
    file.write_bytes(FILES[case].encode())
    before = load(file, {})
    told = desk.monitor("sources", "add", *names)
    assert told.code == 0, told.err
    text = file.read_bytes().decode()
    after = load(file, {})
    assert {source.id for source in after.sources} - {source.id for source in before.sources} == set(names)
    assert after.settings == before.settings
    assert is_kept(FILES[case], text)
    assert ("\r\n" in FILES[case]) == ("\r\n" in text)
    if "\r\n" in text:
        assert "\n" not in text.replace("\r\n", "")
    value = read_text(text.removeprefix("\ufeff"), "x").value
    assert isinstance(value, dict)
    assert value["sources"][-len(names) :] == [dict(entry(name).source) for name in names]


def test_where_nothing_can_be_added_the_place_is_one_of_the_file(desk):
    file = desk.folder / "sources.yaml"
    text = "settings: {}\n\n# ours\nsources: &none []\nprogrammes: *none\nsubscriptions: []\n"
    file.write_text(text, encoding="utf-8")
    told = desk.monitor("sources", "add", "gacc-news", "wto-news-rss")
    assert told.code == 2
    assert told.err.startswith(
        "sources.yaml:4: the way `sources` is written here, nothing can be added to it"
    )
    assert "`monitor sources catalogue gacc-news` shows" in told.err
    assert file.read_text(encoding="utf-8") == text


def test_a_list_in_lines_is_only_inserted_into(desk):
    file = desk.folder / "sources.yaml"
    file.write_text(TWO, encoding="utf-8")
    desk.monitor("sources", "add", "gacc-news")
    place = TWO.index("\n# -- readers")
    block = "\n" + entry_text(entry("gacc-news"))
    assert file.read_text(encoding="utf-8") == TWO[:place] + block + TWO[place:]


def test_what_is_written_tells_where_it_is_from_and_how_sure_it_is():
    text = entry_text(entry("cn-district-ningbo"))
    assert "# from the catalogue: cn-district-ningbo, seen-in-code, last evidence 2018" in text
    assert "ipr_penalties: http://ningbo.customs.gov.cn/" in text
    assert max(len(line) for line in text.splitlines() if "#" in line) < 120


def test_adding_keeps_the_mode_of_the_file_and_a_link(desk):
    file, real = desk.folder / "sources.yaml", desk.folder / "real.yaml"
    file.rename(real)
    file.symlink_to(real.name)
    real.chmod(0o640)
    assert desk.monitor("sources", "add", "gacc-news").code == 0
    assert file.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert "gacc-news" in real.read_text(encoding="utf-8")
    assert [path.name for path in desk.folder.iterdir() if path.name.startswith(".")] == []


def test_adding_answers_in_json(desk):
    told = desk.monitor("sources", "add", "gacc-news", "--json")
    (answer,) = told.lines
    line = (desk.folder / "sources.yaml").read_text(encoding="utf-8").splitlines()[answer["line"] - 1]
    assert (answer["source"], answer["file"], line.strip()) == (
        "gacc-news",
        "sources.yaml",
        "- id: gacc-news",
    )


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["notices"], ["no entry or pack of the catalogue is called notices"]),
        (["gacc-new"], ["called gacc-new; did you mean gacc-news?"]),
        (["cn-distrikts"], ["did you mean cn-districts?"]),
        (["catalogue:uk"], ["called catalogue:uk; did you mean uk?"]),
        (["pack:cn"], ["did you mean cn?"]),
        (["packs/us"], ["did you mean us?"]),
        (["catalogue:gacc-news"], ["did you mean gacc-news?"]),
        (["zzzzzzzz"], ["`monitor sources catalogue WORDS` searches"]),
        (["gacc-news", "x-y-z", "gacc-nws"], ["x-y-z", "gacc-nws"]),
    ],
)
def test_a_wrong_name_is_told_and_nothing_is_written(desk, names, said):
    file = desk.folder / "sources.yaml"
    before = file.read_bytes()
    told = desk.monitor("sources", "add", *names)
    assert told.code == 2
    assert all(words in told.err for words in said)
    assert file.read_bytes() == before


def test_what_is_there_already_is_not_added_again(desk):
    desk.monitor("sources", "add", "gacc-news")
    before = (desk.folder / "sources.yaml").read_bytes()
    told = desk.monitor("sources", "add", "gacc-news", "wto-news-rss")
    assert told.code == 2
    assert "sources.yaml: gacc-news is there already" in told.err
    assert (desk.folder / "sources.yaml").read_bytes() == before


def test_an_entry_may_be_called_as_a_pack_is_in_include(desk):
    answers = desk.monitor("sources", "add", "catalogue/gacc-news", "gacc-news", "--json").lines
    assert [answer["source"] for answer in answers] == ["gacc-news"]
    assert desk.monitor("sources", "add", "catalogue/uk").code == 0


def test_a_name_given_twice_is_added_once(desk):
    assert len(desk.monitor("sources", "add", "gacc-news", "gacc-news", "--json").lines) == 1


def test_the_same_address_under_another_name_is_pointed_out(desk):
    text = "sources:\n" + entry_text(entry("gacc-news")).replace("- id: gacc-news", "- id: ours")
    (desk.folder / "sources.yaml").write_text(text, encoding="utf-8")
    assert "ours asks for the same address already" in desk.monitor("sources", "add", "gacc-news").err


def test_a_pack_is_added_but_for_what_is_there_and_what_needs_a_person(desk):
    desk.monitor("sources", "add", "kr-kcs-press")
    told = desk.monitor("sources", "add", "catalogue/east-asia", "--json")
    added_ids = {line["source"] for line in told.lines}
    assert added_ids == {e.id for e in catalogue.pack("east-asia")} - {"kr-kcs-press"} - PEOPLE_ONLY
    assert "there already and kept: kr-kcs-press" in told.err
    assert "a person has to save their pages; add them by name: kr-moleg-law" in told.err
    again = desk.monitor("sources", "add", "east-asia")
    assert (again.code, "everything of east-asia is there already" in again.err) == (2, True)


def test_a_file_with_a_mistake_is_not_added_to(desk):
    file = desk.folder / "sources.yaml"
    file.write_text("sources: [\n", encoding="utf-8")
    told = desk.monitor("sources", "add", "gacc-news")
    assert told.code == 2
    assert told.err.startswith("sources.yaml:2:1: ")
    assert file.read_text(encoding="utf-8") == "sources: [\n"


def test_without_a_file_the_way_to_one_is_told(desk):
    (desk.folder / "sources.yaml").unlink()
    told = desk.monitor("sources", "add", "gacc-news")
    assert (told.code, "`monitor init` writes a starter" in told.err) == (2, True)


def test_a_folder_that_cannot_be_written_is_told_and_leaves_nothing(desk, monkeypatch):
    def full(_self: Path, _target: object) -> None:
        raise OSError(28, "No space left on device")

    file = desk.folder / "sources.yaml"
    before = file.read_bytes()
    monkeypatch.setattr(Path, "replace", full)
    told = desk.monitor("sources", "add", "gacc-news")
    assert (told.code, "cannot be written: No space left" in told.err) == (1, True)
    assert file.read_bytes() == before
    assert sorted(path.name for path in desk.folder.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize("text", ["- a\n", "sources: x\n", "sources: {a: b}\n"])
def test_a_text_that_has_no_place_for_sources_is_refused_with_its_place(text):
    with pytest.raises(ConfigError, match=r"^f\.yaml"):
        added(text, [entry("gacc-news")], "f.yaml")


# -- including ---------------------------------------------------------------------------------------


def test_include_brings_a_pack_but_for_what_needs_a_person(desk):
    (desk.folder / "sources.yaml").write_text(
        "include: [catalogue/cn-districts, catalogue/east-asia]\n", encoding="utf-8"
    )
    config = load(desk.folder / "sources.yaml", {})
    wanted = [*catalogue.pack("cn-districts"), *catalogue.pack("east-asia")]
    assert [source.id for source in config.sources] == [e.id for e in wanted if e.id not in PEOPLE_ONLY]
    assert config.packed == {source.id for source in config.sources}


def test_a_source_of_ones_own_goes_before_that_of_a_pack(desk):
    own = entry_text(entry("cn-district-ningbo")).replace("url: http://", "url: https://")
    (desk.folder / "sources.yaml").write_text(
        f"include: catalogue/cn-districts\nsources:\n{own}", encoding="utf-8"
    )
    config = load(desk.folder / "sources.yaml", {})
    (ningbo,) = [source for source in config.sources if source.id == "cn-district-ningbo"]
    assert ningbo.url.startswith("https://ningbo")
    assert len(config.sources) == 42
    assert "cn-district-ningbo" not in config.packed


def test_what_an_included_pack_brings_can_be_added_to_be_mended(desk):
    (desk.folder / "sources.yaml").write_text("include: catalogue/cn-districts\n", encoding="utf-8")
    assert desk.monitor("sources", "add", "cn-district-ningbo").code == 0
    assert len(load(desk.folder / "sources.yaml", {}).sources) == 42


def test_a_pack_that_is_included_twice_is_there_once(desk):
    (desk.folder / "more.yaml").write_text("include: catalogue/ca\n", encoding="utf-8")
    (desk.folder / "sources.yaml").write_text("include: [catalogue/ca, more.yaml]\n", encoding="utf-8")
    assert len(load(desk.folder / "sources.yaml", {}).sources) == len(catalogue.pack("ca"))


def test_a_file_of_ones_own_goes_before_the_pack_of_that_name(desk):
    (desk.folder / "catalogue").mkdir()
    (desk.folder / "catalogue" / "ca").write_text("sources: []\n", encoding="utf-8")
    (desk.folder / "sources.yaml").write_text("include: catalogue/ca\n", encoding="utf-8")
    assert load(desk.folder / "sources.yaml", {}).sources == ()


def test_a_pack_that_is_not_there_is_named_with_the_nearest(desk):
    (desk.folder / "sources.yaml").write_text("include: catalogue/cn-distrikt\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(desk.folder / "sources.yaml", {})
    assert caught.value.mistakes[0].endswith(
        "sources.yaml:1: include: no pack is called catalogue/cn-distrikt, did you mean catalogue/cn-districts?"
    )


def test_a_subscription_may_name_a_source_of_a_pack(desk):
    (desk.folder / "sources.yaml").write_text(
        "include: catalogue/ca\nsubscriptions:\n"
        "  - {name: d, to: [a@example.com], send: daily 08:00, sources: [ca-news-atom]}\n",
        encoding="utf-8",
    )
    assert load(desk.folder / "sources.yaml", {}).subscriptions


# -- writing values ----------------------------------------------------------------------------------

PRINTED = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff\ufffe\uffff"))  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(PRINTED)
def test_a_written_value_reads_back_the_same(value):
    for text in (f"a: {scalar(value, alone=True)}\n", f"a: {flow([value])}\n", f"a: {flow({'k': value})}\n"):
        read = read_text(text, "x").value
        assert read in ({"a": value}, {"a": [value]}, {"a": {"k": value}})


@pytest.mark.parametrize(
    "value", ["yes", "1e3", "2026-01-01", "~", "- a", "a: b", "a #b", "@", "1.5", "0x1f", ""]
)
def test_a_text_that_looks_like_something_else_is_quoted(value):
    assert read_text(f"a: {scalar(value, alone=True)}\n", "x").value == {"a": value}
