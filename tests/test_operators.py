"""What operators are told: once when it begins, once when it is over, a summary while it lasts (faults D04, Q04, Q07, M03, M04, T01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.digest.press import presses_of
from monitor.model import (
    Certificate,
    Hold,
    Sign,
    Slip,
    SlipKind,
    SourceState,
    Stuck,
    Trouble,
    TroubleKind as Kind,
)
from monitor.operators import course, signs
from monitor.operators.advice import advice
from monitor.operators.letter import letter, page
from monitor.operators.report import quietly_over, report
from monitor.templates import load_templates
from monitor.verdict import quiet

START = datetime(2026, 5, 8, 1, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def sign(
    subject: str = "customs", kind: Kind = Kind.SOURCE, since: datetime = START, reason: str = "HTTP 500"
) -> Sign:
    return Sign(kind, subject, since, reason, "failed" if kind is Kind.SOURCE else "")


class Desk:
    """Operators' side without a store: looks are given, mails come out."""

    def __init__(self, sources: int = 40) -> None:
        self.troubles: dict[int, Trouble] = {}
        self.sources = sources

    def look(self, now: datetime, *found: Sign, shut: Sequence[tuple[Kind, str]] = ()) -> str:
        """What is mailed after a look at which this is wrong: "begun customs", "over customs", "still customs"."""
        self.keep(course.observe(list(self.troubles.values()), found, set(Kind), now))
        self.keep(quietly_over(list(self.troubles.values()), now))
        due = report(list(self.troubles.values()), now, SHANGHAI, sources=self.sources, unmailed=shut)
        if due is None:
            return ""
        self.keep(due.told(now))
        parts = (("begun", due.begun), ("over", due.over), ("still", due.still))
        return ", ".join(f"{word} {' '.join(each.subject for each in some)}" for word, some in parts if some)

    def keep(self, found: Sequence[Trouble]) -> None:
        for each in found:
            id_ = each.id or len(self.troubles) + 1
            self.troubles[id_] = replace(each, id=id_)


# -- begun, over, still ----------------------------------------------------------------------------


def test_a_source_that_goes_bad_is_told_once_and_its_recovery_once():
    desk = Desk()
    assert desk.look(START, sign()) == "begun customs"
    assert desk.look(START + HOUR, sign()) == ""
    assert desk.look(START + 2 * HOUR) == "over customs"
    assert desk.look(START + 3 * HOUR) == ""
    assert desk.look(START + 9 * DAY) == ""


def test_what_lasts_is_named_every_morning_of_its_first_week_and_then_weekly():
    desk = Desk()
    mails = [desk.look(START + hours * HOUR, sign()) for hours in range(24 * 28)]
    named = [hours / 24 for hours, mail in enumerate(mails) if mail == "still customs"]
    assert len([day for day in named if day <= 7]) == 7
    assert len([day for day in named if day > 7]) == 3
    local = {(START + timedelta(days=day)).astimezone(SHANGHAI).hour for day in named}
    assert local <= {8, 9}


def test_several_that_begin_at_one_look_are_one_mail():
    desk = Desk()
    assert desk.look(START, sign("a"), sign("b"), sign("c", Kind.HELD)) == "begun a b c"


def test_a_flapping_source_does_not_mail_each_time():
    desk = Desk()
    mails = [desk.look(START + n * HOUR, *([sign()] if n % 2 == 0 else [])) for n in range(24 * 7)]
    assert mails[0] == "begun customs"
    assert mails[1] == "over customs"
    assert mails[2] == "begun customs"
    assert sum("begun" in mail for mail in mails) == 2
    assert sum("over" in mail for mail in mails) == 1
    assert sum(map(bool, mails)) <= 3 + 7  # and a summary a day


def test_a_flapping_source_that_comes_to_rest_is_told_as_over():
    desk = Desk()
    for n in range(24):
        desk.look(START + n * HOUR, *([sign()] if n % 2 == 0 else []))
    later = [desk.look(START + n * HOUR) for n in range(24, 60)]
    assert [mail for mail in later if mail] == ["over customs"]


