import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from monitor.digest import Templates
from monitor.digest.press import presses
from monitor.digest.render import Limits
from monitor.digest.words import parse
from monitor.errors import ConfigError
from monitor.model import (
    Ahead,
    Comparison,
    Content,
    Correction,
    Edit,
    Listed,
    Mistake,
    New,
    Notice,
    SourceState,
    Standing,
    Stands,
    Status,
    Wrong,
)
from monitor.templates import load_templates
from tests.letters import (
    BLOCKED,
    LETTERHEAD,
    NOW,
    READER,
    SLOT,
    TEMPLATES,
    amended,
    busy,
    composed,
    coverage,
    label,
    line,
    notice,
    ports,
    quiet,
    reader,
    rendered,
)

LI = "li.wei@example.com"
HOSTILE = '<script>alert(1)</script><img src="https://evil.example/p.png"> {{ 7*7 }} {% raw %}'


def mail(digest, subscription=READER, **more):
    (message,) = rendered(digest, subscription, **more).messages[LI]
    return message_from_bytes(message.mime, policy=policy.default)


def text(digest, subscription=READER, **more):
    return mail(digest, subscription, **more).get_body(("plain",)).get_content().replace("\r\n", "\n")


def html(digest, subscription=READER, **more):
    return mail(digest, subscription, **more).get_body(("html",)).get_content()


def own(**texts):
    """The shipped templates, and these of the operator's over them."""
    return replace(TEMPLATES, own={f"digest/{name.replace('__', '.')}": body for name, body in texts.items()})


# -- what a reader learns ----------------------------------------------------------------------------


def test_the_first_screen_says_how_much_happened_and_what_weighs_most():
    head = text(busy()).split("---")[0]
    assert "5 changes\n2 on your watchlist · 1 from the press only" in head
    assert "! 1 source could not be verified" in head
    assert (
        "  2. Solar lighting green review channel: ports 12 → 20; more traders or goods qualify, it concerns what must be "
        "filed, on your list: HS 8541.43, “solar street light”\n     Announcement on the pilot green review channel for solar lighting products\n     High · Amended"
        in head
    )
    assert "Takes effect 5 June 2026, in 28 days" in head


@pytest.mark.parametrize(
    "said",
    [
        "Amended · Eligibility: expansion · Documentation · Watchlist",
        "Ports: 12 → 20",
        "Answers an awaited question: product scope wording",
        "open at [12 → 20] key ports",
        "off-grid garden[+  and tunnel] lights",
        "Eligibility: “open at 20 key ports” (paragraph 2, rule eligibility.scope)",
        "Why you get this: watchlist: HS 8541.43, watchlist: “solar street light”",
        "General Administration of Customs (海关总署) · No. 2026/41 · published 7 May 2026",
        "Open the notice: https://www.customs.gov.cn/customs/302249/2480148/6512345/index.html",
        "before 1a2b3c4d5e6f · after 9f2c1d0b7a6e",
        "49 rows added, 1 row removed, 2 rows changed",
        "and 41 more rows",
        "8502.31, Rate: [5% → 0%]",
        "nothing on it says so: same date, same number",
        "Press report only.",
        "Attachment not readable: list.pdf (PDF is not read yet)",
        "blocked · since 6 May 2026, 12:00 · last verified 6 May 2026, 06:00",
        "412 with a script challenge",
        "All attempts: 4 changed, 41 unchanged, 7 blocked, 2 failed.",
        "Late: this digest was due 8 May 2026, 08:00 and was written 8 May 2026, 10:00.",
        "It also holds what was due in 1 earlier digest, 7 May 2026, 08:00.",
    ],
)
def test_a_busy_digest_says(said):
    assert said in text(busy())


def test_html_and_plain_text_say_the_same():
    """Every sentence of the page stands in the text; marks and addresses are written differently there."""
    for subscription in (READER, reader(language="zh")):
        plain = " ".join(text(busy(subscription), subscription).split())
        page = html(busy(subscription), subscription)
        page = re.sub(r"(?s)<style.*?</style>|<title>.*?</title>|<div class=\"preview\".*?</div>", "", page)
        page = re.sub(r"<(del|ins)\b.*?</\1>|\(www[^)]*\)|（www[^）]*）", "<i>", page)
        told = [" ".join(unescape(cell).split()) for cell in re.findall(r">([^<]+)<", page)]
        assert len([cell for cell in told if len(cell) > 3]) > 60
        assert [cell for cell in told if cell.strip("+−~ ") and cell not in plain] == []


