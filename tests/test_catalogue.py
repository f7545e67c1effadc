"""The catalogue: every entry is a source; it is searched, and told of elsewhere."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from monitor import catalogue, urls
from monitor.catalogue.table import page
from monitor.catalogue.writing import entry_text
from monitor.config import load
from monitor.config.starter import starter
from monitor.config.written import read_text
from monitor.model import Listed, Notice, Request
from tests.golden import MEDIA, NOW, Case, document, examples, source_from

ROOT = Path(__file__).parents[1]
ENTRIES = list(catalogue.entries())


def entry(name: str) -> catalogue.Entry:
    return catalogue.by_id()[name]


# -- the packs ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", catalogue.packs())
def test_every_entry_of_a_pack_is_a_source_also_when_it_is_written_out(tmp_path, pack):
    file = tmp_path / "sources.yaml"
    file.write_text("sources:\n" + "".join(map(entry_text, catalogue.pack(pack))), encoding="utf-8")
    config = load(file, {})
    assert [source.id for source in config.sources] == [entry.id for entry in catalogue.pack(pack)]
    value = read_text(file.read_text(encoding="utf-8"), "x").value
    assert isinstance(value, dict)
    assert value["sources"] == [dict(entry.source) for entry in catalogue.pack(pack)]


def test_an_id_stands_once_in_the_whole_catalogue():
    assert len(ENTRIES) == len(catalogue.by_id()) == 367


def test_every_family_has_members_and_an_explanation():
    used = {entry.known.family for entry in ENTRIES}
    assert set(catalogue.families()) == used - {None}
    assert all(family["about"] for family in catalogue.families().values())


def test_an_entry_has_what_its_family_has_and_its_own_keys_go_before_that():
    assert entry("gacc-news").source["items"] == catalogue.families()["gacc-eportal-legacy"]["items"]
    assert "AEO" in str(entry("gacc-aeo-mra-list").source["items"])
    assert "items" not in entry("gacc-enterprise-credit-rules-2026").source  # a null takes the key away


def test_notes_of_an_entry_and_of_its_family_add_up():
    note = entry("gacc-announcements").known.note
    assert note is not None
    assert "redesign" in note
    assert "challenge" in note


def test_what_needs_a_person_waits_for_saved_pages_and_what_needs_a_browser_asks_by_one():
    assert {entry.source.get("fetch") for entry in ENTRIES if entry.known.reach == "person"} == {"saved"}
    assert {entry.source.get("fetch") for entry in ENTRIES if entry.known.reach == "browser"} == {"browser"}
    assert not any("fetch" in entry.source for entry in ENTRIES if entry.known.reach == "http")


def test_the_press_is_secondary_and_nothing_else_is():
    secondary = {entry.id for entry in ENTRIES if entry.source.get("tier") == "secondary"}
    assert secondary == {entry.id for entry in catalogue.pack("press")}


def test_dates_of_evidence_are_dates_or_unknown():
    dated = [entry.known.evidence for entry in ENTRIES if entry.known.evidence]
    assert all("2018" <= date < "2027" and catalogue.date_of(date) for date in dated)
    assert any(entry.known.evidence is None for entry in ENTRIES)
    assert catalogue.date_of("2026-09") == (2026, 9, 1)


def members() -> list[tuple[Case, catalogue.Entry]]:
    """The examples that bear a family's name, each with a source of that family that asks the same way."""
    asked = {
        entry.known.family: entry
        for entry in reversed(ENTRIES)
        if "inner" not in entry.source and "via" not in entry.source
    }
    return [
        (case, asked[case.folder.name])
        for case in examples()
        if case.folder.name in asked
        and asked[case.folder.name].source["kind"] == case.source.kind
        and asked[case.folder.name].known.reach != "unverified"
    ]


