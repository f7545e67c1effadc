"""Webhooks: signed JSON, posted through the gate, taken only when the answer says so."""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
import responses

from monitor import ways
from monitor.channels.webhook import Channel, Hook, doubt, signature
from monitor.deliver import deliver
from monitor.digest import Limits
from monitor.errors import DeliveryError
from monitor.fetch import Networks
from monitor.fetch.post import Answer, Poster
from monitor.messages import webhook as bodies
from monitor.model import Delivery, DeliveryState, Message
from tests.letters import busy, composed, line, notice, quiet
from tests.receiver import receiver

NOW = datetime(2026, 5, 8, tzinfo=UTC)
URL = "https://hooks.example.com/customs"
MESSAGE = Message("<g-1.1.abc@example.com>", "Five changes", '{"title": "太阳能"}'.encode(), ("1", "2"))


def channel(hook: Hook | None = None, recipient: str = URL, *, allowed: str = "", **more) -> Channel:
    gate = Networks.parse([allowed] if allowed else [])
    hooks = {recipient: hook or Hook(URL, hidden=False, secret="s3cret-of-ours")}
    return Channel(hooks, lambda: Poster(gate, "monitor-test", **more), lambda: NOW)


def refused(way: Channel, recipient: str = URL) -> DeliveryError:
    with way, pytest.raises(DeliveryError) as caught:
        way.send(MESSAGE, recipient)
    return caught.value


