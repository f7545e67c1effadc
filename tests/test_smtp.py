from time import monotonic

import pytest

from monitor.channels.smtp import Channel, Security, masked, parse_url, security_of
from monitor.errors import ConfigError, DeliveryError
from monitor.model import Message
from tests.mailserver import CERTIFICATE, Postbox, mail_server

SENDER = "monitor@example.com"
MESSAGE = Message(
    "<1@example.com>", "Hello", b"Subject: Hello\r\nMessage-ID: <1@example.com>\r\n\r\n.a dot\r\nbye\r\n"
)


def channel(port: int, *, user: str = "", scheme: str = "smtp", ca: bool = False, **more) -> Channel:
    query = f"?ca={CERTIFICATE}" if ca else ""
    return Channel(parse_url(f"{scheme}://{user}127.0.0.1:{port}{query}"), SENDER, **more)


def refusal(
    way_out: Channel, recipient: str = "li@example.com", *, match: str | None = None
) -> DeliveryError:
    """How a message that cannot be sent fails."""
    with pytest.raises(DeliveryError, match=match) as caught:
        way_out.send(MESSAGE, recipient)
    return caught.value


def test_M16_a_message_arrives_byte_for_byte_with_our_own_envelope_sender():
    postbox = Postbox()
    with mail_server(postbox) as port, channel(port) as way_out:
        way_out.send(MESSAGE, "li@example.com")
    assert postbox.received == [(SENDER, ["li@example.com"], MESSAGE.mime)]


def test_one_connection_serves_the_messages_of_a_run():
    postbox = Postbox()
    with mail_server(postbox) as port, channel(port) as way_out:
        for reader in ("a@example.com", "b@example.com", "c@example.com"):
            way_out.send(MESSAGE, reader)
    assert len(postbox.received) == 3
    assert postbox.connections == 1


def test_a_connection_that_the_server_closed_meanwhile_is_opened_again():
    postbox = Postbox()
    with mail_server(postbox) as port, channel(port) as way_out:
        way_out.send(MESSAGE, "a@example.com")
        way_out._smtp.sock.shutdown(2)
        way_out.send(MESSAGE, "b@example.com")
    assert len(postbox.received) == 2


def test_starttls_and_a_password_that_is_percent_encoded_in_the_url():
    postbox = Postbox(only="p@ss:word/1")
    with (
        mail_server(postbox, starttls=True, auth=True) as port,
        channel(port, user="me%40example.com:p%40ss%3Aword%2F1@", ca=True) as way_out,
    ):
        way_out.send(MESSAGE, "li@example.com")
    assert postbox.logins == [("me@example.com", "p@ss:word/1")]
    assert postbox.encrypted == [True]


def test_tls_from_the_first_byte():
    postbox = Postbox()
    with (
        mail_server(postbox, tls=True, auth=True) as port,
        channel(port, scheme="smtps", user="me:login@", ca=True) as way_out,
    ):
        way_out.send(MESSAGE, "li@example.com")
        (shown,) = way_out.certificates  # so that its end is told in time
    assert shown.host == f"mail server 127.0.0.1:{port}"
    assert shown.since < shown.until
    assert postbox.logins == [("me", "login")]
    assert len(postbox.received) == 1


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_M15_a_certificate_of_an_unknown_issuer_gets_neither_password_nor_mail(scheme):
    postbox = Postbox()
    with (
        mail_server(postbox, starttls=scheme == "smtp", tls=scheme == "smtps", auth=True) as port,
        channel(port, scheme=scheme, user="me:login@") as way_out,
    ):
        error = refusal(way_out, match=r"certificate not accepted.*\?ca=FILE")
    assert not error.permanent
    assert not postbox.logins
    assert not postbox.received


def test_M15_a_server_without_starttls_gets_no_password_even_on_loopback():
    postbox = Postbox()
    with (
        mail_server(postbox) as port,
        channel(port, user="me:login@") as way_out,
    ):
        refusal(way_out, match="STARTTLS: the server does not offer it, so nothing was sent")
    assert not postbox.logins
    assert not postbox.received


@pytest.mark.parametrize(
    ("scheme", "host", "with_password", "expected"),
    [
        ("smtp", "localhost", False, Security.PLAIN),
        ("smtp", "127.8.8.8", False, Security.PLAIN),
        ("smtp", "::1", False, Security.PLAIN),
        ("smtp", "localhost", True, Security.STARTTLS),
        ("smtp", "mail.example.com", False, Security.STARTTLS),
        ("smtp", "10.0.0.5", False, Security.STARTTLS),
        ("smtp", "localhost.example.com", False, Security.STARTTLS),
        ("smtps", "localhost", False, Security.TLS),
    ],
)
def test_M15_plain_is_for_loopback_without_a_password_and_for_nothing_else(
    scheme, host, with_password, expected
):
    assert security_of(scheme, host, with_password=with_password) is expected


def test_M15_no_server_can_be_made_that_would_send_a_password_in_the_clear():
    server = parse_url("smtp://localhost")
    with pytest.raises(ValueError, match="never goes over a plain connection"):
        type(server)(server.host, server.port, Security.PLAIN, "me", "secret")


