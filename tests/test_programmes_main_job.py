"""A programme followed by the main job: the press first, then the authority, on either database."""

from __future__ import annotations

import json

import pytest
import sqlalchemy
from alembic.migration import MigrationContext

from monitor.store import open_store
from monitor.store.schema import changes
from monitor.wanted import Known, Reach, Wanted
from tests.conftest import NOW
from tests.desk import LISTING, READER, Desk, archive_of_six, text_of
from tests.older import say_plainly
from tests.site import Page

PRESS = """
  - id: press
    authority: Lamp Trade Press
    jurisdiction: INT
    language: en
    tier: secondary
    kind: feed
    url: {site}/feed.atom
    every: 1d
"""
PROGRAMME = """
  - id: lamps
    name: Garden lamp review lane
    aliases: [庭院灯绿色审查通道]
    since: 2026-06-05
    status: unconfirmed
    baseline:
      - {name: ports, value: 12, unit: ports, words: [口岸, ports]}
      - {name: clearance within, value: 24, unit: hours, words: [通关, cleared]}
      - {name: declaration, value: ISO 14067 footprint declaration, words: [[碳足迹, footprint]]}
    awaited:
      - {question: Which codes?, words: [商品编号, HS codes]}
"""
REPORT = (
    "Garden lamp review lane: goods are cleared in 24 hours at 12 ports when an ISO 14067 footprint is filed."
)
NUMBER = "海关总署公告2026年第71号"
TITLE = f"{NUMBER}（关于庭院灯绿色审查通道的公告）"
LAUNCH = "一、在12个口岸开展。\n二、货物24小时内办结通关手续。\n三、企业应当提交ISO 14067碳足迹声明。"


def feed(*entries: tuple[str, str, str]) -> Page:
    items = "".join(
        f"<entry><id>urn:{name}</id><title>{name}</title><link href='https://press.example/{name}'/>"
        f"<updated>{day}T00:00:00Z</updated><published>{day}T00:00:00Z</published><summary>{text}</summary></entry>"
        for name, day, text in entries
    )
    return Page(
        f"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><id>urn:f</id><title>Press</title>"
        f"<updated>2026-06-05T00:00:00Z</updated>{items}</feed>",
        content_type="application/atom+xml",
    )


OLD = ("fair", "2026-06-01", "A fair opens.")


@pytest.fixture
def published(desk, site, database_url):
    desk.environ = {"MONITOR_DATABASE_URL": database_url}
    (desk.folder / "monitor.db").unlink(missing_ok=True)
    desk.configure(sources=LISTING + PRESS, subscriptions=READER, programmes=PROGRAMME)
    made = archive_of_six(site)
    site.pages["/feed.atom"] = feed(OLD)
    assert desk.monitor("init").code == 0
    assert desk.monitor("once", clock="2026-06-04T00:00:00Z").code == 0
    site.pages["/feed.atom"] = feed(("lane", "2026-06-05", REPORT), OLD)
    desk.monitor("once", clock="2026-06-05T01:00:00Z")
    return made


def followed(desk: Desk) -> dict:
    (told,) = desk.monitor("programmes", "show", "lamps", "--json").lines
    return told


def test_a_press_claim_is_confirmed_later_by_the_authority_with_the_lag(desk, published):
    (claim,) = desk.monitor("changes", "--json").lines
    assert claim["status"] == "unconfirmed"
    assert followed(desk)["status"] == "unconfirmed"
    assert "Not confirmed yet, no official notice says so: 12 ports" in text_of(desk.mails()[-1])

    published.publish("n7", TITLE, "2026-06-17", LAUNCH)
    desk.monitor("once", clock="2026-06-17T01:00:00Z")
    mail = text_of(desk.mails()[-1])
    assert f"Confirmed after 12 days: 12 ports (press, 5 June 2026) now stands in {NUMBER}." in mail
    assert "“一、在12个口岸开展。”" in mail

    claim, official = desk.monitor("changes", "--json").lines
    assert (claim["status"], official["status"]) == ("confirmed", "official")
    told = followed(desk)
    assert told["status"] == "confirmed"
    assert [(each["state"], each["lag_days"], each["by"]) for each in told["press"]] == [
        ("confirmed", 12, official["id"])
    ] * 3
    assert [each["id"] for each in told["thread"]] == [claim["id"], official["id"]]


def test_what_only_the_press_says_is_listed_until_an_authority_says_it_too(desk, published, database_url):
    def listed(status: Known) -> list[int]:
        store = open_store(database_url, now=NOW)
        try:
            return store.lists.behind(Wanted(status=status), Reach(NOW.date()), None, 10)
        finally:
            store.close()

    assert (listed(Known.UNCONFIRMED), listed(Known.CONFIRMED)) == ([1], [])
    published.publish("n7", TITLE, "2026-06-17", LAUNCH)
    desk.monitor("check", "--all", clock="2026-06-17T01:00:00Z")
    assert (listed(Known.UNCONFIRMED), listed(Known.CONFIRMED)) == ([], [1])
    assert (listed(Known.PRESS), listed(Known.OFFICIAL)) == ([1], [2])