def test_chinese_readers_read_chinese():
    zh = reader(language="zh")
    page = text(busy(zh), zh)
    assert "5 项变化" in page
    assert "静默修改 · 适用资格：收紧 · 单证要求" in page
    assert "关注清单：税号 8541.43" in page
    assert not re.search(r"\b(watchlist|Amended|paragraph|rows)\b", page)


def test_both_languages_have_words_for_the_same_things():
    english, chinese = (
        parse(TEMPLATES.shipped[f"digest/words.{language}.toml"], language) for language in ("en", "zh")
    )
    # what the shipped programmes ask and name is written in English already
    translated = {key for key in chinese if key.startswith(("question.", "point."))}
    assert set(english) == set(chinese) - translated


def test_a_zone_is_the_readers_own():
    moscow = reader(timezone="Europe/Moscow")
    assert "last verified 6 May 2026, 01:00" in text(busy(moscow), moscow)


def test_what_was_told_wrongly_stands_on_top_with_what_is_right():
    wrong = (
        Correction(
            "1",
            Wrong("12", Mistake.RESTORED, ("troubled",), "15"),
            NOW,
            "Guidance",
            "https://a.example/1",
            SLOT,
        ),
        Correction("2", Wrong("13", Mistake.MISREAD, ("effective", "2026-06-05", "2026-05-06")), NOW, "公告"),
        Correction(
            "3",
            Wrong("14", Mistake.CONTRADICTED, ("solar", "ports", "10", "12"), "15"),
            NOW,
            "Press",
            "",
            SLOT,
        ),
        Correction(
            "4", Wrong("16", Mistake.PERSON, ("the annex belongs to another notice",)), NOW, "Annex", "", SLOT
        ),
    )
    digest = replace(composed(line(), late_from=()), corrections=wrong)
    for said in (
        "4 lines of earlier digests were wrong, see below.",
        "Evidence 12, told 8 May 2026",
        "the site had faults, nothing was withdrawn. Shown by evidence 15.",
        "We misread the notice. Takes effect: 6 May 2026, not 5 June 2026.",
        "The press said of Solar lighting green review channel: 10 ports. The official notice says: 12 ports.",
        "the annex belongs to another notice",
    ):
        assert said in text(digest)
    assert mail(replace(digest, lines=()))["Subject"] == "4 corrections"
    zh = reader(language="zh")
    assert "应为2026年5月6日，而非2026年6月5日" in text(digest, zh)


def test_what_is_ahead_and_how_programmes_stand_is_told_and_on_a_quiet_day_in_short():
    day = Ahead(
        NOW.date() + timedelta(days=9), "effective", "7", "Rules", "https://a.example/7", "2026/7", "cn-mee"
    )
    stands = Standing(
        "solar", (Stands("ports", "12", "20"),), (("Scope", "101"),), (), ("Filing",), confirmed=2
    )
    page = text(replace(composed(line()), ahead=(day,), standings=(stands,)))
    assert "17 May 2026, in 9 days: takes effect\n   Rules\n   https://a.example/7" in page
    assert (
        "Since launch: ports 12 → 20\n   Answered: Scope (evidence 101)\n   Awaited still (1): Filing" in page
    )
    calm = text(replace(quiet(), ahead=(day,), standings=(stands,)))
    assert "1 notice takes effect, ends or falls due: 17 May 2026, in 9 days (evidence 7)." in calm
    assert "Rules" not in calm
    assert "Since launch: ports 12 → 20" in calm


# -- the quiet day -----------------------------------------------------------------------------------


def test_M14_a_quiet_day_says_what_was_checked_and_that_nothing_changed():
    assert mail(quiet())["Subject"] == "No change: 12 sources checked"
    assert "Nothing changed at 12 sources" in text(quiet())
    assert "We checked 12 sources, 48 times in all, and nothing changed." in text(quiet())


