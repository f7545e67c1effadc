"""How a source is reached: what its configuration may say of that, what is a mistake, and what doctor says."""

import pytest

from monitor.config import Config, load
from monitor.errors import ConfigError
from monitor.model import Tls
from tests.fetch.certs import root

SOURCE = """\
sources:
  - id: agency
    authority: Customs of Testland
    jurisdiction: CN
    kind: page
    url: https://agency.example/
"""
PROXIES = "settings:\n  proxies: {inside: 'http://proxy.example:3128', lab-2: 'socks5://127.0.0.1'}\n"


def read(folder, text: str) -> Config:
    (folder / "sources.yaml").write_text(text)
    return load(folder / "sources.yaml", {})


def mistakes(folder, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    return list(caught.value.mistakes)


def test_N10_a_certificate_file_lies_beside_sources_yaml_wherever_the_program_runs(tmp_path, monkeypatch):
    (tmp_path / "certs").mkdir()
    file = root().save(tmp_path / "certs" / "agency.pem")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    (source,) = read(tmp_path, SOURCE + "    tls: {ca: certs/agency.pem, legacy: true}\n").sources
    assert source.access.tls == Tls(ca_file=file, legacy=True)
    assert source.access.home == "https://agency.example/"


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (None, "cannot be read: no such file or directory"),
        (b"", "holds no certificate in PEM form"),
        (b"-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n", "holds no certificate"),
        (root().der, "of a binary one `openssl x509 -inform der -in ca.crt -out ca.pem` makes one"),
    ],
)
def test_N10_a_certificate_file_without_a_certificate_is_a_mistake_with_its_line(tmp_path, content, text):
    if content is not None:
        (tmp_path / "ca.crt").write_bytes(content)
    (told,) = mistakes(tmp_path, SOURCE + "    tls:\n      ca: ca.crt\n")
    assert told.startswith(f"{tmp_path}/sources.yaml:8: agency: tls.ca: {tmp_path}/ca.crt ")
    assert text in told


def test_N17_a_proxy_that_nobody_named_is_a_mistake_with_its_line_and_the_nearest(tmp_path):
    (told,) = mistakes(tmp_path, PROXIES + SOURCE + "    proxy: insider\n")
    assert told.endswith(
        "sources.yaml:9: agency: proxy: no proxy is called insider in settings.proxies, did you mean inside?"
    )
    (told,) = mistakes(tmp_path, SOURCE + "    proxy: inside\n")
    assert told.endswith("there are none")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("inside: ftp://proxy.example", '"ftp://" is no proxy that is spoken here'),
        ("inside: proxy.example:3128", "write it like http://proxy.example:3128"),
        ("In side: http://proxy.example:3128", "is no name for a proxy"),
        ("inside: http://user:password@proxy.example:3128", "secrets come from the environment"),
    ],
)
def test_N17_a_proxy_that_cannot_be_is_a_mistake(tmp_path, line, text):
    (told,) = mistakes(tmp_path, f"settings:\n  proxies:\n    {line}\n" + SOURCE)
    assert text in told
    assert "password" not in told.replace("MONITOR_", "")


def test_N17_a_source_goes_by_the_proxy_it_names(tmp_path):
    config = read(tmp_path, PROXIES + SOURCE + "    proxy: lab-2\n")
    assert config.sources[0].access.proxy == "lab-2"


def test_doctor_names_the_proxies_and_who_ignores_robots_txt(desk):
    desk.configure(
        "\n  - {id: a, authority: A, jurisdiction: CN, kind: page, url: 'https://agency.example/', robots: ignore}",
        proxies="{inside: 'http://proxy.example:3128'}",
    )
    desk.environ["MONITOR_PROXY_INSIDE"] = "team:password"
    told = {line["what"]: line for line in desk.monitor("doctor", "--json").lines}
    assert told["proxies"]["text"] == "proxy inside (proxy.example port 3128)"
    assert told["robots.txt"]["text"] == "1 sources are read without regard to it: a"
    desk.environ["MONITOR_PROXY_INSIDE"] = "password"
    told = {line["what"]: line for line in desk.monitor("doctor", "--json").lines}
    assert told["proxies"]["state"] == "bad"
    assert "MONITOR_PROXY_INSIDE" in told["proxies"]["text"]
    answer = desk.monitor("check", "--all")
    assert answer.code == 2
    assert "MONITOR_PROXY_INSIDE: is neither" in answer.err


def test_N20_T02_doctor_says_since_when_the_longest_waits(desk):
    desk.monitor("check", "--all", clock="2026-05-07T00:00:00Z")
    told = {
        line["what"]: line["text"]
        for line in desk.monitor("doctor", "--json", clock="2026-05-20T00:00:00Z").lines
    }
    assert told["schedule"].startswith("1 checks are overdue (the longest since 2026-05-0")


def test_robots_txt_is_remembered_from_run_to_run_and_a_refusal_is_told(desk, site):
    from tests.site import Page

    site.pages["/robots.txt"] = Page("User-agent: *\nDisallow: /list\n")
    for clock in ("2026-05-07T00:00:00Z", "2026-05-07T08:00:00Z"):
        told = desk.monitor("check", "--all", "--json", clock=clock).outcome()
        assert told["outcome"] in ("failed", "blocked")
        assert "disallows /list.html for us" in told["reason"]
        assert "`robots: ignore`" in told["reason"]
    assert site.paths() == ["/robots.txt"]