def test_with_much_going_on_what_joins_waits_for_the_better_part_of_an_hour():
    desk, bad, mails = Desk(sources=500), [], []
    for minute in range(0, 360, 5):  # a network that goes down while sources fall due one after the other
        bad += [sign(f"s{minute}-{n}") for n in range(7)]
        mails.append(desk.look(START + timedelta(minutes=minute), *bad))
    assert sum(map(bool, mails)) <= 10
    assert sum(mail.count("s") for mail in mails) > 0
    assert all(each.told for each in desk.troubles.values() if each.since == START) or mails[-1] == ""


def test_a_breaker_that_trips_is_told_at_once_however_much_goes_on():
    desk = Desk()
    desk.look(START, *(sign(f"s{n}") for n in range(9)))
    many = [sign(f"s{n}") for n in range(9)]
    assert desk.look(START + timedelta(minutes=5), *many, sign("x")) == ""
    assert "begun held" in desk.look(
        START + timedelta(minutes=6), *many, sign("x"), sign("held", Kind.HELD)
    ).replace("begun x held", "begun held")


def test_what_began_and_ended_while_nothing_could_be_mailed_is_told_with_its_end():
    desk = Desk()
    shut = [(Kind.WAITING, "smtp")]
    stuck = sign("smtp", Kind.WAITING)
    assert desk.look(START, stuck, shut=shut) == ""
    assert desk.look(START + DAY, stuck, shut=shut) == ""
    assert desk.look(START + DAY + HOUR) == "over smtp"


def test_a_source_that_is_no_longer_watched_is_no_recovery():
    desk = Desk()
    desk.look(START, sign())
    before = list(desk.troubles.values())
    desk.keep(list(course.let_go(before, {(Kind.SOURCE, "customs")}, START + HOUR)))
    assert desk.look(START + HOUR) == ""


@pytest.mark.parametrize("kind", [Kind.OVERDUE, Kind.SLOT, Kind.PARKED])
def test_that_an_event_is_over_is_nothing_to_tell(kind):
    desk = Desk()
    assert desk.look(START, sign("x", kind)) == "begun x"
    assert desk.look(START + HOUR) == ""
    assert all(each.closed for each in desk.troubles.values())


def test_the_same_news_makes_the_same_mail():
    one, other = Desk(), Desk()
    for desk in (one, other):
        desk.keep(course.observe([], [sign("a"), sign("b")], set(Kind), START))
    ids = {report(list(desk.troubles.values()), START, SHANGHAI).id for desk in (one, other)}  # type: ignore[union-attr]
    assert len(ids) == 1


# -- signs -----------------------------------------------------------------------------------------


def bad(outcome: str, failures: int, lasted: timedelta) -> dict[str, SourceState]:
    return {
        "customs": SourceState(
            "customs", outcome, "why", START + lasted, bad_since=START, failures=failures, last_good=START
        )
    }


@pytest.mark.parametrize(
    ("outcome", "failures", "lasted", "told"),
    [
        ("failed", 1, timedelta(0), True),
        ("blocked", 1, timedelta(0), True),
        ("suspicious", 1, timedelta(0), False),
        ("suspicious", 2, timedelta(minutes=20), False),
        ("suspicious", 3, timedelta(minutes=40), True),
        ("partial", 1, timedelta(0), False),
        ("partial", 2, HOUR, True),
    ],
)
def test_Q04_what_is_not_believed_yet_is_looked_at_twice_over_half_an_hour_before_anybody_is_told(
    outcome, failures, lasted, told
):
    assert bool(list(signs.of_sources(bad(outcome, failures, lasted), ["customs"]))) is told


def test_a_source_that_sources_yaml_no_longer_names_is_no_trouble():
    assert not list(signs.of_sources(bad("failed", 1, HOUR), ["other"]))


def stuck(recipient: str, *, parked: bool, since: datetime = START, channel: str = "smtp") -> Stuck:
    return Stuck("daily", channel, recipient, parked, since, "recipient refused: 550 no such user")


