"""The breaker: too much at once from one source waits, and nothing of it is lost (faults M11, Q16).

The rule first, on plain values; then a desk that watches a site through a redesign, a mass edit, lost letters and a
list that is all new.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor import breaker
from monitor.compare.notices import amendment
from monitor.model import (
    Amended,
    Changed,
    Content,
    Hold,
    Holding,
    Listed,
    New,
    Notice,
    Owed,
    Removed,
    Table,
    Text,
    Unchanged,
)
from monitor.verdict import letters
from tests.checks import HOUR, NOW, amended, check, new, notice, reading
from tests.desk import LISTING, READER, Publication, text_of
from tests.written import WRITTEN

BANNER = "本网站将于七月改版，敬请留意。"


def edit(before: Notice, *texts: str) -> Amended:
    """The notice's amendment to these paragraphs."""
    change = amendment(before, replace(before, content=Content(tuple(map(Text, texts)))))
    assert change is not None
    return change


def texts(count: int) -> list[Notice]:
    return [
        notice(f"n{place}", f"Exporters of group {place} file form {place * 7} first.")
        for place in range(count)
    ]


def rewritten(count: int) -> list[Amended]:
    """As many notices, each edited in its own way."""
    return [
        edit(one, f"Group {place + 3} now files within {place * 11 + 1} days.")
        for place, one in enumerate(texts(count))
    ]


def with_words(count: int, words: str = "We use new colours.") -> list[Amended]:
    """As many notices, in each of which the same words came."""
    return [edit(one, one.content.blocks[0].text, words) for one in texts(count)]


def tripped(*changes, read: int | None = None, strange: bool = False, **more: int) -> breaker.Trip | None:
    return breaker.trip(changes, read=len(changes) if read is None else read, strange=strange, **more)


# -- the rule --------------------------------------------------------------------------------------


def test_a_redesign_that_touches_every_notice_trips_and_says_how_many():
    trip = tripped(*rewritten(8), read=9)
    assert trip == breaker.Trip("8 of the 9 notices read again are not what they were", frozenset(range(8)))


@pytest.mark.parametrize(
    ("edited", "read"),
    [(1, 1), (1, 300), (4, 4), (5, 10), (12, 60), (19, 50)],
)
def test_a_few_edits_or_a_small_share_of_many_are_told_at_once(edited, read):
    assert tripped(*rewritten(edited), read=read) is None


@pytest.mark.parametrize(("edited", "read"), [(5, 9), (20, 60), (60, 60)])
def test_an_unusual_share_trips(edited, read):
    trip = tripped(*rewritten(edited), read=read)
    assert trip is not None
    assert len(trip.held) == edited


def test_an_annual_tariff_update_edits_one_notice_however_many_rows_it_has():
    columns = "Code", "Rate"
    before = notice("tariff")
    rows = [[(f"8541{n:06}", rate) for n in range(400)] for rate in ("8%", "6%")]
    versions = [replace(before, content=Content((Table("Annex", columns, tuple(each)),))) for each in rows]
    change = amendment(*versions)
    assert change is not None
    assert tripped(change, read=1) is None


def test_notices_that_go_count_with_those_that_are_edited():
    gone = [Removed(one) for one in texts(3)]
    trip = tripped(*gone, *rewritten(6)[3:], read=8)
    assert trip is not None
    assert len(trip.held) == 6


def test_the_same_words_everywhere_trip_from_three_notices_on():
    trip = tripped(*with_words(3))
    assert trip is not None
    assert trip.reason == "in 3 of the 3 notices read again “We use new colours.” came alike"
    assert tripped(*with_words(2)) is None


def test_the_same_words_in_a_few_of_many_are_the_authoritys():
    assert tripped(*with_words(3), read=7) is None


def test_a_banner_holds_back_those_that_bear_it_and_no_other_edit():
    other = edit(notice("own"), "Twenty ports.")
    trip = tripped(*with_words(3), other, read=5)
    assert trip is not None
    assert trip.held == frozenset(range(3))


