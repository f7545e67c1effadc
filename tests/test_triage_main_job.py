"""Triage through the whole job: what was told and is still open stands in the digest, until it is decided."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date

import pytest

from monitor.model import State, Wish
from monitor.store import Store, open_store
from monitor.triage import Ask, Taken
from tests.checks import NOW
from tests.desk import READER, Desk, Publication, archive_of_six, text_of
from tests.site import Site

DUE = date(2026, 5, 11)
CHINESE = """
  - {name: daily, to: [a@example.com], send: daily 08:00, language: zh}
"""
SKIPPING = """
  - {name: daily, to: [a@example.com], send: daily 08:00, when_quiet: skip}
"""


@dataclass
class Told:
    """A desk on the evening of 8 May, whose reader was told of a change that morning."""

    desk: Desk
    publication: Publication
    change: str

    def take(self, wish: Wish) -> None:
        with self.store() as store:
            work = store.triage.work(self.change)
            assert work is not None
            ask = Ask(self.change, work.stand.step, wish)
            answer = store.triage.decide(ask, who="li", now=NOW, today=NOW.date())
            assert isinstance(answer, Taken)

    @contextmanager
    def store(self) -> Iterator[Store]:
        with closing(open_store(f"sqlite:///{self.desk.folder / 'monitor.db'}", now=NOW)) as store:
            yield store

    def morning(self, day: int) -> str | None:
        """The digest of a morning; None when there is none."""
        before = len(self.desk.mails())
        self.desk.monitor("once", clock=f"2026-05-{day:02}T00:10:00Z")
        mails = self.desk.mails()[before:]
        return "\n".join(text_of(mail) for mail in mails) or None


@pytest.fixture
def told(desk: Desk, site: Site) -> Told:
    publication = archive_of_six(site)
    assert desk.monitor("init").code == 0
    desk.monitor("once", clock="2026-05-06T22:00:00Z")
    publication.publish("n7", "关于太阳能路灯的公告", "2026-05-07", "自2026年6月5日起在12个口岸试点。")
    assert desk.monitor("once", clock="2026-05-08T00:10:00Z").code == 0
    return Told(desk, publication, "1")


def test_what_was_told_and_is_still_open_stands_below_the_next_changes_and_is_none_of_them(told):
    told.take(Wish(State.ASSIGNED, "wang", DUE))
    quiet = told.morning(9)
    assert quiet
    assert "Still open" not in quiet  # nothing is late, and a quiet mail stays quiet
    told.publication.publish("n8", "关于口岸的公告", "2026-05-09", "自2026年7月1日起在20个口岸试点。")
    mail = told.morning(10)
    assert mail
    assert "1 change\n" in mail.replace("\r", "").split("Still open")[0]
    assert "Still open" in mail
    assert "due 11 May 2026, tomorrow · assigned: wang · Evidence 1" in mail


def test_a_quiet_day_names_what_is_overdue_until_it_is_decided(told):
    told.take(Wish(State.ASSIGNED, "wang", DUE))
    assert told.morning(9)
    assert told.morning(10)
    assert told.morning(11)
    mail = told.morning(12)
    assert mail
    assert "Nothing changed at 1 source" in mail
    assert "1 change that you were told of is overdue." in mail
    assert "overdue since 11 May 2026, yesterday" in mail
    html = told.desk.mails()[-1].get_body(("html",))
    assert html is not None
    assert "Still open" in html.get_content()
    told.take(Wish(State.DONE, "wang", DUE))
    assert "overdue" not in str(told.morning(13))
    with told.store() as store:  # and what that digest told is still known
        digest = store.deliveries()[-2].digest
        (waits,) = store.triage.told_in(digest).shown
        assert (waits.stand.state, waits.stand.due) == (State.ASSIGNED, DUE)


def test_what_is_overdue_makes_no_mail_for_who_skips_quiet_days(told):
    told.desk.configure(subscriptions=SKIPPING)
    told.take(Wish(State.ASSIGNED, "wang", DUE))
    assert [told.morning(day) for day in (9, 10, 11, 12)] == [None] * 4


def test_a_chinese_digest_says_it_in_chinese(told):
    told.desk.configure(subscriptions=CHINESE)
    told.take(Wish(State.IN_REVIEW, "wang", DUE))
    for day in (9, 10, 11):
        told.morning(day)
    mail = told.morning(12)
    assert mail
    assert "尚未处理完" in mail
    assert "此前告知的变化中有 1 项已逾期。" in mail
    assert "审核中：wang" in mail


def test_what_nobody_was_told_is_not_in_their_digest(told):
    told.desk.configure(subscriptions=READER.replace("daily\n", "other\n"))
    told.take(Wish(State.ASSIGNED, "wang", DUE))
    for day in (9, 10, 11):
        told.morning(day)
    assert "Still open" not in str(told.morning(12))


def test_the_command_line_lists_what_is_open_and_reports_what_was_not_relevant(told):
    told.take(Wish(State.ASSIGNED, "wang", DUE, "look"))
    (row,) = told.desk.monitor("triage", "list", "--json", clock="2026-05-12T00:00:00Z").lines
    assert (row["change"], row["owner"], row["due"], row["overdue"]) == ("1", "wang", "2026-05-11", True)
    assert "wang" in told.desk.monitor("triage", "list").out
    assert told.desk.monitor("triage", "list", "--owner", "li", "--json").lines == []
    told.take(Wish(State.NOT_RELEVANT, note="only\tfood"))
    *groups, sums = told.desk.monitor("triage", "report", "--json").lines
    assert sums == {"decided": 1, "not_relevant": 1}
    assert {group["by"] for group in groups} >= {"source"}
    assert groups[0]["examples"][0]["note"] == "only\tfood"
    assert "only food" in told.desk.monitor("triage", "report", "--since", "2026-05-01").out
    assert told.desk.monitor("verify").code == 0