def test_M14_nothing_is_claimed_for_a_source_that_was_not_verified():
    page = text(quiet(unverified=[BLOCKED]))
    assert (
        mail(quiet(unverified=[BLOCKED]))["Subject"]
        == "No change: 11 sources checked · 1 source NOT verified"
    )
    assert "We checked 11 sources, 48 times in all, and nothing changed." in page
    assert "This does not cover the 1 source above." in page
    assert "For these sources silence means nothing" in page


@pytest.mark.parametrize(
    "blind",
    [coverage([BLOCKED], sources=1, blocked=3), coverage(sources=2, failed=8), coverage(sources=0, failed=0)],
)
def test_M14_where_nothing_was_verified_nothing_is_said(blind):
    page = text(composed(seen=blind))
    assert mail(composed(seen=blind))["Subject"].startswith("Nothing can be said")
    assert "No source was verified in this time" in page
    assert "nothing changed" not in page.lower()


def test_M14_sources_that_were_not_due_are_neither_vouched_for_nor_blamed():
    week = tuple(SourceState(name, "unchanged", last_good=SLOT - timedelta(days=3)) for name in "ab")
    some = text(composed(seen=replace(coverage(unchanged=1), idle=week)))
    assert "We checked 10 sources, once in all, and nothing changed." in some
    assert "2 sources were not due in this time; they were last verified 5 May 2026, 08:00 or later." in some
    alone = composed(seen=replace(coverage(sources=2, failed=0), idle=week))
    assert mail(alone)["Subject"] == "No source was due, so nothing was checked"
    assert "nothing can be said" not in text(alone)
    blind = composed(seen=replace(coverage([BLOCKED], sources=3, failed=1), idle=week))
    assert mail(blind)["Subject"].startswith("Nothing can be said")


def test_M14_what_changed_outside_of_the_filters_is_not_called_nothing():
    page = text(composed(seen=coverage(changed=2, unchanged=46)))
    assert "nothing changed" not in page.lower()
    assert "does not meet the filters of this digest" in page


# -- hostile content ---------------------------------------------------------------------------------


def test_C13_template_code_in_remote_text_is_only_text():
    digest = composed(line(New(notice("{{ 7*7 }} {% for x in y %} ${7*7}"))))
    assert "{{ 7*7 }} {% for x in y %} ${7*7}" in text(digest)
    assert "49" not in text(digest).split("Evidence")[0]


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ page.__init__.__globals__ }}",
        "{{ say.__globals__ }}",
        "{{ page.entries.append(1) }}",
        "{{ page.headline | safe }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{% include '/etc/passwd' %}",
    ],
)
def test_C13_a_template_reaches_nothing_but_its_values(attack):
    out = rendered(busy(), templates=own(body__html=attack))
    assert len(out.mistakes) == 1
    assert "body.html" in out.mistakes[0]
    assert "5 changes" in message_from_bytes(out.messages[LI][0].mime, policy=policy.default).as_string()


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "\\\\host\\share", "//evil", ""]
)
def test_C15_an_address_that_is_not_http_is_text_and_no_link(url):
    digest = composed(line(New(notice(url=url))))
    assert "<a " not in html(digest)
    assert "not a web address" in text(digest)


def test_C27_line_ends_in_a_title_make_no_header_and_no_line():
    title = "New\r\nBcc: victim@example.com\u2028X-Evil: 1\x85\x0b\x00tail"
    letter = mail(composed(line(New(notice(title)))))
    assert letter["Bcc"] is None
    assert letter["X-Evil"] is None
    assert letter["Subject"] == "New notice: New Bcc: victim@example.com X-Evil: 1 tail"


def test_M06_M16_headers_come_only_from_what_was_parsed_and_written_anew():
    letter = mail(busy())
    assert letter["To"] == LI
    assert letter["From"] == "monitor <monitor@example.com>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Id"] == "<compliance-daily.example.com>"
    assert letter["Date"].datetime == (NOW + timedelta(hours=2)).replace(microsecond=0)


def test_M06_a_recipient_that_is_no_address_is_told_and_costs_nobody_else_anything():
    wrong = READER.model_copy(update={"to": ("a@example.com, b@example.com\r\nBcc: c@d", LI)})
    out = rendered(busy(), wrong)
    assert list(out.messages) == [LI]
    assert "is not a mail address" in out.mistakes[0]