def test_a_name_that_became_another_in_every_notice_is_alike():
    changes = []
    for one in texts(4):
        said = one.content.blocks[0].text
        before = replace(
            one, content=Content((Text(said), Text("Issued by the Customs Office of Northport.")))
        )
        changes.append(edit(before, said, "Issued by the Border Agency of Northport."))
    trip = tripped(*changes)
    assert trip is not None
    assert "“Customs Office” became “Border Agency” alike" in trip.reason


def test_a_new_date_that_the_list_gives_to_all_of_them_is_not_alike():
    from datetime import date

    changes = []
    for one in texts(4):
        before = replace(one, listed=replace(one.listed, published=date(2026, 5, 1)))
        change = amendment(before, replace(one, listed=replace(one.listed, published=date(2026, 5, 8))))
        assert change is not None
        changes.append(change)
    assert tripped(*changes) is None


def test_M11_an_entirely_new_list_of_many_trips_and_a_busy_day_does_not():
    news = [New(one) for one in texts(31)]
    assert tripped(*news, read=0) is None
    assert tripped(*news[:30], read=0, strange=True) is None
    trip = tripped(*news, read=0, strange=True)
    assert trip is not None
    assert (trip.reason, len(trip.held)) == (
        "31 notices are new at once, and the list holds none that was known",
        31,
    )
    assert tripped(*news[:5], read=0, strange=True, storm=4) is not None


def test_M11_the_rest_of_an_entirely_new_list_is_held_with_its_beginning():
    news = [New(one) for one in texts(5)]
    assert tripped(*news, read=0, strange=True, waiting=60) is not None


def test_nothing_found_trips_nothing():
    assert tripped(strange=True) is None


# -- lost letters ----------------------------------------------------------------------------------

CHARSETS = [
    *(("zh", "gb18030", "cp1252"), ("zh", "utf-8", "gb18030"), ("zh", "utf-8", "cp1252"), ("zh", "gb18030", "utf-8")),
    *(("zh", "gb18030", "big5"), ("zh-tw", "big5hkscs", "gb18030"), ("ja", "cp932", "gb18030"), ("ko", "cp949", "gb18030")),
    *(("ru", "cp1251", "cp1252"), ("ru", "utf-8", "cp1251"), ("fr", "cp1252", "cp1251"), ("de", "utf-8", "gb18030")),
    *(("es", "utf-8", "cp1252"), ("pl", "cp1250", "cp1252"), ("th", "cp874", "cp1252"), ("ar", "cp1256", "cp1252")),
]  # fmt: skip


def in_language(text: str) -> Notice:
    return Notice(Listed("n", "Notice", "https://agency.example/n"), Content((Text(text),)), "und")


@pytest.mark.parametrize(("language", "right", "wrong"), CHARSETS)
def test_Q16_a_text_read_in_a_wrong_charset_trips_though_it_is_the_only_one(language, right, wrong):
    text = "\n".join(WRITTEN[language][1])
    before = in_language(text)
    change = edit(before, text.encode(right, "ignore").decode(wrong, "replace"))
    trip = tripped(change)
    assert trip is not None
    assert "lost or of another script" in trip.reason
    assert breaker.garbled(change)


@pytest.mark.parametrize("language", WRITTEN)
def test_Q16_a_notice_rewritten_in_its_own_language_has_not_lost_its_letters(language):
    known = WRITTEN[language][1]
    for one in known:
        for other in known:
            assert not letters.turned(in_language(one), in_language(other))
        assert not letters.turned(in_language(one), in_language("\n".join(known)))
        assert not letters.turned(in_language("\n".join(known)), in_language(one))


def test_Q16_question_marks_and_replacement_characters_are_lost_letters():
    before = in_language(WRITTEN["zh"][1][1])
    for lost in ("???????????????????????????", "海关总署\ufffd\ufffd定自二〇二六年六月一日\ufffd"):
        assert breaker.garbled(edit(before, lost))


def test_Q16_a_text_that_was_garbled_before_does_not_become_so():
    before = in_language("海关\ufffd总署\ufffd公告\ufffd")
    assert not breaker.garbled(edit(before, "海关\ufffd总署\ufffd公告\ufffd第二号"))