def test_M04_mails_given_up_are_one_trouble_a_recipient():
    found = list(
        signs.of_mails(
            [stuck("a@x", parked=True), stuck("b@x", parked=True), stuck("a@x", parked=True)], START
        )
    )
    assert [(each.subject, each.detail) for each in found] == [("a@x by smtp", "2"), ("b@x by smtp", "1")]


def test_M03_mails_that_wait_are_a_trouble_after_an_hour_and_one_for_the_whole_way():
    waiting = [stuck("a@x", parked=False), stuck("b@x", parked=False)]
    assert not list(signs.of_mails(waiting, START + timedelta(minutes=50)))
    assert [each.subject for each in signs.of_mails(waiting, START + HOUR)] == ["smtp"]


def test_that_the_way_of_operators_mail_is_shut_is_not_mailed_that_way():
    waiting = [stuck("a@x", parked=False), stuck("b@x", parked=False)]
    assert signs.shut(waiting, "smtp", ["ops@x"]) == {(Kind.WAITING, "smtp")}
    assert not signs.shut(waiting, "outbox", ["ops@x"])
    assert not signs.shut(waiting[:1], "smtp", ["ops@x"])  # one reader's address, not the way
    assert signs.shut(waiting[:1], "smtp", ["a@x"])


class Source:
    id, cron, zone = "customs", None, UTC

    def __init__(self, every: timedelta) -> None:
        self.every = every


@pytest.mark.parametrize(
    ("every", "late", "told"),
    [
        (HOUR, timedelta(minutes=59), False),
        (HOUR, timedelta(minutes=61), True),
        (DAY, 5 * HOUR, False),
        (DAY, 7 * HOUR, True),
    ],
)
def test_T01_checks_that_begin_far_too_late_are_a_trouble(every, late, told):
    state = SourceState("customs", "unchanged", last_attempt=START, next_check=START + every)
    found = list(signs.of_schedule([Source(every)], {"customs": state}, {"run": START}, START + every + late))
    assert bool(found) is told
    if told:
        assert "last sign of life before was 2026-05-08 01:00 UTC" in found[0].reason


def test_T01_a_second_look_that_was_wanted_soon_makes_no_check_late():
    state = SourceState(
        "customs", "suspicious", last_attempt=START, next_check=START + timedelta(minutes=20), failures=1
    )
    assert not list(signs.of_schedule([Source(DAY)], {"customs": state}, {}, START + DAY))


def test_D04_a_disk_that_is_nearly_full_is_told_and_does_not_come_and_go_at_the_edge():
    assert list(signs.of_disk("/data", 900_000_000, START, known=False))
    assert not list(signs.of_disk("/data", 1_100_000_000, START, known=False))
    assert list(signs.of_disk("/data", 1_100_000_000, START, known=True))
    assert not list(signs.of_disk("/data", 1_300_000_000, START, known=True))


@pytest.mark.parametrize(
    ("lives", "left", "told"),
    [
        (90 * DAY, 13 * DAY, True),
        (90 * DAY, 15 * DAY, False),
        (6 * DAY, 2 * DAY, False),
        (6 * DAY, DAY, True),
    ],
)
def test_a_certificate_that_ends_soon_is_told_by_its_own_measure(lives, left, told):
    seen = Certificate("www.customs.example", START + left - lives, START + left)
    assert bool(list(signs.of_certificates([seen], START))) is told


def test_slots_found_missed_at_once_are_one_trouble():
    slips = [Slip("daily", START + n * DAY, START + 3 * DAY, "nothing ran") for n in range(3)]
    (found,) = signs.of_slots(slips)
    assert found.since == START
    assert found.reason.startswith("3 slots, the last 2026-05-10")


def test_digests_that_are_late_every_day_are_one_trouble():
    slips = [Slip("daily", START + n * DAY, START + n * DAY, "late", SlipKind.LATE) for n in range(3)]
    assert [each.subject for each in signs.of_slots(slips)] == ["daily late"]