def test_a_digest_that_could_be_addressed_to_nobody_is_an_error_and_not_a_quiet_day():
    with pytest.raises(ConfigError, match="'nobody' is not a mail address"):
        rendered(busy(), letterhead=replace(LETTERHEAD, sender="nobody"))


def test_M07_no_remote_markup_and_no_remote_picture_is_in_the_mail():
    change = amended(
        Comparison(edits=(Edit("replace", HOSTILE, HOSTILE + " old", HOSTILE + " new"),)), title=HOSTILE
    )
    page = html(
        composed(
            line(change, labels=(label(),), why=(HOSTILE,)), seen=coverage([replace(BLOCKED, reason=HOSTILE)])
        )
    )
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"<[^>]*\b(?:src|background)=|url\(", page)


def test_M07_style_is_on_the_elements_and_only_media_rules_stay_in_a_sheet():
    page = html(busy())
    assert "prefers-color-scheme: dark" in page
    assert "<link" not in page
    assert re.search(r'<p class="kicker" style="[^"]+"', page)


def test_C28_marks_that_turn_the_reading_direction_are_shown():
    assert "invoice[U+202E]fdp.exe" in text(composed(line(New(notice("invoice\u202efdp.exe")))))


# -- poison, size, recipients ------------------------------------------------------------------------


def poison(**more):
    broken = Notice(Listed("k", None, "https://www.customs.gov.cn/n/13"), Content(), "en")
    return line(New(broken), ident="13", **more)


def test_M05_a_change_that_cannot_be_shown_goes_as_its_id_and_link_and_the_others_go_out():
    out = rendered(composed(line(ident="12"), poison(), line(ident="14")))
    letter = message_from_bytes(out.messages[LI][0].mime, policy=policy.default)
    page = letter.get_body(("plain",)).get_content()
    assert "3 changes" in page
    assert "monitor show 13" in page
    assert "https://www.customs.gov.cn/n/13" in page
    assert "Evidence 12" in page
    assert "Evidence 14" in page
    assert ["13" in mistake for mistake in out.mistakes] == [True]


def test_M05_a_digest_of_nothing_but_poison_still_goes_out():
    letter = mail(composed(poison()))
    assert letter["Subject"] == "1 change"
    assert "https://www.customs.gov.cn/n/13" in letter.get_body(("html",)).get_content()


def test_C26_a_lone_surrogate_does_not_stop_the_mail():
    assert "bad \ufffd title" in text(composed(line(New(notice("bad \ud800 title")))))


def test_M08_more_than_the_limit_goes_in_several_mails_numbered_through():
    digest = composed(*(line(ident=str(n)) for n in range(100, 105)))
    messages = rendered(digest, limits=Limits(items=2)).messages[LI]
    assert [re.search(r"\(\d/\d\)$", message.subject)[0] for message in messages] == [
        "(1/3)",
        "(2/3)",
        "(3/3)",
    ]
    assert len({message.id for message in messages}) == 3
    pages = [
        message_from_bytes(m.mime, policy=policy.default).get_body(("plain",)).get_content() for m in messages
    ]
    found = [re.findall(r"Evidence (\d+)", page) for page in pages]
    assert found == [["100", "101"], ["102", "103"], ["104"]]
    assert "\n5. " in pages[2]


def test_M08_no_mail_is_larger_than_the_limit_and_nothing_is_left_out():
    wordy = [Edit("insert", f"paragraph {n}", None, "许可证" * 100) for n in range(6)]
    digest = composed(*(line(amended(Comparison(edits=tuple(wordy))), ident=str(n)) for n in range(100, 112)))
    messages = rendered(digest, limits=Limits(size_bytes=60_000, mails=20)).messages[LI]
    assert len(messages) > 1
    assert all(len(message.mime) <= 60_000 for message in messages)
    whole = "".join(
        message_from_bytes(m.mime, policy=policy.default).get_body(("plain",)).get_content() for m in messages
    )
    assert re.findall(r"Evidence (\d+)", whole) == [str(n) for n in range(100, 112)]