def test_Q16_letters_that_come_back_do_not_trip():
    text = WRITTEN["zh"][1][1]
    garbled = in_language(text.encode().decode("gb18030", "replace"))
    assert tripped(edit(garbled, text)) is None


def test_a_page_that_turns_into_its_english_version_is_held_and_not_called_garbled():
    change = edit(
        in_language("\n".join(WRITTEN["zh"][1])),
        "\n".join("Exporters file the declaration before loading." for _ in range(4)),
    )
    assert tripped(change) is not None
    assert not breaker.garbled(change)


def test_a_translation_below_the_text_is_no_loss():
    text = "\n".join(WRITTEN["fr"][1])
    assert tripped(edit(in_language(text), text, "\n".join(WRITTEN["zh"][1]))) is None


def test_a_new_notice_counts_as_garbled_only_beside_a_known_one():
    text = WRITTEN["zh"][1][1]
    lost = text.encode().decode("gb18030", "replace")
    fresh = New(in_language(lost))
    assert tripped(fresh) is None
    trip = tripped(edit(in_language(text), lost), fresh)
    assert trip is not None
    assert trip.held == {0, 1}


# -- the store -------------------------------------------------------------------------------------


def held(store, *findings, reason: str = "a redesign", at=NOW, places: frozenset[int] | None = None):
    """A check of which the breaker holds everything back, or the findings at these places."""
    read = reading(*(one.change.notice for one in findings))
    kept = frozenset(range(len(findings))) if places is None else places
    outcome = Changed(check(at=at), read, findings, holding=Holding(reason, kept))
    owed = [Owed("daily", position, ("why",)) for position in range(len(findings))]
    return store.record(outcome, next_check=None, fingerprint="f", owed=owed)


def keys(lines) -> list[str]:
    return [line.change.finding.change.notice.key for line in lines]


def test_what_is_held_is_recorded_and_in_no_digest(store):
    first, second = held(store, new(notice("a")), new(notice("b")), places=frozenset({0}))
    assert (first.held, second.held) == (True, False)
    assert keys(store.owed("daily")) == ["b"]
    assert store.owed_to() == {"daily": 1}
    assert [one.held for one in store.changes()] == [True, False]
    assert store.held("agency") == (first,)
    assert store.holds() == {"agency": Hold("agency", NOW, "a redesign", 1)}
    assert store.holds_for("daily") == (Hold("agency", NOW, "a redesign", 1),)
    assert store.holds_for("weekly") == ()


def test_what_is_released_is_owed_again_and_the_episode_is_over(store):
    held(store, new(notice("a")), new(notice("b")))
    assert store.release("agency", NOW + HOUR) == 2
    assert keys(store.owed("daily")) == ["a", "b"]
    assert (store.holds(), store.held("agency")) == ({}, ())
    assert store.release("agency", NOW + HOUR) == 0


def test_what_nobody_is_told_stays_in_the_changes_with_its_reason(store):
    held(store, new(notice("a")))
    assert store.release("agency", NOW + HOUR, "it was the site") == 1
    assert store.owed("daily") == ()
    (left,) = store.changes()
    assert (left.held, left.untold) == (False, "it was the site")


def test_an_episode_lasts_from_its_first_check_and_tells_its_latest_reason(store):
    held(store, new(notice("a")))
    held(store, new(notice("b")), reason="another", at=NOW + HOUR)
    assert store.holds() == {"agency": Hold("agency", NOW, "another", 2)}


def test_a_later_check_lets_go_some_and_drops_others_in_one_with_what_it_finds(store):
    a, b, c = held(store, *(new(notice(key)) for key in "abc"))
    back = amended(notice("b", "Twenty ports."), notice("b"))
    later = Changed(
        check(at=NOW + HOUR),
        reading(notice("b")),
        (back,),
        holding=Holding(untold=((0, "undone"),), released=(a.id,), dropped=((b.id, "undone"),), left=1),
    )
    (reversal,) = store.record(later, next_check=None, fingerprint="f", owed=[Owed("daily", 0, ("why",))])
    assert reversal.untold == "undone"
    assert keys(store.owed("daily")) == ["a"]
    assert store.held("agency") == (c,)
    assert store.holds()["agency"].changes == 1
    assert [one.untold for one in store.changes()] == [None, "undone", None, "undone"]


