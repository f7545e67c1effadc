"""`monitor why`: a change, reader by reader."""

import sqlite3

import pytest

from tests.desk import LISTING, READER, Publication

MORE = (
    READER
    + """
  - {name: lamps, to: [lamps@example.com], send: "daily 08:00", labels: [eligibility], watchlist: {hs: ["9405.4"]}}
  - {name: broker, to: [broker@example.com], send: "daily 08:00", labels: [], clients: all}
  - {name: elsewhere, to: [vn@example.com], send: "daily 08:00", jurisdictions: [VN]}
"""
)
LISTS = """
watchlists:
  solar: {edition: 2017, hs: ["8541.40"]}
clients:
  acme: {name: Acme Solar, watchlist: solar}
"""
TEXT = "Goods of HS code 8541.43.00 are now declared with a licence of the ministry, at every customs office."


@pytest.fixture
def changed(desk, site):
    """A desk whose sources gave one change after the first check."""
    publication = Publication(site)
    publication.publish("a", "Notice on cells", "2026-05-01", "Nothing to see.")
    desk.configure(subscriptions=MORE)
    file = desk.folder / "sources.yaml"
    file.write_text(file.read_text(encoding="utf-8") + LISTS, encoding="utf-8")
    assert desk.monitor("init").code == 0
    assert desk.monitor("check", "--all").code == 0
    publication.publish("b", "Notice on photovoltaic cells", "2026-05-08", TEXT)
    told = desk.monitor("check", "--all", "--json", clock="2026-05-08T00:00:00Z")
    assert told.outcome()["changes"] == 1
    return desk


def fates(desk) -> dict[str, dict]:
    return {line["subscription"]: line for line in desk.monitor("why", "1", "--json").lines}


def test_every_reader_is_told_of_with_the_reasons(changed):
    found = fates(changed)
    assert found["daily"]["fate"] == "waiting"
    assert found["daily"]["reached"]
    assert found["elsewhere"]["fate"] == "unmet"
    assert found["elsewhere"]["because"] == ["it looks at VN only, and notices is of CN"]
    assert found["lamps"]["because"][-1] == "nothing that it watches for is met"
    assert not found["lamps"]["reached"]
    assert found["lamps"]["reasons"] == []


def test_a_client_is_named_with_its_list_and_the_edition(changed):
    (reason,) = fates(changed)["broker"]["reasons"]
    met = reason["watchlist"]
    assert (met["client"], met["list"], met["entry"]) == ("Acme Solar", "solar", "8541.40")
    assert met["met"] == "8541.43.00"
    assert met["led"] == "8541.40 (HS 2017) is 8541.43 in HS 2022"
    assert met["place"] == "paragraph 1"


def test_after_the_digest_it_is_told_when_and_to_whom(changed):
    assert changed.monitor("once", clock="2026-05-08T02:00:00Z").code == 0
    found = fates(changed)["daily"]
    assert found["fate"] == "told"
    assert found["because"][0] == "told in the digest of 2026-05-08 08:00, composed 2026-05-08 10:00"
    (mail,) = found["deliveries"]
    assert found["because"][1] == f"sent to reader@example.com by outbox as {mail['message_id']}"
    assert [each["state"] for each in found["deliveries"]] == ["sent"]
    text = changed.monitor("why", "1", "broker").out
    assert "reason: watchlist hs 8541.40; client Acme Solar; list solar; met 8541.43.00" in text
    mail = next(each for each in changed.mails() if each["To"] == "broker@example.com")
    said = mail.get_body(("plain",)).get_content().replace("\n", " ")
    assert "client Acme Solar: HS 8541.40" in " ".join(said.split())
    assert "8541.40 of HS 2017 is 8541.43 in HS 2022" in " ".join(said.split())


def test_a_subscription_that_came_later_was_owed_nothing(changed):
    file = changed.folder / "sources.yaml"
    later = '  - {name: later, to: [later@example.com], send: "daily 08:00"}\nwatchlists:'
    file.write_text(file.read_text(encoding="utf-8").replace("watchlists:", later), encoding="utf-8")
    found = fates(changed)["later"]
    assert (found["fate"], found["reached"]) == ("earlier", False)


def test_one_that_is_called_so_no_more_is_still_told_of(changed):
    file = changed.folder / "sources.yaml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("name: daily", "name: renamed"), encoding="utf-8"
    )
    found = fates(changed)
    assert found["daily"]["because"] == ["it waits, and no subscription is called so any more"]
    assert found["renamed"]["fate"] == "earlier"


def test_what_the_breaker_holds_is_said_with_the_mend(changed):
    database = sqlite3.connect(changed.folder / "monitor.db")  # when the breaker trips is test_breaker's
    with database:
        database.execute("insert into held (change, source) values (1, 'notices')")
        database.execute(
            "insert into holds (source, since, reason) values ('notices', '2026-05-08 00:00:00.000000', 'too much')"
        )
    database.close()
    found = fates(changed)["daily"]
    assert found["fate"] == "held"
    assert "`monitor release notices` tells it" in found["because"][0]
    assert changed.monitor("release", "notices", "--untold").code == 0
    assert fates(changed)["daily"]["because"] == ["nobody is told: somebody let it go untold"]


def test_M19_a_copy_is_said_to_be_told_with_the_notice_it_repeats(desk, site):
    first, mirror = Publication(site), "/mirror.html"
    title = "海关总署公告2026年第41号（关于太阳能灯具的公告）"
    first.publish("a", "关于放假的通知", "2026-05-01", "无事。")
    site.pages[mirror] = site.pages["/list.html"]
    second = LISTING.replace("id: notices", "id: mirror").replace("/list.html", mirror)
    desk.begin(LISTING + second)
    desk.monitor("check", "--all")
    first.publish("b", title, "2026-05-08", "太阳能灯具须提交声明。")
    assert desk.monitor("check", "notices", "--json", clock="2026-05-08T00:00:00Z").outcome()["changes"] == 1
    site.pages[mirror] = site.pages["/list.html"]
    told = desk.monitor("check", "mirror", "--json", clock="2026-05-08T01:00:00Z")
    assert told.outcome("mirror")["changes"] == 1
    (found,) = desk.monitor("why", "2", "--json").lines
    assert (found["fate"], found["reached"]) == ("joined", True)
    assert found["because"] == ["the same notice was told as change 1, of notices"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["77"], "no change is called 77; `monitor changes` lists them"),
        (["x'; drop"], "no change is called x'; drop"),
        (["1", "dayly"], "no subscription is called dayly, did you mean daily?"),
        ([], "Missing argument 'CHANGE'"),
    ],
)
def test_a_mistake_is_told_with_its_mend(changed, words, told):
    answer = changed.monitor("why", *words)
    assert answer.code == 2
    assert told in answer.err
    assert "Traceback" not in answer.err
