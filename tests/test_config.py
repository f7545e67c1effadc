"""sources.yaml and the environment: a Config, or every mistake in them."""

import json
import re
import tempfile
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings as hypothesis_settings, strategies as st

from monitor.config import Config, load
from monitor.config.schema import schema
from monitor.config.settings import Limits
from monitor.config.starter import starter
from monitor.errors import ConfigError
from tests.growth import assert_linear

SOURCE = """\
  - id: cn-gacc-announcements
    authority: General Administration of Customs (海关总署)
    jurisdiction: CN
    language: zh
    kind: listing
    url: http://www.customs.gov.cn/customs/302249/2480148/index.html
    items: ul.conList_ull li
"""
READER = """\
subscriptions:
  - name: compliance-daily
    to: [compliance@example.com]
    send: daily 08:00
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(text: str, name: str = "sources.yaml") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def read(text: str, **environ: str) -> Config:
    return load(written(text), environ)


def mistakes(text: str, **environ: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(text, **environ)
    return list(caught.value.mistakes)


# -- what a good file gives ------------------------------------------------------------------------


def test_the_starter_loads_and_follows_both_programmes(folder):
    config = read(starter())
    assert {"cn-gacc-announcements", "cn-mee-documents"} <= {source.id for source in config.sources}
    assert [str(programme.since) for programme in config.programmes] == ["2026-05-08", "2026-06-05"]
    assert [programme.status for programme in config.programmes] == ["official", "unconfirmed"]
    assert [(reader.name, str(reader.send)) for reader in config.subscriptions] == [
        ("compliance-daily", "daily 08:00")
    ]


def test_a_whole_file_becomes_values(folder):
    config = read(
        f"""\
settings:
  timezone: Asia/Shanghai
  contact: compliance@example.com
  per_host: {{connections: 2, delay: 0s}}
  allow_networks: ["127.0.0.1:8800"]
sources:
{SOURCE}    every: 90m
    body: "#easysiteText"
    fetch: browser
    at_least: 10
{READER}    labels: [eligibility, hs-mapping, documentation]
    watchlist: {{hs: ["8541.43", "9405.4", "8501-8504"], words: [太阳能路灯], ports: [], markets: [ASEAN]}}
    when_quiet: attest