def test_one_sources_release_leaves_the_others_alone(store):
    held(store, new(notice("a")))
    assert store.release("ministry", NOW) == 0
    assert set(store.holds()) == {"agency"}


def test_what_a_check_holds_and_what_it_finds_stand_or_fall_together(store):
    wrong = Changed(
        check(), reading(notice("a")), (new(notice("a")),), holding=Holding("why", frozenset({7}))
    )
    with pytest.raises(IndexError):
        store.record(wrong, next_check=None, fingerprint="f")
    assert (list(store.changes()), store.holds(), store.states()) == ([], {}, {})


def test_M19_a_copy_elsewhere_of_what_is_held_back_is_told(store):
    from monitor.store import Entry, Sameness

    same = Sameness(lambda listed: b"one notice".ljust(16), lambda copy, first: True)
    outcome = Changed(
        check(), reading(notice("a")), (new(notice("a")),), holding=Holding("why", frozenset({0}))
    )
    owed = [Owed("daily", 0, ("why",))]
    store.record_many([Entry(outcome, None, "f", owed, same)])
    elsewhere = Changed(check(source="press"), reading(notice("a")), (new(notice("a")),))
    store.record_many([Entry(elsewhere, None, "f", owed, same)])
    assert [line.change.source for line in store.owed("daily")] == ["press"]


def test_a_good_check_without_findings_may_let_go(store):
    (one,) = held(store, new(notice("a")))
    normal = Unchanged(check(at=NOW + HOUR), reading(notice("a")), holding=Holding(released=(one.id,)))
    store.record(normal, next_check=None, fingerprint="f")
    assert keys(store.owed("daily")) == ["a"]


# -- end to end ------------------------------------------------------------------------------------

READ_DAILY = LISTING.rstrip("\n") + "\n    reread: [1d, 1d, 1d, 1d, 1d, 1d]\n"


TOLD = "   What changed"  # stands once with every amendment that a mail tells


def day(number: int, hour: int = 1) -> str:
    return f"2026-05-{number:02}T{hour:02}:00:00Z"


SILENT = "现公告如下。\n企业应当于{n}日内提交第{n}项单证，逾期不予受理。\n本项由第{n}处负责解释。"


def watched(desk, site, count: int = 6) -> Publication:
    """A list that was seen for the first time on the seventh of May."""
    publication = Publication(site)
    for n in range(1, count + 1):
        text = f"现公告如下。\n本批第{n}项有关事项自发布之日起施行。"
        publication.publish(f"n{n}", f"关于第{n}批进口食品境外生产企业的公告", f"2026-04-{10 + n}", text)
    desk.configure()
    assert desk.monitor("once", clock=day(7)).code == 0
    return publication


def rewrite(publication: Publication, *names: str, text: str = SILENT) -> dict[str, tuple[str, str, str]]:
    """Edit these notices, or all, each in its own way and without a sign; how they stood."""
    before = dict(publication.notices)
    for n, name in enumerate(names or tuple(before), 2):
        title, date, _ = before[name]
        publication.publish(name, title, date, text.format(n=n * 3))
    return before


def put_back(publication: Publication, before: dict[str, tuple[str, str, str]]) -> None:
    publication.notices = dict(before)
    publication.show()


def changes(desk) -> list[dict]:
    return desk.monitor("changes", "--json").lines


def mailed(desk) -> str:
    """Everything that was ever mailed."""
    return "\n".join(text_of(mail) for mail in desk.mails())


