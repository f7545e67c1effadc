"""A document has one number however it is written, and a notice one key however its page changes."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, strategies as st

from monitor import identity
from monitor.identity import Marks
from monitor.model import Known, Listed
from tests.growth import assert_linear

TITLED = [f"关于第{n}批企业备案管理的公告" for n in range(1, 6)]
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
HAN = str.maketrans("0123456789", "〇一二三四五六七八九")
BRACKETS = ("〔〕", "[]", "【】", "（）", "()", "［］", "﹝﹞")
SPACES = st.sampled_from(["", " ", "　"])


@st.composite
def written(draw, year, serial):
    """The same announcement's number in one of the ways that are in use."""
    digits = draw(st.sampled_from([str(year), str(year).translate(WIDE), str(year).translate(HAN)]))
    number = draw(st.sampled_from([str(serial), str(serial).translate(WIDE), f"{serial:03d}"]))
    before, between, after = draw(SPACES), draw(SPACES), draw(SPACES)
    opening, closing = draw(st.sampled_from(BRACKETS))
    return draw(
        st.sampled_from(
            [
                f"海关总署公告{before}{digits}{between}年{after}第{number}号",
                f"海关总署公告{before}{opening}{digits}{closing}{between}{number}{after}号",
                f"海关总署公告{before}{opening}{digits}年{between}第{number}号{closing}",
                f"海关总署{before}{digits}年{between}第{number}号公告",
            ]
        )
    )


@given(year=st.integers(1980, 2099), serial=st.integers(1, 999), data=st.data())
def test_every_way_to_write_a_number_gives_one_key(year, serial, data):
    printed = data.draw(written(year, serial))
    assert identity.number(printed) == f"海关总署公告{year}年第{serial}号"
    assert identity.number_of_title(printed) == f"海关总署公告{year}年第{serial}号"


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("海关总署公告2026年第34号（关于调整监管证件的公告）", "海关总署公告2026年第34号"),
        ("商务部　海关总署公告2026年第5号 公布目录", "商务部海关总署公告2026年第5号"),
        ("商务部令二〇二五年第3号", "商务部令2025年第3号"),
        ("商务部令二O二五年第3号", "商务部令2025年第3号"),
        ("海关总署令第282号（关于公布某某办法的令）", "海关总署令第282号"),
        ("公告〔2023〕199号", "公告2023年第199号"),
        ("商务部、海关总署公告 2026 年 第 5 号", "商务部海关总署公告2026年第5号"),
        ("海关总署通告2026年第1号（关于测试的通告）", "海关总署通告2026年第1号"),
        ("国务院令第７９２号", "国务院令第792号"),
        ("署税发﹝2026﹞12号", "署税发〔2026〕12号"),
        ("关于延续优惠政策的通知（财关税〔2026〕12号）", "财关税〔2026〕12号"),
        ("环办大气函【2026】 45号", "环办大气函〔2026〕45号"),
        ("海关总署公告2026年第34号解读", None),
        ("海关总署公告2026年第34号 附件1", None),
        ("海关总署公告2026年第34号更正公告", None),
        ("《海关总署公告2026年第34号》政策解读", None),
        ("关于废止海关总署公告2020年第5号的公告", None),
        ("根据海关总署公告2026年第34号，现公布", None),
        ("Notice 34 of 2026", None),
        ("", None),
    ],
)
def test_a_title_names_its_own_number_or_none(title, number):
    assert identity.number_of_title(title) == number


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("【进行中】关于公开征求意见的通知", "关于公开征求意见的通知"),
        ("[进行中] - 关于公开征求意见的通知", "关于公开征求意见的通知"),
        ("关于公开征求意见的通知(已结束)", "关于公开征求意见的通知"),
        ("关于公开征求意见的\n  通知", "关于公开征求意见的通知"),
        ("Draft rule\n on lamps [Closed]", "Draft rule on lamps"),
        ("关于（已结束）事项的通知", "关于（已结束）事项的通知"),
        ("[已结束]", "[已结束]"),
        ("a\x00b", "ab"),
    ],
)
def test_a_title_is_kept_without_what_it_wears_for_a_while(printed, title):
    assert identity.title(printed) == title


def test_C28_a_title_that_gains_an_invisible_mark_is_the_same():
    one, same, other = identity.keys(
        [Marks("Lamps — final\u200b rule"), Marks("LAMPS - Ｆinal rule"), Marks("Lamps, draft rule")]
    )
    assert one == same != other