@pytest.mark.parametrize(("case", "member"), [pytest.param(*pair, id=str(pair[0])) for pair in members()])
def test_a_family_lists_in_its_example_page_what_the_example_says(case, member):
    keys = {**member.source, "url": case.source.url, "at_least": 1}
    keys = {
        key: value for key, value in keys.items() if key not in ("body", "proof", "wait_for", "fetch", "next")
    }
    request = next(case.source.requests(NOW))
    (answer,) = (
        path
        for path in case.folder.iterdir()
        if path.suffix in MEDIA and path.stem in ("list", "feed", "answer")
    )
    found = source_from(keys).read(document(answer.read_bytes(), request, MEDIA[answer.suffix]), NOW)
    titles = [
        item.listed.title if isinstance(item, Notice) else item.title
        for item in found
        if isinstance(item, Listed | Notice)
    ]
    assert titles == [item["title"] for item in case.expected["list"] if "title" in item]


# -- searching ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["AEO", "za"], "za-sars-aeo-mra"),
        (["碳足迹"], "mee-public-consultations"),
        (["MOFCOM-jpaas policy"], "mofcom-policy-releases"),
        (["wordpress", "ASEAN"], "asean-news"),
        (["宁波"], "cn-district-ningbo"),
    ],
)
def test_a_search_wants_all_words_wherever_they_stand_and_in_whatever_case(desk, words, found):
    told = desk.monitor("sources", "catalogue", *words, "--json")
    assert found in [line["id"] for line in told.lines]
    assert len(told.lines) < 20


def test_a_search_shows_what_is_known_and_how_to_go_on(desk):
    told = desk.monitor("sources", "catalogue", "kenya")
    assert "ke-kra-press\tKE\tunverified\tseen-in-code\tunknown\tpress releases" in told.out
    assert "monitor sources add ke-kra-public-notices" in told.err


def test_a_single_entry_is_shown_as_it_would_be_written(desk):
    told = desk.monitor("sources", "catalogue", "gacc-news")
    assert entry_text(entry("gacc-news")) in told.out


def test_a_search_that_finds_nothing_names_the_packs(desk):
    told = desk.monitor("sources", "catalogue", "moon", "customs")
    assert (told.code, told.out) == (0, "")
    assert "cn-districts" in told.err


def test_the_catalogue_is_searched_without_a_configuration(desk):
    (desk.folder / "sources.yaml").unlink()
    assert desk.monitor("sources", "catalogue").code == 0


# -- told elsewhere ----------------------------------------------------------------------------------


def test_the_table_in_the_docs_is_what_the_data_say():
    written = (ROOT / "docs" / "sources.md").read_text(encoding="utf-8")
    assert written == page(), "run: python -m monitor.catalogue.table > docs/sources.md"


def test_the_table_has_every_entry_once():
    rows = [
        line for line in page().splitlines() if line.startswith(("| [`", "| `")) and "catalogue/" not in line
    ]
    assert len(rows) == len(ENTRIES)


def test_doctor_tells_how_old_the_catalogue_is(desk):
    (desk.folder / "sources.yaml").write_text(
        "sources:\n"
        + "".join(map(entry_text, [entry("gacc-news"), entry("wto-ttd"), entry("cn-district-ningbo")])),
        encoding="utf-8",
    )
    told = list(desk.monitor("doctor", "--json", clock="2026-11-22T00:00:00Z").lines)
    (line,) = [line for line in told if line["what"] == "catalogue"]
    assert (line["state"], line["text"]) == (
        "ok",
        (
            "newest evidence 2026-10, 52 days old; of yours 3 are in it, 1 without a date, "
            "1 older than a year: cn-district-ningbo"
        ),
    )
    later = list(desk.monitor("doctor", "--json", clock="2028-01-01T00:00:00Z").lines)
    assert [line["state"] for line in later if line["what"] == "catalogue"] == ["note"]


def test_the_starter_follows_the_authorities_of_both_programmes(tmp_path):
    (tmp_path / "sources.yaml").write_text(starter(), encoding="utf-8")
    sources = load(tmp_path / "sources.yaml", {}).sources
    hosts = " ".join(urls.host(source.url) for source in sources)
    for host in (
        "www.customs.gov.cn",
        "www.mee.gov.cn",
        "www.mofcom.gov.cn",
        "sousuo.www.gov.cn",
        "ningbo.customs",
    ):
        assert host in hosts
    assert {"SG", "MY", "TH", "JP", "KR", "AU", "NZ", "ZA", "KE", "UG"} <= {s.jurisdiction for s in sources}
    known = {entry.source["url"] for entry in ENTRIES}
    assert [source.id for source in sources if source.url not in known] == []