def test_M11_on_the_day_of_a_redesign_a_reader_hears_that_it_is_held_and_nothing_of_it(desk, site):
    rewrite(watched(desk, site))
    told = desk.monitor("once", "--json", clock=day(8))
    answer = told.outcome()
    assert (told.code, answer["changes"], answer["held"]) == (1, 6, 6)
    assert "6 of the 6 notices read again are not what they were: 6 changes are held back" in answer["reason"]
    assert "`monitor release notices`" in answer["reason"]
    assert "held back, `monitor release` tells it: notices" in told.err
    assert [one["held"] for one in changes(desk)] == [True] * 6
    mail = desk.mails()[-1]
    assert mail["Subject"] == "6 changes are held back"
    assert "6 changes held back since 8 May 2026, 09:00" in text_of(mail)
    assert "monitor release notices" in text_of(mail)
    assert "逾期不予受理" not in text_of(mail)
    assert "does not meet the filters" not in text_of(mail)


def test_M11_what_is_as_it_was_on_the_next_day_is_told_to_nobody(desk, site):
    published = watched(desk, site)
    before = rewrite(published)
    desk.monitor("once", clock=day(8))
    put_back(published, before)
    told = desk.monitor("once", "--json", clock=day(9))
    assert (told.code, told.outcome()["held"]) == (0, 0)
    assert "6 changes are not told, as what was held back is undone" in told.outcome()["reason"]
    found = changes(desk)
    assert [one["untold"] for one in found] == ["it reads again as it did before"] * 12
    assert not any(one["held"] for one in found)
    assert "never told: it reads again as it did before" in desk.monitor("show", found[0]["id"]).out
    desk.monitor("once", clock=day(10))
    assert "逾期不予受理" not in mailed(desk)
    assert "本批第" not in mailed(desk)
    assert "held back" not in text_of(desk.mails()[-1])


def test_M11_a_mass_edit_that_stays_is_told_after_the_next_normal_check(desk, site):
    rewrite(watched(desk, site))
    desk.monitor("once", clock=day(8))
    told = desk.monitor("once", "--json", clock=day(9))
    assert (told.code, told.outcome()["held"]) == (0, 0)
    assert "6 changes are told now, as what was held back stays like that" in told.outcome()["reason"]
    assert text_of(desk.mails()[-1]).count(TOLD) == 6
    desk.monitor("once", clock=day(10))
    assert mailed(desk).count(TOLD) == 6
    assert len(changes(desk)) == 6


def test_M11_a_check_soon_after_is_not_the_next_normal_one(desk, site):
    rewrite(watched(desk, site))
    desk.monitor("check", "--all", clock="2026-05-08T01:00:00Z")
    told = desk.monitor("check", "--all", "--json", clock="2026-05-08T01:20:00Z")
    assert (told.code, told.outcome()["held"]) == (1, 6)
    assert told.outcome()["reason"].startswith("6 changes are still held back")
    assert desk.monitor("check", "--all", "--json", clock="2026-05-08T01:40:00Z").outcome()["held"] == 0


def test_M11_what_moves_on_while_it_is_held_is_told_as_one_change_from_what_was_told_last(desk, site):
    published = watched(desk, site)
    before = rewrite(published)
    desk.monitor("once", clock=day(8))
    put_back(published, before)
    title, date, text = before["n2"]
    published.publish("n2", title, date, text.replace("自发布之日起", "自六月一日起"))
    assert desk.monitor("once", clock=day(9)).code == 0
    mail = text_of(desk.mails()[-1])
    assert mail.count(TOLD) == 1
    assert "六月一" in mail
    assert "逾期不予受理" not in mail
    (told,) = [one for one in changes(desk) if one["untold"] is None]
    first = changes(desk)[[one["notice"]["title"] for one in changes(desk)].index(title)]
    assert told["versions"]["before"] == first["versions"]["before"]
    assert first["untold"] == "it is told as one change with what came after it"


def test_M11_a_site_that_changes_all_over_every_day_stays_held(desk, site):
    published = watched(desk, site)
    rewrite(published)
    desk.monitor("once", clock=day(8))
    rewrite(published, text="第{n}栏目改版，第{n}次试运行，敬请谅解。\n第{n}条内容稍后恢复。")
    told = desk.monitor("once", "--json", clock=day(9))
    assert (told.code, told.outcome()["held"]) == (1, 6)
    assert sum(one["held"] for one in changes(desk)) == 6
    assert "敬请谅解" not in mailed(desk)
    assert desk.monitor("once", clock=day(10)).code == 0
    assert mailed(desk).count(TOLD) == 6
    assert "逾期不予受理" not in mailed(desk)


