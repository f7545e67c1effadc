"""Every way out, end to end: a change reaches each of them once, and a broken one costs the others nothing."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator

import feedparser
import icalendar
import pytest

from tests.desk import Publication, archive_of_six
from tests.mailserver import Postbox, mail_server
from tests.receiver import Receiver, receiver

CHANNELS = """
  - name: daily
    to: [reader@example.com]
    send: daily 08:00
    channels:
      - {webhook: HOOK, secret: MONITOR_HOOK_SECRET}
      - {apprise: MONITOR_CHAT}
      - {folder: out/digests}
      - {ics: out/effective.ics}
      - {atom: out/changes.atom}
"""
TEXT = "自2026年7月1日起施行。企业应当提交原产地证书。"


@pytest.fixture
def there() -> Iterator[Receiver]:
    with receiver() as opened:
        yield opened


@pytest.fixture
def watched(desk, site, there) -> Publication:
    """A list that was seen for the first time, and a reader with every channel there is."""
    published = archive_of_six(site)
    desk.environ = {
        "MONITOR_HOOK_SECRET": "s3cret",
        "MONITOR_CHAT": f"json://127.0.0.1:{there.port}/chat",
    }
    desk.configure(subscriptions=CHANNELS.replace("HOOK,", f"'{there.url()}',"))
    allow(desk, f"127.0.0.1:{there.port}")
    assert desk.monitor("once", clock="2026-05-07T00:00:00Z").code == 0
    return published


def allow(desk, place: str) -> None:
    file = desk.folder / "sources.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("allow_networks: [", f"allow_networks: ['{place}', "), encoding="utf-8")


def announce(published: Publication, name: str = "n7", text: str = TEXT) -> None:
    published.publish(name, f"关于{name}试点的公告", "2026-05-07", text)


def states(desk, **more) -> dict[str, str]:
    told = desk.monitor("deliveries", "list", "--json", **more)
    return {line["channel"]: line["state"] for line in told.lines}


def test_a_change_reaches_every_channel_once(desk, there, watched):
    announce(watched)
    told = desk.monitor("once", clock="2026-05-08T01:00:00Z")
    assert told.code == 0, told.err
    assert set(states(desk).values()) == {"sent"}
    assert set(states(desk)) == {"outbox", "webhook", "apprise", "folder", "ics", "atom"}
    posts = {post.path: post for post in there.posts}
    hook, chat = posts["/hook"], posts["/chat"]
    change = json.loads(hook.body)["changes"][0]
    assert change["notice"]["title"] == "关于n7试点的公告"
    signed = hook.headers["X-Monitor-Timestamp"].encode() + b"." + hook.body
    expected = hmac.new(b"s3cret", signed, hashlib.sha256).hexdigest()
    assert hook.headers["X-Monitor-Signature"] == f"sha256={expected}"
    said = json.loads(chat.body)
    assert said["title"] == "1 change"
    assert "1. 关于n7试点的公告" in said["message"]
    names = sorted(path.suffix for path in (desk.folder / "out" / "digests").iterdir())
    assert names == [".html", ".json", ".txt"]
    (event,) = icalendar.Calendar.from_ical((desk.folder / "out/effective.ics").read_bytes()).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Takes effect: 关于n7试点的公告"
    assert event.decoded("DTSTART").isoformat() == "2026-07-01"
    (entry,) = feedparser.parse((desk.folder / "out/changes.atom").read_bytes()).entries
    assert entry.title == "New: 关于n7试点的公告"
    assert desk.monitor("once", clock="2026-05-08T02:00:00Z").code == 0
    assert len(there.posts) == 2  # nothing goes out twice


def test_M10_a_broken_channel_has_its_own_state_and_costs_the_others_nothing(desk, there, watched):
    desk.environ |= {"MONITOR_CHAT": "", "MONITOR_SMTP_URL": "smtp://127.0.0.1:1"}
    there.answer(500, b"down")
    (desk.folder / "out" / "effective.ics").mkdir(parents=True)
    announce(watched)
    told = desk.monitor("once", clock="2026-05-08T01:00:00Z")
    assert told.code == 1
    assert states(desk) == {
        "smtp": "waiting", "webhook": "waiting", "apprise": "waiting", "ics": "waiting",
        "folder": "sent", "atom": "sent",
    }  # fmt: skip
    assert "the environment variable MONITOR_CHAT is not set" in told.out
    first = there.posts[0]
    desk.environ |= {"MONITOR_CHAT": f"json://127.0.0.1:{there.port}/chat"}
    (desk.folder / "out" / "effective.ics").rmdir()
    box = Postbox()
    with mail_server(box) as port:
        desk.environ["MONITOR_SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        assert desk.monitor("once", clock="2026-05-08T01:30:00Z").code == 0
    assert set(states(desk).values()) == {"sent"}
    again = next(post for post in there.posts[1:] if post.path == "/hook")
    assert (again.body, again.headers["Idempotency-Key"]) == (first.body, first.headers["Idempotency-Key"])
    assert len(box.received) == 1


def test_a_delivery_is_sent_again_when_asked_and_is_the_same(desk, there, watched):
    there.answer(410)
    announce(watched)
    assert desk.monitor("once", clock="2026-05-08T01:00:00Z").code == 1
    (parked,) = desk.monitor("deliveries", "list", "--state", "parked", "--json").lines
    assert (parked["channel"], parked["recipient"]) == ("webhook", there.url())
    assert "gone for good" in parked["reason"]
    told = desk.monitor("deliveries", "resend", parked["id"])
    assert told.code == 0
    assert "goes out with the next `monitor once`" in told.out
    assert "it was given up: webhook" in told.out
    waits = desk.monitor("deliveries", "resend", parked["id"])
    assert (waits.code, "waits already: its next try is due 2026-05-08T01:00:00Z" in waits.err) == (2, True)
    assert desk.monitor("once", clock="2026-05-08T02:00:00Z").code == 0
    hooks = [post for post in there.posts if post.path == "/hook"]
    assert hooks[0].body == hooks[1].body
    assert hooks[0].headers["Idempotency-Key"] == hooks[1].headers["Idempotency-Key"] == parked["message_id"]
    twice = desk.monitor("deliveries", "resend", parked["id"])
    assert "the recipient may get it twice and can tell by that id" in twice.out
    unknown = desk.monitor("deliveries", "resend", "99")
    assert (unknown.code, unknown.err.startswith("no delivery is called 99")) == (2, True)
    assert desk.monitor("deliveries", "list", "--since", "2026-05-09", "--json").out == ""


def test_export_writes_calendar_and_feed_of_everything(desk, watched):
    announce(watched)
    desk.monitor("check", "--all", clock="2026-05-07T12:00:00Z")
    out = desk.monitor("export", "ics", "--out", "all.ics")
    assert out.code == 0, out.err
    first = (desk.folder / "all.ics").read_bytes()
    desk.monitor("export", "ics", "--out", "all.ics", clock="2026-06-01T00:00:00Z")
    assert (desk.folder / "all.ics").read_bytes() == first
    (event,) = icalendar.Calendar.from_ical(first).walk("VEVENT")
    assert event["SEQUENCE"] == 0
    announce(watched, text=TEXT.replace("7月1日", "8月1日"))
    desk.monitor("check", "--all", clock="2026-05-09T12:00:00Z")
    (moved,) = icalendar.Calendar.from_ical(desk.monitor("export", "ics").written).walk("VEVENT")
    assert (moved["UID"], moved["SEQUENCE"]) == (event["UID"], 1)
    assert moved.decoded("DTSTART").isoformat() == "2026-08-01"
    found = feedparser.parse(desk.monitor("export", "atom").written)
    assert [each.title.partition(":")[0] for each in found.entries] == ["Edited silently", "New"]
    late = desk.monitor("export", "atom", "--since", "2026-05-09")
    assert len(feedparser.parse(late.written).entries) == 1


def test_digest_out_writes_files_for_every_reader_and_sends_nothing(desk, there, watched):
    announce(watched)
    desk.monitor("check", "--all", clock="2026-05-07T12:00:00Z")
    assert desk.monitor("digest", "--now", "--out", "here", clock="2026-05-07T13:00:00Z").code == 0
    kinds = sorted(path.suffix for path in (desk.folder / "here").iterdir())
    assert kinds == [".eml", ".html", ".html", ".json", ".txt"]
    assert there.posts == []


def test_M13_a_test_message_goes_by_every_way_and_doctor_says_what_is_missing(desk, there, watched):
    fine = desk.monitor("deliveries", "test", "daily", clock="2026-05-07T02:00:00Z")
    assert (fine.code, fine.out.count("  taken\n")) == (0, 6)
    assert {post.path: json.loads(post.body)["type"] for post in there.posts} == {
        "/hook": "test",
        "/chat": "info",
    }
    assert desk.monitor("deliveries", "list", "--json").out == ""
    there.answer(200, b'{"ok": false, "error": "channel_not_found"}')
    desk.environ["MONITOR_CHAT"] = "nonsense://xyzzy"
    told = desk.monitor("deliveries", "test", "daily")
    assert told.code == 1
    assert "failed: webhook" in told.out
    assert 'answered 200: {"ok": false, "error": "channel_not_found"}' in told.out
    (line,) = [line for line in desk.monitor("doctor", "--json").lines if line["what"] == "channels"]
    assert (line["state"], "Apprise does not understand the URL" in line["text"]) == ("bad", True)
    assert "xyzzy" not in line["text"] + told.out + told.err
    assert desk.monitor("deliveries", "test", "weekly").code == 2
