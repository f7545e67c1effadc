"""Feeds at secret addresses."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
import requests

from monitor.model import Mistake, Wrong
from monitor.people import FEED, Role
from monitor.web.pages import feeds
from tests.site import Site
from tests.webdesk import WebDesk, archive_with_changes, serving

NOW = datetime(2026, 5, 8, 2, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
WISHES = {
    "secret-all": "",
    "secret-hs": "?hs=8541.43&language=zh",
    "secret-gone": "source=nowhere",
    "secret-ended": "",
    "secret-zh": "?language=zh",
    "secret-new": "?sort=-seen",  # the same as all, and not remembered for it
}


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebDesk]:
    with Site() as site:
        desk = archive_with_changes(tmp_path_factory.mktemp("archive"), site)
        with serving(desk, login=True) as running:
            people = running.office.store.people
            people.add("rea", Role.READER, "-", NOW)
            account = people.account("rea")
            assert account
            for secret, wish in WISHES.items():
                ended = NOW if secret == "secret-ended" else None
                people.add_token(account, FEED, secret, secret, NOW, wish=wish, ended=ended)
            yield running


def ask(web: WebDesk, path: str, **headers: str) -> requests.Response:
    return requests.get(f"{web.url}/feeds/{path}", headers=headers, timeout=10)


def titles(answer: requests.Response) -> list[str]:
    return [
        entry.findtext(f"{ATOM}title", "") for entry in ET.fromstring(answer.content).iter(f"{ATOM}entry")
    ]


def test_a_secret_address_holds_the_changes_that_its_filter_lets_by(web: WebDesk) -> None:
    everything, lights = ask(web, "secret-all/changes.atom"), ask(web, "secret-hs/changes.atom")
    assert everything.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert len(titles(everything)) == 2
    assert [title for title in titles(lights) if "太阳能路灯" in title] == titles(lights) != []
    assert ask(web, "secret-all.atom").content == everything.content
    exported = web.desk.monitor("export", "atom").written
    assert exported == everything.content


def test_the_calendar_holds_the_days_that_notices_set(web: WebDesk) -> None:
    everything, lights = ask(web, "secret-all/calendar.ics"), ask(web, "secret-hs.ics")
    assert everything.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert [day in everything.text for day in ("VALUE=DATE:20260605", "VALUE=DATE:20260701")] == [True, True]
    assert [day in lights.text for day in ("VALUE=DATE:20260605", "VALUE=DATE:20260701")] == [True, False]
    assert web.desk.monitor("export", "ics").written == everything.content


@pytest.mark.parametrize("path", ["secret-all/changes.atom", "secret-all/calendar.ics"])
def test_who_has_a_feed_already_is_told_so(web: WebDesk, path: str) -> None:
    first = ask(web, path)
    etag, changed = first.headers["ETag"], first.headers["Last-Modified"]
    assert changed == "Fri, 08 May 2026 02:00:00 GMT"  # when it was first made so
    for known in ({"If-None-Match": f'"other", W/{etag}'}, {"If-Modified-Since": changed}):
        again = ask(web, path, **known)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    looked = requests.head(f"{web.url}/feeds/{path}", timeout=10)
    assert (looked.status_code, looked.content, looked.headers["ETag"]) == (200, b"", etag)
    for unknown in (
        {"If-None-Match": '"other"', "If-Modified-Since": changed},
        {"If-Modified-Since": "Thu, 07 May 2026 00:00:00 GMT"},
        {"If-Modified-Since": "a while ago"},
    ):
        assert ask(web, path, **unknown).status_code == 200


def test_an_address_that_is_none_of_ours_or_is_over_is_not_found(web: WebDesk) -> None:
    for path in (
        "guessed/changes.atom",
        "secret-ended/changes.atom",
        "secret-all/changes.rss",
        "secret-ended.ics",
    ):
        assert ask(web, path).status_code == 404
    gone = ask(web, "secret-gone/changes.atom")  # an empty feed would pass for "nothing happened"
    assert gone.status_code == 404
    assert "another address" in gone.text


def test_a_feeds_secret_opens_nothing_else(web: WebDesk) -> None:
    shown = {"Authorization": "Bearer secret-all"}
    assert requests.get(f"{web.url}/api/v1/changes", headers=shown, timeout=10).status_code == 401
    assert (
        requests.get(f"{web.url}/changes", headers=shown, timeout=10, allow_redirects=False).status_code
        == 303
    )


def test_what_is_taken_back_leaves_the_calendar_and_says_so_in_the_feed(web: WebDesk) -> None:
    before = ask(web, "secret-zh/calendar.ics"), ask(web, "secret-zh/changes.atom")
    assert "STATUS:CANCELLED" not in before[0].text
    at = datetime(2026, 5, 8, 1, tzinfo=UTC)
    reread = Wrong("2", Mistake.MISREAD, ("effective", "2026-07-01", "2028-07-01"))
    assert web.office.store.retract_all([Wrong("1", Mistake.PERSON, ("a test of theirs",)), reread], at)
    days, feed = ask(web, "secret-new/calendar.ics"), ask(web, "secret-new/changes.atom")
    assert "VALUE=DATE:20260605" in days.text
    assert days.text.count("STATUS:CANCELLED") == 1
    assert "VALUE=DATE:20280701" in days.text
    assert "VALUE=DATE:20260701" not in days.text
    assert [title.partition(":")[0] for title in titles(feed)] == ["Corrected", "Taken back"]
    assert web.desk.monitor("export", "ics").written == days.content
    assert web.desk.monitor("export", "atom").written == feed.content


def test_a_feed_is_as_old_as_it_is_made_so_whatever_changed_it() -> None:
    first = feeds._dated("a feed", b"one", NOW)
    later, latest = NOW + timedelta(minutes=5), NOW + timedelta(minutes=9)
    assert feeds._dated("a feed", b"one", later).changed == first.changed == NOW
    assert feeds._dated("a feed", b"two", latest).changed == latest