def test_M11_the_held_notices_are_read_again_whatever_the_schedule_says(desk, site):
    published = watched(desk, site)
    before = rewrite(published)
    desk.monitor("once", clock=day(8))
    put_back(published, before)
    site.asked.clear()
    desk.monitor("once", clock=day(9))  # the next age is three days, and counted from an edit one
    assert {asked.path for asked in site.asked} >= {f"/n{n}.html" for n in range(1, 7)}


def test_M11_a_held_notice_that_cannot_be_read_goes_on_waiting(desk, site):
    from tests.site import Page

    published = watched(desk, site)
    rewrite(published)
    desk.monitor("once", clock=day(8))
    site.pages["/n3.html"] = Page("busy", status=503)
    desk.monitor("once", clock=day(9))
    assert sum(one["held"] for one in changes(desk)) > 0
    published.show()
    desk.monitor("once", clock=day(10))
    assert mailed(desk).count(TOLD) == 6
    assert not any(one["held"] for one in changes(desk))


def test_M11_release_lets_everything_of_a_source_go_with_the_next_digest(desk, site):
    rewrite(watched(desk, site))
    desk.monitor("once", clock=day(8))
    told = desk.monitor("release", "notices", clock=day(8, 2))
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("6 changes of notices will be told with the next digests")
    assert desk.monitor("digest", "daily", "--now", clock=day(8, 3)).code == 0
    assert text_of(desk.mails()[-1]).count(TOLD) == 6
    assert desk.monitor("once", "--json", clock=day(9)).outcome()["held"] == 0
    assert mailed(desk).count(TOLD) == 6


def test_what_is_let_go_untold_is_told_by_no_digest(desk, site):
    rewrite(watched(desk, site))
    desk.monitor("once", clock=day(8))
    assert "will be told to nobody" in desk.monitor("release", "notices", "--untold", clock=day(8, 2)).out
    desk.monitor("once", clock=day(9))
    assert TOLD not in mailed(desk)
    assert {one["untold"] for one in changes(desk)} == {"somebody let it go untold"}


def test_release_says_when_nothing_is_held_and_when_nothing_is_called_so(desk, site):
    watched(desk, site)
    told = desk.monitor("release", "notices")
    assert (told.code, told.out, told.err) == (0, "", "nothing of notices is held back\n")
    told = desk.monitor("release", "notice")
    assert (told.code, told.err) == (2, "no source is called notice, did you mean notices?\n")


def test_doctor_and_the_list_of_sources_say_what_is_held(desk, site):
    rewrite(watched(desk, site))
    desk.monitor("once", clock=day(8))
    told = desk.monitor("doctor", "--json")
    (symptom,) = [line for line in told.lines if line["what"] == "held back of notices"]
    assert (told.code, symptom["state"]) == (1, "bad")
    assert symptom["text"].startswith(
        "6 changes are held back since 2026-05-08T01:00:00Z: 6 of the 6 notices"
    )
    assert "`monitor release notices`" in symptom["text"]
    (row,) = desk.monitor("sources", "list", "--json").lines
    assert row["held"]["changes"] == 6
    assert "6 changes are held back" in desk.monitor("sources", "list").out
    desk.monitor("release", "notices")
    assert desk.monitor("sources", "list", "--json").lines[0]["held"] is None
    assert "held back" not in desk.monitor("doctor").out


def test_the_log_tells_of_an_episode_once(desk, site, caplog):
    published = watched(desk, site)
    rewrite(published)
    desk.monitor("check", "--all", clock=day(8))
    rewrite(published, text="第{n}栏目改版，第{n}次试运行。\n第{n}条稍后恢复。")
    desk.monitor("check", "--all", clock=day(9))
    said = [record.getMessage() for record in caplog.records if "held back" in record.getMessage()]
    assert len(said) == 1
    assert said[0].startswith("notices: held back (6): 6 of the 6 notices")