"""
    )
    (source,) = config.sources
    assert (source.id, source.every, source.at_least) == ("cn-gacc-announcements", timedelta(minutes=90), 10)
    assert config.settings.timezone == ZoneInfo("Asia/Shanghai")
    assert config.settings.per_host.delay == timedelta(0)
    assert config.sender == "compliance@example.com"


def test_an_empty_section_is_no_mistake(folder):
    config = read("settings:\nsources:\nprogrammes:\nsubscriptions:\n")
    assert config.sources == config.programmes == config.subscriptions == ()


def test_paths_begin_beside_the_file_wherever_one_stands(folder):
    written("sources: []", "deep/sources.yaml")
    config = load(Path("deep/sources.yaml"), {})
    assert config.outbox == folder / "deep" / "outbox"
    assert config.templates == folder / "deep" / "templates"
    assert config.database_url == f"sqlite:///{folder}/deep/monitor.db"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("data/x.db", "sqlite:///{}/data/x.db"),
        ("sqlite:///data/x.db", "sqlite:///{}/data/x.db"),
        ("sqlite:////var/x.db", "sqlite:////var/x.db"),
        ("/var/x.db", "sqlite:////var/x.db"),
        ("postgresql://db.example/monitor", "postgresql://db.example/monitor"),
    ],
)
def test_X04_the_database_may_be_a_file_or_an_address(folder, said, address):
    assert read(f"settings: {{database: '{said}'}}").database_url == address.format(folder)


def test_X04_the_environment_goes_before_the_file_and_its_password_is_not_shown(folder):
    url = "postgresql://monitor:hush@db.example/monitor"
    config = read("settings: {database: x.db}", MONITOR_DATABASE_URL=url)
    assert config.database_url == url
    assert config.database_shown == "postgresql://monitor:***@db.example/monitor"
    assert "hush" not in repr(config)


@pytest.mark.parametrize(
    ("name", "default", "other", "value"),
    [
        ("page_time", timedelta(seconds=60), "90s", timedelta(seconds=90)),
        ("attachment_time", timedelta(seconds=180), "5m", timedelta(minutes=5)),
        ("connect_time", timedelta(seconds=10), "3s", timedelta(seconds=3)),
        ("page_size", 20_000_000, "500KB", 500_000),
        ("attachment_size", 50_000_000, "1GB", 1_000_000_000),
        ("ratio", 100, "50", 50),
        ("redirects", 5, "0", 0),
        ("storm", 30, "5", 5),
        ("digest_items", 200, "20", 20),
        ("digest_size", 1_000_000, "200KB", 200_000),
        ("retries", 2, "5", 5),
        ("mail_retry", timedelta(hours=72), "1w", timedelta(weeks=1)),
    ],
)
def test_X04_every_limit_has_its_default_and_can_be_set(folder, name, default, other, value):
    assert getattr(Limits(), name) == default
    assert getattr(read(f"settings: {{limits: {{{name}: {other}}}}}").settings.limits, name) == value


def test_T06_the_zone_of_the_server_has_no_part_in_it(folder, monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    assert read("sources: []").settings.timezone == ZoneInfo("UTC")


def test_codes_keep_their_zeros_without_quotes_too(folder):
    config = read(READER + "    watchlist: {hs: [0101.21, 9405.40, 8541]}\n")
    assert config.subscriptions[0].watchlist.hs == ("0101.21", "9405.40", "8541")


def test_a_mark_at_the_beginning_and_windows_line_ends_are_no_mistake(folder):
    text = "\ufeffsettings:\r\n  timezone: Asia/Shanghai\r\nsources: []\r\n"
    assert read(text).settings.timezone == ZoneInfo("Asia/Shanghai")


# -- mistakes --------------------------------------------------------------------------------------


def test_D18_a_mistake_anywhere_and_nothing_is_used(folder):
    assert mistakes(f"sources:\n{SOURCE}    every: 6\n") == [
        'sources.yaml:9: cn-gacc-announcements: every: "6" has no unit, write 6m, 6h or 6d'
    ]


def test_D18_an_emptied_file_is_a_mistake(folder):
    assert "is empty" in mistakes("")[0]
    assert "is empty" in mistakes("# nothing but a remark\n")[0]


def test_brackets_in_brackets_without_end_are_a_mistake_and_take_no_time(folder):
    assert mistakes("settings: " + "{" * 20_000) == ["sources.yaml: is nested too deeply"]
    assert mistakes("settings: {a: " + "[" * 90) != ["sources.yaml: is nested too deeply"]


def test_an_address_that_ends_in_a_dot_is_a_mistake_of_that_line(folder):
    (found,) = mistakes(
        "sources: []\nsubscriptions:\n  - {name: daily, to: [reader@example.], send: daily 08:00}\n"
    )
    assert "'reader@example.' is no mail address" in found


def test_a_name_that_is_given_anew_is_read_as_yaml_has_it(folder):
    """Without a library's warning, which nobody could act on."""
    assert read("programmes: &a []\nsources: &a []\nsubscriptions: *a\n").sources == ()


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file(folder):
    found = mistakes(
        f"""\
settings:
  timezone: Asia/Shangai
  per_host: {{conections: 1}}
  limits: {{page_size: 20, retries: many}}
sources:
{SOURCE}    evry: 6h
    at_least: few
    announce_since: 2026-13-01
  - id: second
    kind: lsting
  - authority: nobody
  - text
{READER}    sources: [cn-gacc-anouncements]
    watchlist: {{wrds: []}}
sorces: []
"""
    )
    assert [line.removeprefix("sources.yaml:") for line in found] == [
        '2: settings: timezone: "Asia/Shangai" is no time zone, did you mean Asia/Shanghai?',
        "3: settings: per_host.conections: is no key here, did you mean connections?",
        '4: settings: limits.page_size: "20" has no unit, write 20KB, 20MB or 20GB',
        '4: settings: limits.retries: "many" is no whole number',
        "13: cn-gacc-announcements: evry: is no key here, did you mean every?",
        '14: cn-gacc-announcements: at_least: "few" is no whole number',
        '15: cn-gacc-announcements: announce_since: "2026-13-01" is no date, write it like 2026-05-08',
        '17: second: kind: no kind is called "lsting", did you mean listing?',
        "18: source 3: kind: is missing, write one of api, feed, listing, page, register",
        "19: source 4: should begin with - id:",
        "24: compliance-daily: sources: no source is called cn-gacc-anouncements, did you mean cn-gacc-announcements?",
        "25: compliance-daily: watchlist.wrds: is no key here, did you mean words?",
        "26: sorces: is no key here, did you mean sources?",
    ]


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("jurisdiction: no", '"no" is no jurisdiction'),
        ("authority:", "authority: has no value"),
        ("authority: 7", 'authority: 7 is not text without quotes, write "7"'),
        ("reread: 1d", "reread: should be a list, write [1d]"),
        ("reread: [1d, 3]", 'reread: "3" has no unit, write 3m, 3h or 3d'),
        ("headers: x", 'headers: should be a mapping of keys to values, not "x"'),
        ("fetch: curl", 'fetch: "curl" is not one of http, browser or saved'),
        ("whole: perhaps", 'whole: "perhaps" is neither true nor false'),
        ("cron: sometimes", "cron: "),
        ("at_least: -1", 'at_least: "-1"'),
        ("timezone: Mars/Olympus", 'timezone: "Mars/Olympus" is no time zone'),
    ],
)
def test_a_mistake_says_what_was_found_and_what_was_wanted(folder, line, mistake):
    key = line.split(":")[0]
    source = re.sub(rf"    {key}: .*\n", "", SOURCE)
    (found,) = mistakes(f"sources:\n{source}    {line}\n")
    assert mistake in found
    assert re.match(r"sources\.yaml:\d+: cn-gacc-announcements: ", found)