@pytest.mark.parametrize(
    ("faked", "plain"),
    [
        ("Lаmps: finаl rule", "Lamps: final rule"),  # Cyrillic а
        ("Lamps: final rυlе", "Lamps: final rule"),  # Greek υ, Cyrillic е
        ("Приkaз о пopядке", "Приkаз о порядке"),  # Latin letters; of the k nothing Cyrillic looks the same
        ("Решение о тoваpax", "Решение о товарах"),
        ("关\u200b于\u2060灯\u00ad具的\ufe0f公\u202e告\u3164", "关于灯具的公告"),
        ("⼯业装备公告", "工业装备公告"),  # a radical for the letter that it is
    ],
)
def test_C28_a_title_that_only_looks_the_same_is_the_same_and_is_kept_as_it_was_printed(faked, plain):
    assert identity.keys([Marks(faked, date="2026-05-08")]) == identity.keys(
        [Marks(plain, date="2026-05-08")]
    )
    seen = [sign for sign in faked if sign not in "\u200b\u2060\u00ad"]
    assert identity.title(faked) == "".join(seen)


@pytest.mark.parametrize(
    "title",
    [
        "Приказ о порядке декларирования",
        "Ανακοίνωση για την εισαγωγή",
        "Rule on EV lamps",
        "ЕАЭС и WTO",
    ],
)
def test_C28_a_word_of_one_alphabet_is_matched_as_it_is(title):
    assert identity.letters(title) == "".join(filter(str.isalnum, title.casefold().replace("ς", "σ")))


def test_C18_a_long_title_of_two_alphabets_takes_no_more_time_than_it_is_long():
    for unit in ("б", "aб", "公a", "б1"):
        assert_linear(lambda size, unit=unit: identity._of_one_alphabet(unit * size), 2000)


def test_C28_a_number_with_marks_that_nobody_sees_is_that_number():
    assert (
        identity.number_of_title("海关总署\u200b公告\u202d2026\u2060年第\ufeff34号")
        == "海关总署公告2026年第34号"
    )


def test_a_notice_is_known_by_its_number_before_its_address():
    assert identity.keys([Marks("t", number="海关总署公告2026年第34号", url="http://a.example/1")]) == [
        "海关总署公告2026年第34号"
    ]


def test_Q22_a_session_id_makes_no_new_notice():
    plain, session = (
        Marks("t", url=f"http://a.example/n/1.html{tail}")
        for tail in ("", ";jsessionid=8A?utm_source=x&_=1778169600000")
    )
    assert identity.keys([plain]) == identity.keys([session])


def _dice(*seeds):
    return [hashlib.sha256(str(seed).encode()).hexdigest()[:32] for seed in seeds]


def _keyed(form, values, titles=TITLED):
    return identity.keys([Marks(title, url=form.format(v)) for title, v in zip(titles, values, strict=False)])


@pytest.mark.parametrize("name", ["sid", "nonce", "session_id", "cfid", "csrf_id", "zenid"])
def test_Q22_notices_numbered_by_what_is_called_a_session_are_not_one(name):
    keys = _keyed(f"http://a.example/view.do?{name}={{}}", range(1, 6))
    assert keys == [f"https://a.example/view.do?{name}={n}" for n in range(1, 6)]
    assert keys[2:] == _keyed(f"http://a.example/view.do?{name}={{}}", range(3, 6), TITLED[2:])


@pytest.mark.parametrize("form", ["http://a.example/view.do?sid={}", "http://a.example/view.do?cat=3&sid={}"])
def test_Q22_a_die_stays_where_nothing_else_tells_the_links_of_a_list_apart(form):
    keys = _keyed(form, dice := _dice(1, 2, 3, 4, 5))
    assert all(key.endswith(die) for key, die in zip(keys, dice, strict=True))


def test_Q22_where_the_address_names_no_page_without_its_die_a_list_of_one_decides_as_a_long_one_does():
    form, dice = "http://a.example/view.do?sid={}", _dice(1, 2, 3, 4, 5)
    for n, die in enumerate(dice):
        assert _keyed(form, [die], TITLED[n:]) == [_keyed(form, dice)[n]]


def test_Q22_a_session_that_is_another_one_at_every_check_makes_no_new_keys():
    def checked(session):
        links = [f"http://a.example/n/{n}.html?sid={session}" for n in range(1, 6)]
        return identity.keys([Marks(title, url=url) for title, url in zip(TITLED, links, strict=True)])

    first, second = _dice(1, 2)
    assert checked(first) == checked(second) == [f"https://a.example/n/{n}.html" for n in range(1, 6)]