def test_M11_who_is_told_immediately_hears_of_it_when_it_is_let_go(desk, site):
    watching = READER.replace("daily 08:00", "immediately")
    published = watched(desk, site)
    desk.configure(subscriptions=watching)
    rewrite(published)
    desk.monitor("once", clock=day(8))
    assert desk.mails()[1:] == []
    desk.monitor("release", "notices", clock=day(8, 2))
    desk.monitor("once", clock=day(8, 3))
    assert text_of(desk.mails()[-1]).count(TOLD) == 6


def test_Q16_one_garbled_page_waits_for_its_letters_and_the_others_do_not_wait_for_it(desk, site):
    published = watched(desk, site)
    title, date, text = published.notices["n3"]
    published.publish("n3", title, date, text.encode("gb18030").decode("koi8_r"))
    title, date, _ = published.notices["n5"]
    published.publish("n5", title, date, "本公告自七月一日起不再适用于水产品，其余不变。")
    desk.monitor("once", clock=day(8))
    mail = text_of(desk.mails()[-1])
    assert ("水产品" in mail, "1 change is held back" in mail) == (True, True)
    assert "of another script" in mail
    held = desk.monitor("once", "--json", clock=day(9)).outcome()
    assert held["held"] == 1, "a text that cannot be read is no text to be told, however long it stays"
    published.publish("n3", *published.notices["n3"][:2], text)
    assert desk.monitor("once", "--json", clock=day(10)).outcome()["held"] == 0
    assert mailed(desk).count(TOLD) == 1


def test_a_banner_over_three_notices_is_held_and_its_end_is_not_told(desk, site):
    published = watched(desk, site, 3)
    before = dict(published.notices)
    for name, (title, date, text) in before.items():
        published.publish(name, title, date, f"{text}\n{BANNER}")
    answer = desk.monitor("once", "--json", clock=day(8)).outcome()
    assert answer["held"] == 3
    assert f"“{BANNER}” came alike" in answer["reason"]
    put_back(published, before)
    desk.monitor("once", clock=day(9))
    assert "改版" not in mailed(desk).replace(answer["reason"], "").replace(f"“{BANNER}” came alike", "")


def test_one_edit_and_four_edits_are_told_at_once(desk, site):
    published = watched(desk, site)
    rewrite(published, "n1", "n2", "n3")
    told = desk.monitor("once", "--json", clock=day(8))
    assert (told.code, told.outcome()["held"]) == (0, 0)
    assert text_of(desk.mails()[-1]).count(TOLD) == 3


def test_a_source_of_one_page_is_told_at_once_however_it_changes(desk, site):
    page = (
        LISTING.replace("kind: listing", "kind: page")
        .replace("list.html", "n1.html")
        .replace("    items: ul.news_list > li\n", "")
    )
    published = Publication(site)
    published.publish(
        "n1",
        "关于第1批进口食品境外生产企业的公告",
        "2026-04-11",
        "现公告如下。\n本批有关事项自发布之日起施行。",
    )
    desk.configure(sources=page)
    desk.monitor("once", clock=day(7))
    rewrite(published)
    assert desk.monitor("once", "--json", clock=day(8)).outcome()["held"] == 0
    assert text_of(desk.mails()[-1]).count(TOLD) == 1


def test_Q26_another_configuration_ends_an_episode_and_what_was_held_is_told_as_it_was_recorded(desk, site):
    published = watched(desk, site)
    rewrite(published)
    desk.monitor("once", clock=day(8))
    rewrite(published, text="第{n}栏目换了版式，第{n}项请见附件。\n第{n}处负责。")
    desk.configure(sources=LISTING.replace("body: .news_detail_con", "body: div.news_detail_con"))
    answer = desk.monitor("once", "--json", clock=day(9)).outcome()
    assert answer["held"] == 0
    assert "6 changes are told now as they were held back" in answer["reason"]
    assert not [one for one in changes(desk) if one["untold"]]