def test_S03_a_key_that_stands_twice_is_refused(folder):
    assert mistakes("settings:\n  outbox: a\n  outbox: b\nsources: []\nsources: []\n") == [
        'sources.yaml:3: "outbox" stands twice, the first time in line 2',
        'sources.yaml:5: "sources" stands twice, the first time in line 4',
    ]
    assert mistakes('{"sources": [],\n "sources": []}') == [
        'sources.yaml:2: "sources" stands twice, the first time in line 1'
    ]


def test_S03_an_id_is_taken_once(folder):
    found = mistakes(
        f"sources:\n{SOURCE}{SOURCE}{READER}{READER.removeprefix('subscriptions:')}".replace("\n\n", "\n")
    )
    assert found == [
        "sources.yaml:9: cn-gacc-announcements: id: is taken, the first one stands in sources.yaml:2",
        "sources.yaml:20: compliance-daily: name: is taken, the first one stands in sources.yaml:17",
    ]


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system [id]", "!!binary aGk=", "!shell id", "!!set {a}"]
)
def test_S03_nothing_in_the_file_becomes_an_object(folder, tag):
    (found,) = mistakes(f"settings:\n  outbox: {tag}\n")
    assert found.startswith("sources.yaml:2: ")
    assert "only plain values are" in found


@pytest.mark.parametrize("key", ["command", "hook", "shell", "run", "filter", "plugins"])
def test_S04_no_key_runs_a_command(folder, key):
    places = [
        f"{key}: id\n",
        f"settings: {{{key}: id}}\n",
        f"sources:\n{SOURCE}    {key}: id\n",
        f"{READER}    {key}: id\n",
    ]
    for place in places:
        (found,) = mistakes(place)
        assert f"{key}: is no key here" in found


@pytest.mark.parametrize("kind", ["os", "os.path", "subprocess.Popen", "../evil", "nobody.here", "''"])
def test_S04_a_kind_is_an_installed_module_with_a_source(folder, kind):
    (found,) = mistakes(f"sources:\n{SOURCE.replace('listing', kind)}")
    assert found.startswith("sources.yaml:6: cn-gacc-announcements: kind: ")


@pytest.mark.parametrize(
    "line",
    [
        "smtp_url: anything",
        "password: hush",
        "api_key: hush",
        "database: postgresql://monitor:hush@db.example/monitor",
        "outbox: smtps://user:hush@mail.example:465",
    ],
)
def test_secrets_are_refused_and_not_repeated(folder, line):
    (found,) = mistakes(f"settings:\n  {line}\n")
    assert "secrets come from the environment (MONITOR_SMTP_URL, MONITOR_DATABASE_URL)" in found
    assert "hush" not in found