def answered(status: int, body: str = "", **headers: str) -> DeliveryError | None:
    """What becomes of a message that is answered so."""
    with responses.RequestsMock() as server, channel() as way:
        server.post(
            URL, status=status, body=body, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        try:
            way.send(MESSAGE, URL)
        except DeliveryError as error:
            return error
    return None


def test_a_message_is_signed_over_its_time_and_bytes_and_can_be_known_again():
    with receiver() as there:
        hook = Hook(there.url(), hidden=False, secret="s3cret-of-ours")
        with channel(hook, there.url(), allowed=f"127.0.0.1:{there.port}") as way:
            way.send(MESSAGE, there.url())
            way.send(MESSAGE, there.url())
    first, second = there.posts
    assert first.body == second.body == MESSAGE.mime
    assert first.headers["Idempotency-Key"] == second.headers["Idempotency-Key"] == MESSAGE.id
    assert first.headers["Content-Type"].startswith("application/json")
    signed = hmac.new(b"s3cret-of-ours", b"%d." % NOW.timestamp() + MESSAGE.mime, hashlib.sha256).hexdigest()
    assert first.headers["X-Monitor-Timestamp"] == str(int(NOW.timestamp()))
    assert first.headers["X-Monitor-Signature"] == f"sha256={signed}"
    assert signature("s3cret-of-ours", "1", b"x") != signature("s3cret-of-ours", "2", b"x")


@pytest.mark.parametrize(
    ("status", "fate"),
    [
        (200, None), (202, None), (204, None),
        (400, "parked"), (405, "parked"), (415, "parked"), (422, "parked"), (410, "parked"),
        (401, "again"), (403, "again"), (404, "again"), (408, "again"), (429, "again"), (500, "again"), (503, "again"),
        (301, "again"), (413, "halves"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_message_by_the_status_of_the_answer(status, fate):
    error = answered(status)
    told = error and ("halves" if error.content else "parked" if error.permanent else "again")
    assert told == fate
    assert error is None or f"answered {status}" in str(error)


def test_410_says_that_the_address_is_gone_for_good():
    assert "take it out of sources.yaml" in str(answered(410))


def test_M03_a_server_that_names_a_time_is_left_alone_until_then():
    waits = Delivery("1", "g", "webhook", URL, MESSAGE, DeliveryState.WAITING, 0, None, NOW)
    with responses.RequestsMock() as server, channel() as way:
        server.post(URL, status=503, headers={"Retry-After": "7200"})
        after = deliver(waits, way, NOW)
    assert (after.state, after.next_try) == (DeliveryState.WAITING, NOW + timedelta(hours=2))


@pytest.mark.parametrize(
    "body",
    [
        "", "ok", "Accepted", "thank you", "{}", "[]", "null", "true", '{"ok": true}', '{"errcode": 0, "errmsg": "ok"}',
        '{"status": "success", "error": null}', '{"code": 200}', '{"errors": []}', '{"StatusCode": 0}', '"ok"',
    ],
)  # fmt: skip
def test_M13_a_receipt_is_believed(body):
    assert doubt(Answer(200, {}, body.encode()), None) is None


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE html><title>Log in</title>", " <html>", "invalid token", "Error: no such channel", "false",
        '{"ok": false, "error": "channel_not_found"}', '{"errcode": 93000, "errmsg": "invalid webhook url"}',
        '{"success": false}', '{"status": "error"}', '{"error": {"message": "x"}}', '{"code": 19001}', '"failed"',
    ],
)  # fmt: skip
def test_M13_a_good_status_with_an_error_inside_is_no_receipt(body):
    assert doubt(Answer(200, {}, body.encode()), None)
    error = answered(200, body)
    assert error is not None
    assert (error.permanent, error.uncertain) == (False, True)


def test_M13_what_a_receipt_holds_can_be_said():
    assert doubt(Answer(200, {}, b'{"id": 5}'), '"id"') is None
    assert "expected '\"id\"'" in str(doubt(Answer(200, {}, b"ok"), '"id"'))


def test_C04_C05_an_inside_address_gets_nothing_and_a_redirect_is_not_followed():
    with receiver() as there, receiver() as inside:
        inner = refused(channel(Hook(there.url(), hidden=False), URL))
        assert "an inside address" in str(inner)
        assert (inner.way, inner.uncertain) == (True, False)
        there.answer(307, Location=inside.url("/secret"))
        hook = Hook(there.url(), hidden=False, secret="s3cret-of-ours")
        moved = refused(channel(hook, allowed=f"127.0.0.1:{there.port}"))
        assert f"a redirect to 127.0.0.1:{inside.port}, which is not followed" in str(moved)
    assert (len(there.posts), inside.posts) == (1, [])


def test_M02_an_answer_that_never_comes_is_uncertain_and_one_without_a_connection_is_not():
    with receiver() as there:
        there.hang = True
        allowed = f"127.0.0.1:{there.port}"
        lost = refused(channel(Hook(there.url(), hidden=False), allowed=allowed, whole_s=0.2))
        assert lost.uncertain
        there.let_go.set()
    nobody = refused(channel(Hook(there.url(), hidden=False), allowed=allowed))
    assert (nobody.uncertain, nobody.way) == (False, True)


def test_M18_neither_the_secret_nor_a_hidden_address_is_ever_shown():
    hook = Hook(
        "https://hooks.example.com/services/T0123456/xyzzy-token?k=abcdefgh12", True, "s3cret-of-ours"
    )
    with responses.RequestsMock() as server:
        server.post(hook.url, status=500, body="no xyzzy-token for T0123456, s3cret-of-ours, abcdefgh12")
        error = refused(channel(hook, "MONITOR_HOOK"), "MONITOR_HOOK")
    assert "webhook MONITOR_HOOK: answered 500: no *** for ***, ***, ***" in str(error)
    assert "xyzzy" not in repr(hook)


def test_M24_a_recipient_that_nobody_names_any_more_is_parked_with_a_record():
    error = refused(channel(), "https://other.example/hook")
    assert error.permanent
    assert "no subscription names it any more" in str(error)


def test_a_variable_that_is_not_set_is_named():
    error = refused(channel(Hook(None, lacks=webhook_lacks()), "MONITOR_HOOK"), "MONITOR_HOOK")
    assert str(error) == (
        "webhook MONITOR_HOOK: the environment variable MONITOR_HOOK is not set; set it where `monitor` runs"
    )
    assert (error.way, error.permanent) == (True, False)


def webhook_lacks() -> str:
    from monitor.channels.apprise import unset

    return unset("MONITOR_HOOK")


def test_M15_a_digest_does_not_travel_in_the_clear_to_the_outside():
    gate = Networks.parse(["10.0.0.0/8:80", "intranet.example:8080"])
    assert "write https://" in str(ways.readable("http://hooks.example.com/x", gate.names))
    assert "write https://" in str(ways.readable("http://10.1.2.3:8080/x", gate.names))
    for url in (
        "https://x.example/",
        "http://10.1.2.3/x",
        "http://intranet.example:8080/x",
        "http://[::1]:5/",
    ):
        assert ways.readable(url, gate.names) is None


# -- what is posted --------------------------------------------------------------------------------


def posted(digest, limits: Limits | None = None, **more) -> list[dict]:
    parts = bodies.parts(digest, limits or Limits(), **more)
    made = [
        bodies.body(digest, part, f"<{n}@x>", number=n, parts=len(parts)) for n, part in enumerate(parts, 1)
    ]
    return [json.loads(body) for body in made]


def test_the_json_holds_every_change_as_changes_json_does_with_why_and_the_coverage():
    (told,) = posted(busy())
    assert [change["id"] for change in told["changes"]] == [one.change.id for one in busy().lines]
    assert told["changes"][0]["why"]
    assert {"labels", "versions", "notice", "facts", "hs_codes"} <= told["changes"][0].keys()
    assert (told["digest"], told["subscription"], told["slot"]) == (
        busy().id, "compliance-daily", "2026-05-08T00:00:00Z",
    )  # fmt: skip
    assert told["coverage"]["unverified"][0]["source"] == "cn-mee"
    assert (told["part"], told["parts"], told["total"]) == (1, 1, 5)


def test_M14_a_quiet_day_has_a_message_too():
    (told,) = posted(quiet())
    assert (told["changes"], told["coverage"]["checks"]) == ([], {"unchanged": 48})


def test_M08_a_message_is_never_larger_than_the_limit():
    lines = [line(ident=str(n)) for n in range(1, 41)]
    lines.append(line(ident="41", labels=(), why=("x" * 90_000,)))
    told = posted(composed(*lines), Limits(items=200, size_bytes=60_000))
    assert [change["id"] for part in told for change in part["changes"]] == [str(n) for n in range(1, 42)]
    assert all(len(json.dumps(part, ensure_ascii=False)) < 60_000 for part in told)
    assert told[-1]["changes"][-1]["cut"] == "too large for a message; look it up with: monitor show 41"


def test_C27_hostile_text_stays_inside_its_string():
    (told,) = posted(composed(line(notice_change("x\r\nEvil: 1 \ud800\x00\u2028"), ident="7")))
    assert told["changes"][0]["notice"]["title"].startswith("x\r\nEvil: 1")


def notice_change(title: str):
    from monitor.model import New

    return New(notice(title=title))