def test_M03_greylisting_is_transient_and_the_next_try_succeeds():
    postbox = Postbox(rcpt=["451 4.7.1 greylisted, come back later"])
    with mail_server(postbox) as port, channel(port) as way_out:
        error = refusal(way_out, match=r"recipient refused: 451 4\.7\.1 greylisted")
        assert not error.permanent
        way_out.send(MESSAGE, "li@example.com")
    assert len(postbox.received) == 1


def test_M04_one_bad_recipient_is_refused_for_good_and_the_others_get_theirs():
    postbox = Postbox(rcpt=["550 5.1.1 gone@example.com: no such user"])
    with mail_server(postbox) as port, channel(port) as way_out:
        way_out.send(MESSAGE, "a@example.com")
        error = refusal(way_out, "gone@example.com", match=r"550 5\.1\.1")
        way_out.send(MESSAGE, "b@example.com")
    assert error.permanent
    assert [to for _, to, _ in postbox.received] == [["a@example.com"], ["b@example.com"]]
    assert postbox.connections == 1


def test_a_message_refused_for_its_content_is_refused_for_good():
    postbox = Postbox(data=["554 5.7.1 looks like spam"])
    with mail_server(postbox) as port, channel(port) as way_out:
        error = refusal(way_out, match="message refused: 554")
    assert error.permanent
    assert not error.uncertain


def test_M02_a_line_that_breaks_before_the_answer_is_uncertain_and_tried_again_with_the_same_bytes():
    postbox = Postbox(drop_after_data=True)
    with mail_server(postbox) as port, channel(port) as way_out:
        error = refusal(way_out)
        way_out.send(MESSAGE, "li@example.com")
    assert error.uncertain
    assert not error.permanent
    first, second = (body for _, _, body in postbox.received)
    assert first == second == MESSAGE.mime


def test_M23_a_server_that_hangs_is_given_up_at_the_deadline():
    postbox = Postbox(hang_at="DATA")
    with mail_server(postbox) as port, channel(port, deadline_s=1.0) as way_out:
        error = refusal(way_out, match=r"message: no answer within 1 s")
    assert error.uncertain


def test_M23_a_server_that_keeps_talking_is_given_up_at_the_deadline():
    postbox = Postbox(hang_at="DRIP")
    with mail_server(postbox) as port, channel(port, deadline_s=1.0) as way_out:
        refusal(way_out, match=r"message: no answer within 1 s")
        postbox.hang_at = None
        way_out.send(MESSAGE, "li@example.com")
    assert postbox.received[-1][2] == MESSAGE.mime


def test_M23_a_hang_at_quit_does_not_undo_what_was_taken():
    postbox = Postbox(hang_at="QUIT")
    with mail_server(postbox) as port:
        way_out = channel(port, quit_s=0.1)
        way_out.send(MESSAGE, "li@example.com")
        started = monotonic()
        way_out.close()
    assert monotonic() - started < 5
    assert len(postbox.received) == 1


def test_nobody_listening_is_transient():
    error = refusal(channel(1), match=r"mail server 127\.0\.0\.1:1: connection")
    assert not error.permanent


def test_a_wrong_password_is_for_a_person_to_mend_and_parks_nothing():
    postbox = Postbox(only="another")
    with (
        mail_server(postbox, tls=True, auth=True) as port,
        channel(port, scheme="smtps", user="me:hunter22@", ca=True) as way_out,
    ):
        error = refusal(way_out, match="log-in refused: 535")
    assert not error.permanent


def test_M17_an_address_beyond_ascii_waits_for_a_server_that_can_take_it():
    postbox = Postbox()
    with mail_server(postbox, enable_SMTPUTF8=False) as port, channel(port) as way_out:
        error = refusal(way_out, "李@example.com", match="no SMTPUTF8")
    assert error.permanent
    with mail_server(postbox, enable_SMTPUTF8=True) as port, channel(port) as way_out:
        way_out.send(MESSAGE, "李@example.com")
    assert [to for _, to, _ in postbox.received] == [["李@example.com"]]


def test_M18_no_text_holds_the_password_however_the_server_repeats_it():
    way_out = Channel(parse_url("smtps://me:hunter22@mail.example.com"), SENDER)
    said = way_out._said(b"bad login hunter22 aHVudGVyMjI= AG1lAGh1bnRlcjIy\r\nnow go")
    assert said == "bad login *** *** *** now go"
    assert "hunter22" not in repr(way_out.server)
    assert masked("smtps://me:hunter22@mail.example.com") == "smtps://me:***@mail.example.com:465"
    assert "hunter22" not in masked("smtp:/me:hunter22@mail")


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("mail.example.com", "write smtps://"),
        ("http://mail.example.com", "write smtps://"),
        ("smtp://", "write smtps://"),
        ("smtp://me:hunter22@mail:port", "write smtps://"),
        ("smtps://me:hunter22@mail/x", "write smtps://"),
        ("smtps://me@mail", "only one of user and password"),
        ("smtps://me:hunter22@mail?tls=off", "knows ca=FILE, not tls"),
    ],
)
def test_M18_a_wrong_url_is_complained_of_without_its_password(url, complaint):
    with pytest.raises(ConfigError, match=complaint) as caught:
        parse_url(url)
    assert "hunter22" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "port"),
    [("smtps://h", 465), ("smtp://u:p@h", 587), ("smtp://h", 25), ("smtp://[::1]:2525", 2525)],
)
def test_ports_are_the_usual_ones_unless_said(url, port):
    assert parse_url(url).port == port