def test_M08_what_five_mails_do_not_hold_is_counted_in_one_more_and_counts_as_told():
    digest = composed(*(line(ident=str(n)) for n in range(100, 150)))
    messages = rendered(digest, limits=Limits(items=3, mails=2, storm=100)).messages[LI]
    assert [len(message.tells) for message in messages] == [3, 3, 44]
    last = message_from_bytes(messages[-1].mime, policy=policy.default).get_body(("plain",)).get_content()
    assert "44 further changes" in last
    assert "monitor changes --since 2026-05-07T19:00Z" in last


def test_M06_a_message_id_of_any_length_stays_on_one_line():
    for length in range(10, 60, 4):  # some of them fit a line of their own, but not beside the header's name
        told = rendered(replace(composed(ports()), id="a" * length)).messages[LI][0]
        assert f"\r\nMessage-ID: {told.id}\r\n".encode() in told.mime


def test_mails_about_one_programme_thread_together_and_can_be_stopped():
    one, other = (mail(replace(composed(ports()), id=id_)) for id_ in ("a", "b"))
    assert one["References"] == other["References"] == "<solar.compliance-daily.programme@example.com>"
    assert one["In-Reply-To"] == one["References"]
    assert one["Message-ID"] != other["Message-ID"]
    assert mail(busy())["References"] is None
    assert one["List-Unsubscribe"] == "<mailto:monitor@example.com?subject=unsubscribe%20compliance-daily>"
    far = "https://intranet.example.com/digests/" + "a-long-way-to-go/" * 8
    page = replace(LETTERHEAD, stop=far)
    assert mail(busy(), letterhead=page)["List-Unsubscribe"] == f"<{far}>"


def test_M08_a_change_too_large_for_any_mail_goes_as_its_link():
    wordy = Comparison(edits=tuple(Edit("insert", f"paragraph {n}", None, "许可证" * 100) for n in range(6)))
    page = text(composed(line(amended(wordy), ident="17")), limits=Limits(size_bytes=16_000))
    assert "too large for a mail. Look it up with: monitor show 17" in page


def test_M04_each_recipient_gets_a_message_of_their_own():
    team = reader(to=("a@example.com", "beth@example.com"))
    messages = rendered(busy(team), team).messages
    assert list(messages) == ["a@example.com", "beth@example.com"]
    (a,), (b,) = messages.values()
    assert a.id != b.id
    assert b"beth@example.com" not in a.mime


def test_M02_the_same_digest_gives_the_same_bytes_and_the_same_message_id():
    first, again = rendered(busy()).messages[LI], rendered(busy()).messages[LI]
    assert first == again
    assert first[0].id.startswith(f"<{busy().id}.1.")


def test_M17_lines_are_short_and_the_bytes_are_ascii():
    (message,) = rendered(busy(reader(language="zh")), reader(language="zh")).messages[LI]
    assert message.mime.isascii()
    assert max(map(len, message.mime.split(b"\r\n"))) <= 998
    assert b"\n" not in message.mime.replace(b"\r\n", b"")


def test_M17_an_address_beyond_ascii_keeps_its_letters_and_its_domain_becomes_ascii():
    wide = READER.model_copy(update={"to": ("李@例子.example",)})
    ((message,),) = rendered(busy(), wide).messages.values()
    assert "To: 李@xn--fsqu00a.example".encode() in message.mime


# -- the operator's own templates --------------------------------------------------------------------


def test_an_own_template_stands_for_the_shipped_one_file_by_file():
    templates = own(
        subject__txt="[ours] {{ page.headline }}", words__en__toml='[change]\nnew = "Brand new"\n'
    )
    letter = mail(composed(line()), templates=templates)
    assert letter["Subject"] == "[ours] 1 change"
    assert "Brand new" in letter.get_body(("plain",)).get_content()
    assert "What was checked" in letter.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    ("name", "body", "complaint"),
    [
        ("item__txt", "fine\n{{ item.titel }}\n", "templates/digest/item.txt:2: .*titel"),
        ("item__html", "a\nb\n{% if %}\n", "templates/digest/item.html:3: "),
        ("body__txt", "{{ say('no.such') }}", r"templates/digest/words.en.toml: no words for no\.such"),
        ("words__en__toml", "[change]\nnew = unquoted\n", r"templates/digest/words.en.toml: .*line 2"),
        (
            "words__en__toml",
            '[change]\nnew = "{whatever}"\n',
            r"words.en.toml: change\.new asks for \{whatever\}",
        ),
        ("words__en__toml", "[change]\nnew = 5\n", r"change\.new is neither a text nor"),
    ],
)
def test_a_mistake_in_an_own_template_is_told_with_its_place_and_the_shipped_one_steps_in(
    name, body, complaint
):
    out = rendered(composed(line()), templates=own(**{name: body}))
    assert len(out.mistakes) == 1
    assert re.search(complaint, out.mistakes[0])
    assert (
        "Evidence c-17"
        in message_from_bytes(out.messages[LI][0].mime, policy=policy.default)
        .get_body(("plain",))
        .get_content()
    )


