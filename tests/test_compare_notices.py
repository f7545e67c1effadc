"""Two readings of a source become new, amended, removed and restored notices."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given, settings, strategies as st

from monitor.compare import changes, missing
from monitor.model import (
    Amended,
    Change,
    Content,
    Known,
    Listed,
    New,
    Notice,
    Reading,
    Removed,
    Restored,
    Text,
)

SEEN = datetime(2026, 5, 8, tzinfo=UTC)


def listed(key: str, title: str = "", **more) -> Listed:
    return Listed(key, title or f"关于{key}的公告", f"http://example.gov/{key}", **more)


def notice(entry: Listed, text: str = "正文。") -> Notice:
    return Notice(entry, Content((Text(text),)), "zh")


def known(entry: Listed, **more) -> Known:
    return Known(entry, **{"content_sha256": "aa", "first_seen": SEEN, "last_read": SEEN, **more})


def reading(*notices: Notice, gone: tuple[str, ...] = ()) -> Reading:
    return Reading(tuple(one.listed for one in notices), {one.key: one for one in notices}, frozenset(gone))


def names(found: list[Change]) -> list[tuple[str, str]]:
    return [(change.name, change.notice.key) for change in found]


def happened(before: Notice, after: Notice, **more) -> list[Change]:
    return list(changes({before.key: known(before.listed, **more)}, {before.key: before}, reading(after)))


A, B = listed("a"), listed("b")


def test_an_unknown_notice_is_new_and_a_known_one_is_not() -> None:
    found = list(changes({"a": known(A)}, {"a": notice(A)}, reading(notice(B), notice(A))))
    assert found == [New(notice(B))]


def test_Q11_another_order_of_the_list_is_no_change() -> None:
    before = {"a": notice(A), "b": notice(B)}
    assert list(changes({"a": known(A), "b": known(B)}, before, reading(notice(B), notice(A)))) == []


def test_Q14_an_edit_without_a_new_date_is_amended_and_silent() -> None:
    (found,) = happened(notice(A, "税率5%。"), notice(A, "税率6%。"))
    assert isinstance(found, Amended)
    assert found.silent
    assert [(edit.before, edit.after) for edit in found.comparison.edits] == [("税率5%。", "税率6%。")]


def test_an_amendment_with_a_new_date_is_not_silent() -> None:
    old, new = listed("a", published=date(2026, 5, 8)), listed("a", published=date(2026, 6, 5))
    (found,) = happened(notice(old), notice(new, "新正文，适用于太阳能路灯。"))
    assert isinstance(found, Amended)
    assert not found.silent
    assert found.comparison.edits[0].path == "published"


def test_a_field_that_says_when_it_was_updated_is_a_sign() -> None:
    def dated(day: str) -> Notice:
        return Notice(A, Content(fields=(("Last updated", day),)), "en")

    (found,) = happened(dated("5 May 2026"), dated("8 May 2026"))
    assert isinstance(found, Amended)
    assert not found.silent


def test_a_retitled_notice_is_amended_once() -> None:
    old, new = listed("a", "关于甲的公告"), listed("a", "关于乙的公告")
    (found,) = happened(notice(old, old.title), notice(new, new.title))
    assert isinstance(found, Amended)
    assert len(found.comparison.edits) == 1


def test_a_title_that_is_only_cut_or_marked_is_the_same() -> None:
    title = "关于公布太阳能路灯绿色审查通道试点口岸的公告"
    for other in (title[:12] + "…", "[置顶]" + title, title.replace("关于", "关于 "), title + "【最新】"):
        assert happened(notice(listed("a", title)), notice(listed("a", other))) == []


def test_a_date_the_list_did_not_show_before_is_no_change() -> None:
    assert happened(notice(A), notice(replace(A, published=date(2026, 5, 8), number="12号"))) == []


def test_a_notice_read_in_full_for_the_first_time_is_no_change() -> None:
    assert happened(notice(A), notice(A, "其他正文。"), content_sha256=None) == []
    assert list(changes({"a": known(A, content_sha256=None)}, {}, reading(notice(A)))) == []


def test_a_notice_whose_page_could_not_be_read_is_new_when_it_can() -> None:
    found = list(changes({"a": known(A, content_sha256=None, pending=True)}, {}, reading(notice(A))))
    assert names(found) == [("new", "a")]


def test_Q15_a_gone_notice_is_removed_once_with_its_last_text() -> None:
    found = list(changes({"a": known(A), "b": known(B)}, {"a": notice(A)}, reading(gone=("a", "b"))))
    assert found[0] == Removed(notice(A))
    assert found[1].notice.content.unread
    assert list(changes({"a": known(A, removed=True)}, {"a": notice(A)}, reading(gone=("a",)))) == []


def test_a_removed_notice_that_is_listed_again_is_restored() -> None:
    assert names(happened(notice(A), notice(A), removed=True)) == [("restored", "a")]
    unread = Reading((A,), {})
    assert list(changes({"a": known(A, removed=True)}, {"a": notice(A)}, unread)) == [Restored(notice(A))]


def test_a_notice_restored_with_another_text_is_restored_once_with_what_differs() -> None:
    (found,) = happened(notice(A, "税率5%。"), notice(A, "税率6%。"), removed=True)
    assert isinstance(found, Restored)
    assert found.before == notice(A, "税率5%。")
    assert [(edit.before, edit.after) for edit in found.comparison.edits] == [("税率5%。", "税率6%。")]


def test_a_notice_read_though_no_longer_listed_is_compared() -> None:
    found = changes({"a": known(A)}, {"a": notice(A)}, Reading((), {"a": notice(A, "已修改的正文。")}))
    assert names(list(found)) == [("amended", "a")]


DAYS = [listed(str(day), published=date(2026, 5, day)) for day in range(1, 10)]


def test_what_merely_scrolled_off_is_not_missing() -> None:
    everything = {entry.key: known(entry) for entry in DAYS}
    assert missing(everything, DAYS[:3:-1], whole=False) == ()
    assert missing(everything, [entry for entry in DAYS[:3:-1] if entry.key != "7"], whole=False) == ("7",)


def test_an_old_notice_pinned_to_the_top_does_not_make_others_missing() -> None:
    everything = {entry.key: known(entry) for entry in DAYS}
    assert missing(everything, [DAYS[0], *DAYS[:3:-1]], whole=False) == ()


def test_where_days_do_not_run_in_order_nothing_is_missing() -> None:
    everything = {entry.key: known(entry) for entry in DAYS}
    mixed = [DAYS[place] for place in (8, 0, 6, 3, 1, 7)]
    assert missing(everything, mixed, whole=False) == ()
    assert missing(everything, mixed[::-1], whole=False) == ()
    assert missing(everything, [*mixed[1:], DAYS[8], DAYS[2]], whole=False) == ()


def test_one_notice_out_of_order_among_many_does_not_hide_what_is_missing() -> None:
    everything = {entry.key: known(entry) for entry in DAYS}
    swapped = [DAYS[place] for place in (8, 7, 5, 6, 3, 2, 1, 0)]
    assert missing(everything, swapped, whole=False) == ("5",)


def test_Q15_one_old_notice_at_the_end_of_a_list_does_not_make_others_missing() -> None:
    everything = {entry.key: known(entry) for entry in DAYS}
    edited = listed("old", published=date(2024, 1, 1))  # by its edit it stands above those of early May
    assert missing(everything, [*DAYS[:1:-1], edited], whole=False) == ()


def test_Q15_a_notice_that_was_missing_is_still_missing_when_the_list_has_rolled_past_it() -> None:
    away = {entry.key: known(entry) for entry in DAYS} | {"3": known(DAYS[2], missing=1)}
    later = [listed(f"June {day}", published=date(2026, 6, day)) for day in (3, 2, 1)]
    assert missing(away, [*later, *DAYS[:2:-1]], whole=False) == ("3",)
    assert missing(away | {"3": known(DAYS[2])}, [*later, *DAYS[:2:-1]], whole=False) == ()


def test_Q15_one_that_was_pinned_until_now_does_not_make_missing_what_had_scrolled_off() -> None:
    pinned, gone, off = DAYS[0], known(DAYS[1], missing=2), known(DAYS[2], missing=1)
    away = {"1": known(pinned), "2": gone, "3": off} | {entry.key: known(entry) for entry in DAYS[3:]}
    assert missing(away, [pinned, *DAYS[:2:-1]], whole=False) == ()
    assert missing(away, DAYS[:2:-1], whole=False) == ()


def test_from_a_whole_list_everything_not_listed_is_missing() -> None:
    everything = {"a": known(A), "b": known(B), "c": known(listed("c"), removed=True)}
    assert missing(everything, [B], whole=True) == ("a",)
    assert missing(everything, [B], whole=False) == ()


STATES = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["税率5%。", "税率6%。", "口岸12个。"]))


@given(STATES, STATES)
@settings(max_examples=60)
def test_changes_lead_from_one_reading_to_the_next(before: dict[str, str], after: dict[str, str]) -> None:
    old = {key: notice(listed(key), text) for key, text in before.items()}
    new = {key: notice(listed(key), text) for key, text in after.items()}
    now = reading(*new.values(), gone=tuple(old.keys() - new.keys()))
    state = dict(old)
    for change in changes({key: known(one.listed) for key, one in old.items()}, old, now):
        if isinstance(change, Removed):
            del state[change.notice.key]
        else:
            state[change.notice.key] = change.notice
    assert state == new


@given(STATES)
@settings(max_examples=20)
def test_the_same_reading_again_is_no_change(state: dict[str, str]) -> None:
    notices = {key: notice(listed(key), text) for key, text in state.items()}
    assert (
        list(
            changes(
                {key: known(one.listed) for key, one in notices.items()}, notices, reading(*notices.values())
            )
        )
        == []
    )