def test_the_starter_asks_no_site_often_and_waits_for_no_extra(tmp_path):
    """A fresh `monitor once` needs nothing that is not installed and asks every site politely."""
    (tmp_path / "sources.yaml").write_text(starter(), encoding="utf-8")
    for source in load(tmp_path / "sources.yaml", {}).sources:
        assert source.fetch == "http", source.id
        assert source.every >= timedelta(hours=3), source.id
        assert getattr(source, "pages", 1) == 1, source.id


# -- what an entry asks for --------------------------------------------------------------------------


def asked(name: str, *bodies: str) -> tuple[list[str], list[Listed | Notice]]:
    """The addresses that an entry asks for while it gets these answers, and what it finds in them."""
    source = source_from(dict(entry(name).source))
    waiting, addresses, found = [next(source.requests(NOW))], [], []
    for body in bodies:
        request = waiting.pop(0)
        addresses.append(request.url)
        media = "application/json" if body.startswith(("{", "[")) else "text/html"
        for item in source.read(document(body.encode(), request, media), NOW):
            if isinstance(item, Request):
                waiting.append(item)
            elif isinstance(item, Listed | Notice):
                found.append(item)
                opened = source.open(item) if isinstance(item, Listed) else None
                waiting += [opened] if opened else []
    return addresses, found


def test_links_in_html_that_came_in_json_belong_to_the_page_that_shows_it():
    answer = (
        '{"code": "200", "data": {"html": "<li class=zjnav04Left02_content><a href=./art/2026/art_1.html '
        'title=征求意见>x</a></li>"}}'
    )
    _, (item,) = asked("samr-consultations", answer)
    assert isinstance(item, Listed)
    assert item.url == "https://www.samr.gov.cn/hd/zjdc/art/2026/art_1.html"


def test_a_column_behind_a_shell_is_asked_for_by_what_the_shell_says():
    shell = """<script parseType=bulidstatic url=/unit querydata="{'webId':'w','pageId':'p'}"></script>"""
    answer = '{"data": {"html": "<ul class=common_list_ul><li><a href=art_1.html>认证机构公告</a><span>2026-05-06</span></ul>"}}'
    addresses, (item,) = asked("cnca-notices", shell, answer)
    assert addresses == [
        "https://www.cnca.gov.cn/zwxx/tz/2026/index.html",
        "https://www.cnca.gov.cn/unit?webId=w&pageId=p",
    ]
    assert isinstance(item, Listed)
    assert item.url == "https://www.cnca.gov.cn/zwxx/tz/2026/art_1.html"


def test_a_consultation_of_the_ndrc_is_read_two_requests_further_on():
    page = (
        "<ul class=u-list><li><a href='https://yyglxxbsgw.ndrc.gov.cn/sa.html#/K1'>关于征求意见</a>"
        "<span>2026/05/06</span></ul>"
    )
    way = '{"data": "https://yyglxxbsgw.ndrc.gov.cn/a.html?articleId=u-1"}'
    text = '{"data": {"articleTitle": "关于<BR>征求意见", "articleContent": "<p>正文</p>", "publishDate": "2026-05-06"}}'
    addresses, found = asked("ndrc-consultations", page, way, text)
    assert [address.rpartition("/")[2] for address in addresses[1:]] == [
        "access-url?shortKey=K1",
        "getArticleDetail?articleId=u-1",
    ]
    assert isinstance(found[-1], Notice)
    assert (found[-1].listed.title, len(found[-1].content.blocks)) == ("关于征求意见", 1)


def test_the_announcements_on_aeo_are_those_whose_title_speaks_of_it():
    rows = "".join(
        f"<li><a href=/{n} title={title}>{title}</a><span>2026-05-01</span></li>"
        for n, title in enumerate(("关于税率的公告", "关于与泰国AEO互认的公告"))
    )
    _, found = asked("gacc-aeo-mra-list", f"<div id=customs_con><ul class=news_list>{rows}</ul></div>")
    assert [item.title for item in found if isinstance(item, Listed)] == ["关于与泰国AEO互认的公告"]