def test_Q22_a_nonce_of_its_own_on_every_link_makes_no_second_notice():
    def checked(*dice):
        links = [f"http://a.example/n/{n // 2}.html?nonce={die}" for n, die in enumerate(dice)]
        titles = [title for one in TITLED[:3] for title in (one, "more")]
        return identity.keys([Marks(title, url=url) for title, url in zip(titles, links, strict=True)])

    assert checked(*_dice(*range(6)))[::2] == checked(*_dice(*range(6, 12)))[::2]


def test_Q22_a_list_whose_dice_stay_in_one_check_and_go_in_the_next_tells_nothing_anew():
    """Five links of one category, told apart by a die, and later one of them alone."""
    form, dice = "http://a.example/view.do?cat=3&sid={}", _dice(1, 2, 3, 4, 5)
    keys = _keyed(form, dice)
    before = [entry(key, title, form.format(die)) for key, title, die in zip(keys, TITLED, dice, strict=True)]
    (alone,) = _keyed(form, dice[:1])
    assert alone != keys[0]
    after = entry(alone, TITLED[0], "http://a.example/view.do?cat=3")
    assert identity.recognised([after], knowing(*before)) == {alone: keys[0]}


def test_Q22_a_source_names_its_own_tokens():
    first, second = (Marks("t", url=f"https://a.example/n?id=5&ticket={ticket}") for ticket in "ab")
    assert identity.keys([first], ("ticket",)) == identity.keys([second], ("ticket",))


def test_a_site_that_turns_to_https_publishes_nothing_anew():
    http, https = (Marks("t", url=f"{scheme}://a.example/1") for scheme in ("http", "https"))
    assert identity.keys([http]) == identity.keys([https])


def test_a_route_behind_the_number_sign_is_part_of_the_address():
    first, second = (Marks("t", url=f"https://a.example/sa.html#/{key}") for key in "ab")
    assert identity.keys([first]) != identity.keys([second])


def test_Q13_a_guid_that_others_share_is_nobodys():
    entries = [Marks("one", guid="x", date="2026-05-08"), Marks("two", guid="x", date="2026-05-08")]
    first, second = identity.keys(entries)
    assert "x" not in (first, second)
    assert first != second


def test_Q13_a_changed_guid_with_the_same_link_is_the_same_notice():
    first, second = (Marks("t", url="https://a.example/1", guid=guid) for guid in "ab")
    assert identity.keys([first]) == identity.keys([second])


def test_Q13_without_link_and_guid_title_and_date_tell():
    entries = [Marks("t", date="2026-05-08"), Marks("t", date="2026-05-09"), Marks("t ", date="2026-05-08")]
    first, second, third = identity.keys(entries)
    assert first != second
    assert first == third


def test_C26_a_key_is_never_too_long_for_an_index():
    long, longer = (Marks("t", url=f"https://a.example/{'x' * n}") for n in (3000, 3001))
    first, second = identity.keys([long, longer])
    assert first != second
    assert len(first.encode()) < 2000


@given(
    st.lists(
        st.builds(
            Marks,
            st.text(max_size=5),
            url=st.sampled_from([None, "https://a.example/1", "https://a.example/2"]),
            guid=st.sampled_from([None, "x", "y"]),
        ),
        max_size=6,
    )
)
def test_different_titles_never_share_a_key_and_the_order_does_not_matter(entries):
    keys = identity.keys(entries)
    assert identity.keys(entries[::-1]) == keys[::-1]
    for one, key in zip(entries, keys, strict=True):
        for other, other_key in zip(entries, keys, strict=True):
            if key == other_key:
                assert identity.letters(one.title) == identity.letters(other.title)


# -- the same notice under another key -------------------------------------------------------------

DAY = date(2026, 5, 8)
NUMBER = "海关总署公告2026年第34号"


def entry(key, title="Lamps", url=None, number=None, published=DAY):
    return Listed(key, title, url or f"https://a.example/{key}", number, published)


def knowing(*entries, removed=False):
    now = datetime(2026, 5, 9, tzinfo=UTC)
    return {e.key: Known(e, "sha", now, now, removed=removed) for e in entries}


BARE = entry("https://a.example/1", url="https://a.example/1")
NUMBERED = entry(NUMBER, url="http://a.example/1?utm_source=x", number=NUMBER, title="Lamps (34)")


@pytest.mark.parametrize(("was", "is_"), [(BARE, NUMBERED), (NUMBERED, BARE)])
def test_a_notice_that_gains_or_loses_its_number_keeps_its_key(was, is_):
    assert identity.recognised([is_], knowing(was)) == {is_.key: was.key}


def test_a_notice_whose_address_moves_is_known_by_title_and_date():
    moved = entry("new", title="【进行中】 LAMPS")
    assert identity.recognised([moved], knowing(entry("old"))) == {"new": "old"}