def many_new(published: Publication, count: int = 40) -> None:
    for n in range(1, count + 1):
        published.publish(
            f"p{n:02}", f"关于第{n}号通关便利试点的公告", "2026-05-08", f"第{n}号试点企业应当提交原产地证书。"
        )


def test_M11_an_entirely_new_list_is_held_for_a_look_and_told_in_one_piece_when_it_stays(desk, site):
    published = watched(desk, site)
    old = dict(published.notices)
    published.notices.clear()
    many_new(published)
    answer = desk.monitor("once", "--json", clock=day(8, 2)).outcome()
    assert (answer["changes"], answer["held"]) == (40, 40)
    assert "原产地" not in mailed(desk)
    answer = desk.monitor("once", "--json", clock=day(9, 2)).outcome()
    assert answer["held"] == 0
    mail = text_of(desk.mails()[-1])
    assert "40 new notices at once" in mail
    assert mail.count("通关便利试点的公告") == 40
    assert old.keys().isdisjoint(published.notices)


def test_M11_of_a_list_that_was_another_one_for_a_day_nothing_is_told(desk, site):
    published = watched(desk, site)
    before = dict(published.notices)
    published.notices.clear()
    many_new(published)
    desk.monitor("once", clock=day(8, 2))
    put_back(published, before)
    for hour in (2, 3, 4):
        answer = desk.monitor("check", "--all", "--json", clock=day(9, hour)).outcome()
    assert answer["held"] == 0
    desk.monitor("once", clock=day(10, 2))
    assert "通关便利试点的公告" not in mailed(desk)
    assert all(one["untold"] for one in changes(desk) if one["change"] == "new")


SECOND = """
  - id: ministry
    authority: Ministry of Testland
    jurisdiction: CN
    language: zh
    kind: page
    url: {site}/ministry/measures.html
    every: 1d
    body: .news_detail_con
"""


def test_M11_a_busy_day_is_summed_up_and_what_is_on_the_watchlist_stands_on_its_own(desk, site):
    published = watched(desk, site)
    measures = Publication(site)
    measures.notices["ministry/measures"] = "绿色通道措施", "2026-04-01", "适用口岸为12个。"
    measures.show()
    published.show()
    watchlist = READER + "    watchlist: {words: [第7号通关]}\n"
    desk.configure(sources=LISTING + SECOND, subscriptions=watchlist)
    desk.monitor("once", clock=day(7, 3))
    measures.notices["ministry/measures"] = "绿色通道措施", "2026-04-01", "适用口岸为20个。"
    measures.show()
    many_new(published)
    assert desk.monitor("once", clock=day(8, 4)).code == 0
    mail = desk.mails()[-1]
    said = text_of(mail)
    assert "39 new notices at once" in said
    assert said.count("Why you get this") == 2
    assert "绿色通道措施" in said
    assert "关于第7号通关便利试点的公告" in said
    assert said.rindex("绿色通道措施") < said.rindex("39 new notices at once"), (
        "nothing is buried under the many"
    )
    html = mail.get_body(("html",)).get_content()
    assert html.count("通关便利试点的公告</a>") == 40
    assert desk.monitor("once", clock=day(9, 4)).code == 0
    assert "通关便利" not in text_of(desk.mails()[-1])


def test_M11_a_first_contact_is_never_held(desk, site):
    published = Publication(site)
    many_new(published)
    desk.configure(sources=LISTING.rstrip("\n") + "\n    announce_since: 2026-05-01\n")
    answer = desk.monitor("check", "--all", "--json", clock=day(8, 4)).outcome()
    assert (answer["outcome"], answer["changes"], answer["held"]) == ("first", 40, 0)


def test_X04_how_many_are_a_storm_can_be_set(desk, site):
    published = watched(desk, site)
    desk.configure(limits="{retries: 0, storm: 3}")
    many_new(published, 4)
    desk.monitor("once", clock=day(8, 2))
    assert "4 new notices at once" in text_of(desk.mails()[-1])