@pytest.mark.parametrize(
    "bomb",
    [
        "a\n{% for i in range(10**9) %}x{% endfor %}",
        "a\n{% for i in range(99999) %}{% for j in range(999) %}{% endfor %}{% endfor %}",
        "a\n{{ 'a' * 10**9 }}",
        "a\n{{ 10**10**8 }}",
        "a\n{{ '%999999999d' | format(1) }}",
        "a\n{{ '{:>999999999}'.format(1) }}",
        "a\n{{ range(99999) | join('x' * 100000) }}",
        "a\n{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "a\n{% set n = namespace(x='aaaa') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
        "a\n{% set n = namespace(x=3) %}{% for i in range(99) %}{% set n.x = n.x * n.x %}{% endfor %}",
        "a\n{% autoescape false %}{{ page.name }}{% endautoescape %}",
    ],
)
def test_C13_a_template_that_asks_for_too_much_ends_with_its_line_and_the_digest_goes_out(bomb):
    out = rendered(composed(line(), line(ident="c-18")), templates=own(item__html=bomb))
    assert len(out.mistakes) == 1
    assert out.mistakes[0].startswith("templates/digest/item.html:2: ")
    letter = message_from_bytes(out.messages[LI][0].mime, policy=policy.default)
    assert "Evidence c-18" in letter.get_body(("html",)).get_content()


def test_an_own_template_may_do_what_templates_do():
    """Loops, macros, joins and our filters, in the same bounds."""
    body = (
        "{% macro row(e) %}{{ loop_name }}{{ e.id ~ ':' ~ e.place }}{% endmacro %}{% set loop_name = '#' %}"
        "{% for e in page.entries if e.item %}{{ loop.index }}/{{ loop.length }} {{ row(e) }} {% endfor %}"
        "{{ page.entries | map(attribute='id') | join(', ') }} {{ 3 * 4 }} {{ page.name | upper | clip(5) }}"
    ).replace("{{ loop_name }}", "")
    assert text(composed(line()), templates=own(body__txt=body)) == "1/1 c-17:1 c-17 12 COMP…\n"


def test_own_templates_are_read_from_their_folder(tmp_path):
    (tmp_path / "digest").mkdir()
    (tmp_path / "digest" / "subject.txt").write_text("主题", encoding="utf-8")
    (tmp_path / "notes.md").write_text("no template", encoding="utf-8")
    templates = load_templates(tmp_path)
    assert templates.own == {"digest/subject.txt": "主题"}
    assert "digest/body.html" in templates.shipped


def test_an_unconfirmed_change_says_so_in_the_subject():
    digest = composed(line(status=Status.UNCONFIRMED))
    assert mail(digest)["Subject"] == "Unconfirmed: Notice on industrial equipment"


def test_the_letterhead_names_authorities_and_a_source_without_a_name_goes_by_its_id():
    plain = replace(LETTERHEAD, names=type(LETTERHEAD.names)())
    assert "\n   cn-gacc · No. 2026/41" in text(composed(line()), letterhead=plain)


def test_a_process_compiles_a_template_once_and_anew_when_its_text_is_another_one():
    def code(templates):
        press, *_ = presses(templates, "en", ZoneInfo("UTC"))[0]
        return press.environment.get_template("digest/subject.txt").root_render_func.__code__

    shipped = load_templates().shipped
    own = [Templates(shipped, {"digest/subject.txt": text}, "mine") for text in ("One", "Two")]
    assert code(load_templates()) is code(load_templates())
    assert code(own[0]) is code(own[0])
    assert code(own[0]) != code(own[1])