@pytest.mark.parametrize(
    "other",
    [entry("new", title="Other"), entry("new", published=date(2026, 5, 9)), entry("new", published=None)],
)
def test_another_title_or_day_at_another_address_is_another_notice(other):
    assert identity.recognised([other], knowing(entry("old"))) == {}


def test_a_title_without_a_date_on_either_side_tells_nothing():
    known = knowing(entry("old", published=None))
    assert identity.recognised([entry("new", published=None)], known) == {}


def test_a_notice_that_is_known_or_still_listed_or_removed_is_not_taken_for_another():
    old, new = entry("old"), entry("new")
    assert identity.recognised([old, new], knowing(old)) == {}
    assert identity.recognised([old], knowing(old)) == {}
    assert identity.recognised([new], knowing(old, removed=True)) == {}


def test_two_candidates_or_two_claimants_are_none():
    one, two = entry("one"), entry("two")
    assert identity.recognised([entry("new")], knowing(one, two)) == {}
    assert identity.recognised([one, two], knowing(entry("old"))) == {}


def test_address_and_title_that_point_to_different_notices_are_in_doubt():
    by_address = entry("a", title="Other", url="https://a.example/same")
    new = entry("new", url="https://a.example/same")
    assert identity.recognised([new], knowing(by_address, entry("b"))) == {}


def test_a_claimant_in_doubt_still_lays_claim():
    old, other = entry("old"), entry("other", title="Other")
    torn = entry("torn", url=old.url, title="Other")  # the address of one, the title of the other
    assert identity.recognised([torn, entry("new")], knowing(old, other)) == {}


def test_Q13_an_address_that_several_share_is_nobodys():
    sheet = "https://a.example/register"
    rows = [entry(key, title=key, url=sheet) for key in ("a", "b", "c")]
    assert identity.recognised([rows[0], rows[2]], knowing(rows[0], rows[1])) == {}


def test_two_different_numbers_are_two_documents():
    was = entry("2026年第33号", url="https://a.example/latest", number="2026年第33号")
    now = entry("2026年第34号", url="https://a.example/latest", number="2026年第34号")
    assert identity.recognised([now], knowing(was)) == {}


TITLES = st.lists(
    st.from_regex(r"关于[甲乙丙丁戊己庚辛]{8,12}的公告", fullmatch=True), min_size=1, max_size=8, unique=True
)


@given(TITLES, st.sampled_from(["https://www.b.example/{n}.html", "http://a.example/2026-05/08/article_{n}99.html", "https://a.example/{n}.html"]))  # fmt: skip
def test_a_site_that_moves_as_a_whole_publishes_nothing_anew(titles, there):
    """From http to https, to another host, to other paths: each notice keeps the key it had."""

    def at(form):
        places = [form.format(n=n) for n, _ in enumerate(titles)]
        keys = identity.keys([Marks(title, url=place) for title, place in zip(titles, places, strict=True)])
        return [entry(*each) for each in zip(keys, titles, places, strict=True)]

    before, after = at("http://a.example/{n}.html"), at(there)
    kept = identity.recognised(after, knowing(*before))
    assert [kept.get(e.key, e.key) for e in after] == [e.key for e in before]


def test_a_site_without_dates_that_takes_another_name_publishes_nothing_anew():
    old = entry("old", title="关于调整商品编码的公告", url="http://a.gov.example/x/5.html", published=None)
    new = entry("new", title="关于调整商品编码的公告", url="https://www.b.example/x/5.html", published=None)
    assert identity.recognised([new], knowing(old)) == {"new": "old"}
    other = entry("new", title="关于调整口岸名单的公告", url="https://www.b.example/x/5.html", published=None)
    assert identity.recognised([other], knowing(old)) == {}


@given(st.lists(st.builds(entry, st.sampled_from("abcd"), st.sampled_from("xy")), max_size=5), st.data())
def test_nobody_is_taken_for_two_and_only_the_unknown_for_the_gone(before, data):
    after = data.draw(st.lists(st.builds(entry, st.sampled_from("cdef"), st.sampled_from("xy")), max_size=5))
    found = identity.recognised(after, knowing(*before))
    assert len(set(found.values())) == len(found)
    assert set(found) <= {e.key for e in after} - {e.key for e in before}
    assert set(found.values()) <= {e.key for e in before} - {e.key for e in after}


def test_a_number_is_a_titles_own_whatever_follows_the_blank():
    assert identity.number_of_title("商务部令二〇二六年第3号 对外贸易办法") == "商务部令2026年第3号"
    assert identity.number_of_title("商务部令二〇二六年第3号 解读") is None
