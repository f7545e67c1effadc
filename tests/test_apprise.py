"""Apprise: one text to one service; its URL is a key, and nobody is shown it."""

import json
import threading
from dataclasses import replace

import pytest

from monitor.channels.apprise import Channel, hidden
from monitor.errors import DeliveryError
from monitor.messages import chat
from monitor.model import Message, New
from tests.letters import LETTERHEAD, READER, TEMPLATES, busy, composed, line, notice, quiet, reader
from tests.receiver import receiver

MESSAGE = Message("<g-1.1.abc@example.com>", "Five changes", "1. 太阳能\nhttps://x.example/".encode())


def sent(url: str | None, **more) -> DeliveryError | None:
    try:
        Channel({"MONITOR_CHAT": url}, **more).send(MESSAGE, "MONITOR_CHAT")
    except DeliveryError as error:
        return error
    return None


def test_a_text_goes_to_the_service_with_its_title():
    with receiver() as there:
        assert sent(f"json://127.0.0.1:{there.port}/") is None
        there.answer(500, b"down", at="/")
        refused = sent(f"json://user:hunter22@127.0.0.1:{there.port}/")
    told = json.loads(there.posts[0].body)
    assert (told["title"], told["message"]) == ("Five changes", "1. 太阳能\nhttps://x.example/")
    assert "500" in str(refused)
    assert "hunter22" not in str(refused)
    assert not refused.permanent


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (None, "the environment variable MONITOR_CHAT is not set"),
        ("nonsense://hunter22", "Apprise does not understand the URL"),
        ("hunter22", "Apprise does not understand the URL"),
        ("json://hunter22.example/, json://127.0.0.1:1/", "holds 2 URLs; give each a variable"),
    ],
)
def test_M18_what_is_wrong_with_a_url_is_said_without_it(url, said):
    error = sent(url)
    assert said in str(error)
    assert "hunter22" not in str(error)
    assert (error.way, error.permanent) == (True, False)


def test_M23_a_service_that_hangs_is_left_and_its_fate_is_uncertain():
    with receiver() as there:
        there.hang = True
        error = sent(f"json://127.0.0.1:{there.port}/?rto=15", deadline_s=0.2)
        there.let_go.set()
    assert (error.uncertain, error.way) == (True, True)
    assert "no answer within 0.2 s" in str(error)
    for thread in threading.enumerate():
        if thread.name.startswith("apprise-"):
            thread.join()


def test_M24_a_name_that_nobody_has_any_more_is_parked():
    with pytest.raises(DeliveryError, match="no subscription names it any more") as caught:
        Channel({}).send(MESSAGE, "MONITOR_CHAT")
    assert caught.value.permanent


def test_M18_no_part_of_a_url_is_left_in_a_text():
    url = "tgram://123456789:AAbbCCddEE/-1001234567?format=text"
    assert hidden(f"failed for {url} (AAbbCCddEE, -1001234567)", url) == "failed for *** (***, ***)"


# -- what it says ----------------------------------------------------------------------------------


def texts(digest, who=READER, templates=TEMPLATES, **more) -> list[chat.Text]:
    return chat.texts(digest, who, templates, LETTERHEAD, [], **more)


def test_a_chat_is_told_what_matters_most_first_with_links():
    first, second = texts(busy())
    assert (first.title, second.title) == ("5 changes", "5 changes")
    assert first.tells + second.tells == tuple(each.change.id for each in busy().lines)
    assert "\n\n1. " in first.body
    assert (first.body + second.body).count("https://") == 4  # the fifth is no address that may be clicked
    assert "could not be verified" in first.body


def test_M08_a_long_digest_is_a_few_texts_and_the_rest_is_counted():
    digest = composed(*(line(ident=str(n), labels=()) for n in range(1, 500)))
    made = texts(digest)
    assert len(made) == chat.TEXTS
    assert all(len(one.body) <= chat.MOST + 10 for one in made)
    assert [id_ for one in made for id_ in one.tells] == [each.change.id for each in digest.lines]
    assert "more changes: monitor changes --since 2026-05-07T00:00:00Z" in made[-1].body


@pytest.mark.parametrize("language", ["en", "zh"])
def test_M14_a_quiet_day_says_what_was_checked(language):
    who = reader(language=language)
    (one,) = texts(quiet(who), who)
    assert one.body.strip()
    assert "12" in one.title + one.body


def test_M05_a_change_that_cannot_be_shown_is_told_by_its_link():
    bad = line(New(notice(title="\ud800", url="https://x.example/bad")), ident="9")
    (one,) = texts(composed(bad, line(ident="10")))
    assert "https://x.example/bad" in one.body
    assert one.tells == ("9", "10")
    one.body.encode()
    (bare,) = texts(busy(), bare=True)
    assert "monitor show c-101" in bare.body


def test_a_mistake_in_the_operators_template_is_told_and_the_shipped_one_steps_in():
    own = replace(TEMPLATES, own={"digest/chat.txt": "{{ nothing_like_it }}"})
    mistakes: list[str] = []
    one, _ = chat.texts(busy(), READER, own, LETTERHEAD, mistakes)
    assert "1. " in one.body
    assert "digest/chat.txt:1" in mistakes[0]