def test_secrets_in_a_source_are_refused_too(folder):
    address = SOURCE.replace("http://www", "http://user:hush@www")
    found = mistakes(f"sources:\n{address}    headers: {{Authorization: Bearer hush}}\n")
    assert [re.sub(": secrets.*", "", line) for line in found] == [
        "sources.yaml:7: cn-gacc-announcements: url",
        "sources.yaml:9: cn-gacc-announcements: headers.Authorization",
    ]
    assert "hush" not in "".join(found)


def test_T15_an_unknown_zone_is_a_mistake_wherever_it_stands(folder):
    zones = (
        f"settings: {{timezone: CST8}}\nsources:\n{SOURCE}    timezone: Beijing\n{READER}    timezone: Mars\n"
    )
    assert [line.partition(" is no time zone")[0] for line in mistakes(zones)] == [
        'sources.yaml:1: settings: timezone: "CST8"',
        'sources.yaml:10: cn-gacc-announcements: timezone: "Beijing"',
        'sources.yaml:15: compliance-daily: timezone: "Mars"',
    ]


def test_networks_are_written_with_their_port(folder):
    (found,) = mistakes("settings:\n  allow_networks: [127.0.0.1]\n")
    assert found.startswith("sources.yaml:2: settings: allow_networks: ")
    assert "127.0.0.1:8800" in found


# -- the file itself -------------------------------------------------------------------------------


def test_a_missing_file_is_told_how_to_get_one(folder):
    with pytest.raises(
        ConfigError, match=r"^sources\.yaml: there is no such file; `monitor init` writes a starter$"
    ):
        load(Path("sources.yaml"), {})


def test_a_folder_is_no_file(folder):
    with pytest.raises(ConfigError, match="cannot be read"):
        load(folder, {})


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("settings:\n\ttimezone: UTC\n", "2:1: a tab stands here"),
        ("settings:\n  timezone: a: b\n", '2:14: a second ": "'),
        ("sources: [a\n", "2:1: a comma or a closing bracket is missing"),
        ("sources: [a,\n", "a value is missing"),
        ("- a\n- b\n", "should hold the keys settings, include, sources"),
        ("just words", "should hold the keys"),
        ("sources: []\n---\nsources: []\n", "2:1: a second document begins here"),
        ("settings: *nowhere\n", "undefined alias"),
        ("settings: &me {a: *me}\n", "refers to itself"),
        ("settings: {<<: {outbox: x}}\n", '"<<" is not read here'),
        ("settings: {[a]: b}\n", "a list or mapping is no key"),
        ("settings: @x\n", "put it in quotes"),
        ("settings: 'x\n", "in the middle of a quoted text"),
        ("settings: \x00\n", "control character U+0000"),
        pytest.param("[" * 1200, "nested too deeply", id="deep yaml"),
        pytest.param('{"settings": ' + "[" * 1200, "nested too deeply", id="deep json"),
        ("sources: 5\n", "sources: should be a list"),
        ("settings: 5\n", "settings: should be a mapping"),
    ],
)
def test_a_broken_file_is_told_its_place(folder, text, where):
    (found,) = mistakes(text)
    assert found.startswith("sources.yaml")
    assert where in found


@pytest.mark.parametrize(
    ("raw", "mistake"),
    [
        (b"settings:\n  outbox: \xff\n", "sources.yaml:2: is not UTF-8"),
        ("sources: []".encode("utf-16"), "sources.yaml: is UTF-16"),
    ],
)
def test_a_file_that_is_not_utf8_is_told_so(folder, raw, mistake):
    Path("sources.yaml").write_bytes(raw)
    with pytest.raises(ConfigError, match=re.escape(mistake)):
        load(Path("sources.yaml"), {})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "name", "kind", "url", "to", "send", "settings", "sources", "watchlist", "limits", "x"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@hypothesis_settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["settings", "include", "sources", "programmes", "subscriptions", "x"]), VALUES
    )
)
def test_whatever_stands_in_the_file_is_a_config_or_a_list_of_mistakes(value):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sources.yaml"
        path.write_text(json.dumps(value), encoding="utf-8")
        for mistake in told_of(path):
            assert re.match(rf"{re.escape(str(path))}(:\d+)?: \S", mistake)