def test_what_was_recorded_of_the_report_stays_as_it_was(desk, published, database_url):
    published.publish("n7", TITLE, "2026-06-17", LAUNCH)
    desk.monitor("check", "--all", clock="2026-06-17T01:00:00Z")
    engine = sqlalchemy.create_engine(database_url)
    with engine.connect() as connection:
        said = connection.execute(sqlalchemy.select(changes.c.said).order_by(changes.c.id)).scalars().all()
    engine.dispose()
    assert json.loads(said[0])["status"] == "unconfirmed"


def test_the_authority_may_say_otherwise(desk, published):
    published.publish("n7", TITLE, "2026-06-17", LAUNCH.replace("12个", "10个"))
    desk.monitor("once", clock="2026-06-17T01:00:00Z")
    mail = text_of(desk.mails()[-1])
    assert f"Not so: the press, 5 June 2026 said 12 ports, but {NUMBER} says 10 ports." in mail
    assert desk.monitor("changes", "--json").lines[0]["status"] == "unconfirmed"
    assert followed(desk)["press"][0]["state"] == "contradicted"


def test_an_awaited_answer_in_a_notice_that_cites_the_launch_by_its_number(desk, published):
    published.publish("n7", TITLE, "2026-06-17", LAUNCH)
    desk.monitor("once", clock="2026-06-17T01:00:00Z")
    published.publish("n8", "关于公布清单的公告", "2026-06-22", f"根据{NUMBER}，商品编号为9405.41。")
    desk.monitor("once", clock="2026-06-22T01:00:00Z")
    mail = text_of(desk.mails()[-1])
    assert "Answers an awaited question: Which codes?" in mail
    assert f"“根据{NUMBER}，商品编号为9405.41。”" in mail
    (question,) = followed(desk)["questions"]
    assert question["state"] == "answered"

    published.publish("n9", "关于补充清单的公告", "2026-06-25", f"根据{NUMBER}，另增商品编号9405.42。")
    desk.monitor("once", clock="2026-06-25T01:00:00Z")
    assert "More on a question that was answered on 22 June 2026" in text_of(desk.mails()[-1])


def test_a_programme_is_shown_in_words_and_an_unknown_one_is_the_operators_mistake(desk, published):
    shown = desk.monitor("programmes", "show", "lamps").out
    assert "ports: 12  (unconfirmed: the press only)" in shown
    assert "Which codes?: awaited" in shown
    assert "ports 12 (press, 2026-06-05, change 1): unconfirmed" in shown
    assert desk.monitor("programmes", "list").out.startswith("lamps\tunconfirmed\t1\t0\t0 of 1\t3\t")
    unknown = desk.monitor("programmes", "show", "lamp")
    assert (unknown.code, "names: lamps" in unknown.err) == (2, True)


def test_show_says_how_soon_it_matters_and_what_the_change_does(desk, published):
    published.publish("n7", TITLE, "2026-06-17", LAUNCH)
    desk.monitor("once", clock="2026-06-17T01:00:00Z")
    shown = desk.monitor("show", "2").out
    assert "for daily: High: " in shown
    assert "    Confirmed after 12 days: clearance within 24 hours" in shown
    (told,) = desk.monitor("show", "2", "--json").lines
    assert told["severity"]["daily"]["level"] == "high"
    assert len(told["threads"][0]["effect"]["settles"]) == 3


LATER = (  # what takes back the versions after the one with threads
    *(
        f"DROP TABLE {name}"
        for name in (
            *("words", "indexing", "texts", "outlines", "keys", "logins"),
            *("tokens", "sessions", "users", "asked", "steps", "triage", "units"),
        )
    ),
    "DELETE FROM marks WHERE kind IN ('direction', 'effective')",
    "ALTER TABLE notices DROP COLUMN heard",
    *(
        f"DROP TABLE {name}"
        for name in ("retractions", "corrections", "slips", "missed", "troubles", "certificates", "chain")
    ),
    "DROP INDEX ix_checks_covered",
    "CREATE INDEX ix_checks_source_started ON checks (source, started)",
    *(
        f"ALTER TABLE {table} DROP COLUMN {column}"
        for table, columns in (
            ("checks", "waited_s alone"),
            ("deliveries", "taken"),
            ("documents", "line posted kept"),
            ("changes", "rest leans"),
        )
        for column in columns.split()
    ),
)


def test_the_threads_of_an_older_database_are_kept(desk, published, database_url):
    before = followed(desk)
    engine = sqlalchemy.create_engine(database_url)
    with engine.begin() as connection:
        say_plainly(connection)
        connection.exec_driver_sql("DROP TABLE threads")
        for statement in LATER:
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0003'")
    engine.dispose()
    open_store(database_url, now=NOW).close()
    engine = sqlalchemy.create_engine(database_url)
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() != "0003"
    engine.dispose()
    assert followed(desk) == before