def test_Q07_a_silent_source_is_a_trouble_of_its_own():
    silence = quiet.silence([START.date() - n * DAY for n in range(10, 20)], START.date())
    (found,) = signs.of_silence({"customs": silence}, {"customs": UTC})
    assert (found.kind, found.since.date()) == (Kind.SILENT, START.date() - 3 * DAY)


def test_the_breakers_episodes_are_signs():
    (found,) = signs.of_holds([Hold("customs", START, "30 of 31 notices changed", 30)])
    assert (found.subject, found.reason) == ("customs", "30 changes: 30 of 31 notices changed")


# -- words -----------------------------------------------------------------------------------------


def sheet(*begun: Sign, language: str = "en", sources: int = 40, now: datetime = START + HOUR):
    desk = Desk(sources)
    desk.keep(course.observe([], begun, set(Kind), now))
    due = report(list(desk.troubles.values()), now, SHANGHAI, sources=sources)
    assert due is not None
    made, mistakes = presses_of("operators", load_templates(), language, SHANGHAI)
    assert not mistakes
    return page(due, list(desk.troubles.values()), made[-1].words, {"customs": "Customs of Testland"}, now)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_trouble_has_words_for_what_it_means_and_what_to_do(kind, language):
    (card,) = sheet(sign("customs", kind), language=language).begun
    assert all((card.title, card.means, card.mend))
    assert card.command.startswith("monitor ")


def test_500_sources_down_at_once_are_one_mail_that_asks_for_our_own_connection():
    made = sheet(
        *(sign(f"s{n:03}", reason="name look-up: it was not found") for n in range(500)), sources=500
    )
    assert made.headline == "All 500 sources fail: our own connection?"
    assert made.question
    (card,) = made.begun
    assert len(card.rows) + card.more == 500
    assert len(card.rows) < 10


def test_two_of_three_sources_down_ask_nothing_of_our_connection():
    assert sheet(sign("a"), sign("b"), sources=3).question is None


def test_M07_what_a_site_wrote_is_text_in_the_mail_and_never_markup():
    evil = sign("customs", reason="<img src=x onerror=alert(1)>\r\nBcc: all@example.com")
    desk = Desk()
    desk.keep(course.observe([], [evil], set(Kind), START))
    troubles = list(desk.troubles.values())
    due = report(troubles, START, SHANGHAI)
    assert due is not None
    made, _ = presses_of("operators", load_templates(), "en", SHANGHAI)
    said, mistakes = letter(due, troubles, made, {"customs": "<b>Customs</b>"}, START)
    assert not mistakes
    assert "<img" not in said.html
    assert "<b>Customs" not in said.html
    assert "&lt;img src=x onerror=alert(1)&gt;" in said.html
    assert "\r\nBcc" not in said.text


def test_operators_own_template_that_fails_costs_nobody_the_mail():
    shipped = load_templates()
    own = replace(shipped, own={"operators/body.txt": "{{ page.nothing }}"}, place="templates")
    made, _ = presses_of("operators", own, "en", SHANGHAI)
    desk = Desk()
    desk.keep(course.observe([], [sign()], set(Kind), START))
    troubles = list(desk.troubles.values())
    due = report(troubles, START, SHANGHAI)
    assert due is not None
    said, mistakes = letter(due, troubles, made, {}, START)
    assert "customs cannot be verified" in said.text
    assert mistakes[0].startswith("templates/operators/body.txt:1")


@pytest.mark.parametrize(
    ("outcome", "reason", "word"),
    [
        ("failed", "the server answered HTTP 500", "source.server"),
        ("failed", "name look-up: www.x was not found (name or service not known)", "source.network"),
        ("failed", "TLS: certificate has expired; only the site can renew it", "source.tls"),
        ("failed", "`ul.list` matches nothing", "source.selector"),
        ("blocked", "a captcha stands in front of the page", "source.blocked"),
        ("suspicious", "the list is empty", "source.suspicious"),
        ("failed", "something nobody foresaw", "source.other"),
    ],
)
def test_what_to_do_follows_from_the_reason(outcome, reason, word):
    assert advice(Trouble(Kind.SOURCE, "customs", START, reason, outcome)) == word