def told_of(path: Path) -> tuple[str, ...]:
    try:
        load(path, {})
    except ConfigError as error:
        return error.mistakes
    return ()


# -- JSON ------------------------------------------------------------------------------------------


def many(count: int) -> str:
    page = {"authority": "A", "jurisdiction": "CN", "kind": "page", "every": "1h"}
    sources = [{"id": f"page-{n}", "url": f"http://127.0.0.1:8800/{n}", **page} for n in range(count)]
    return json.dumps({"settings": {"allow_networks": ["127.0.0.1:8800"]}, "sources": sources}, indent=1)


def test_json_is_yaml_and_thousands_of_sources_load_in_linear_time(folder):
    def loaded(size):
        assert len(read(many(size)).sources) == size

    assert_linear(loaded, 500)


@pytest.mark.parametrize("indent", [1, "\t"])
def test_a_mistake_in_json_has_its_line_as_well(folder, indent):
    value = json.loads(many(3))
    value["sources"][2]["every"] = "6"
    text = json.dumps(value, indent=indent)
    line = text[: text.index('"6"')].count("\n") + 1
    assert mistakes(text) == [f'sources.yaml:{line}: page-2: every: "6" has no unit, write 6m, 6h or 6d']


def test_json_with_a_comma_too_many_is_read_as_yaml(folder):
    assert read('{"sources": [],}').sources == ()


# -- include ---------------------------------------------------------------------------------------


def test_included_files_bring_sources_programmes_and_subscriptions(folder):
    written(f"sources:\n{SOURCE}", "packs/cn.yaml")
    written("include: ../packs/cn.yaml\n" + READER, "readers/all.yaml")
    config = read("include: [readers/all.yaml]\nsources: []\n")
    assert [source.id for source in config.sources] == ["cn-gacc-announcements"]
    assert [reader.name for reader in config.subscriptions] == ["compliance-daily"]


def test_a_mistake_in_an_included_file_names_that_file(folder):
    written(f"sources:\n{SOURCE}    every: 6\n", "packs/cn.yaml")
    written("sources: [\n", "packs/broken.yaml")
    found = mistakes(f"include: [packs/cn.yaml, packs/broken.yaml, packs/none.yaml]\nsources:\n{SOURCE}")
    assert found == [
        "packs/broken.yaml:2:1: a value is missing; is a bracket or a quote left open above?",
        "sources.yaml:1: include: packs/none.yaml is not there",
        "packs/cn.yaml:2: cn-gacc-announcements: id: is taken, the first one stands in sources.yaml:3",
        'packs/cn.yaml:9: cn-gacc-announcements: every: "6" has no unit, write 6m, 6h or 6d',
    ]


def test_an_included_file_cannot_set_settings_or_lead_back(folder):
    written("settings: {outbox: x}\ninclude: b.yaml\n", "a.yaml")
    written("include: a.yaml\n", "b.yaml")
    found = mistakes("include: a.yaml\n")
    assert found == [
        "a.yaml:1: settings: stand in the file that includes this one",
        "b.yaml:1: include: a.yaml includes itself, directly or by way of another file",
    ]


# -- the schema ------------------------------------------------------------------------------------


def test_the_schema_knows_every_key_and_kind():
    found = schema()
    sections = {"sources", "programmes", "subscriptions", "watchlists", "clients"}
    assert set(found["properties"]) == {"settings", "include", *sections}
    kinds = found["properties"]["sources"]["items"]["properties"]["kind"]["anyOf"][0]["enum"]
    assert kinds == ["api", "feed", "listing", "page", "register"]
    assert found["$defs"]["PerHost"]["properties"]["delay"]["default"] == "2s"
    assert found["$defs"]["Limits"]["properties"]["page_size"]["default"] == "20MB"
    json.dumps(found)


def test_every_reference_in_the_schema_leads_somewhere():
    found = schema()
    for name in re.findall(r'"#/\$defs/([^"]+)"', json.dumps(found)):
        assert name in found["$defs"]
