"""`channels:` of a subscription: one natural form, and mistakes that name the place and the mend."""

import pytest

from monitor.config import load
from monitor.errors import ConfigError
from monitor.ways import Apprise, Atom, Folder, Ics, Webhook


def configured(tmp_path, *subscriptions: str):
    (tmp_path / "sources.yaml").write_text(
        "sources: []\nsubscriptions:\n" + "".join(f"  - {each}\n" for each in subscriptions), encoding="utf-8"
    )
    return load(tmp_path / "sources.yaml", {})


def mistakes(tmp_path, *subscriptions: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        configured(tmp_path, *subscriptions)
    return caught.value.mistakes


def of(channel: str) -> str:
    return f"{{name: daily, channels: [{channel}]}}"


def test_channels_stand_beside_mail_or_alone(tmp_path):
    told = configured(
        tmp_path,
        "{name: both, to: [a@example.com], channels: [{folder: out/digests/}]}",
        "{name: alone, channels: [{webhook: 'https://x.example/hook', secret: MONITOR_HOOK_SECRET, expects: ok}, "
        "{apprise: MONITOR_SLACK}, {ics: ./out/effective.ics}, {atom: out/changes.atom}, {webhook: MONITOR_HOOK}]}",
        "{name: mail, to: [a@example.com]}",
    ).subscriptions
    assert told[0].channels == (Folder(folder="out/digests"),)
    assert told[1].to == ()
    assert told[1].channels == (
        Webhook(webhook="https://x.example/hook", secret="MONITOR_HOOK_SECRET", expects="ok"),
        Apprise(apprise="MONITOR_SLACK"),
        Ics(ics="out/effective.ics"),
        Atom(atom="out/changes.atom"),
        Webhook(webhook="MONITOR_HOOK"),
    )
    assert [way.recipient for way in told[1].channels][:2] == ["https://x.example/hook", "MONITOR_SLACK"]


@pytest.mark.parametrize(
    ("channel", "said"),
    [
        ("{webhok: 'https://x.example/'}", "channels: does not say what it is, did you mean webhook?"),
        ("{to: x}", "write one of webhook, apprise, folder, ics, atom"),
        ("out/digests", "is no channel, write {folder: out/digests}"),
        ("{folder: a, ics: b}", "is folder and ics at once, begin a channel of its own for each"),
        ("{folder: a, secrt: B}", "channels.secrt: is no key here"),
        ("{folder: ''}", "names no place"),
        ('{folder: "a\\nb"}', "names no place"),
        ("{ics: out/}", '"out/" names a folder, write the file too'),
        ("{webhook: 'ftp://x.example/'}", "is no http:// or https:// address; write https://... or the NAME"),
        ("{webhook: 'http://hooks.example.com/x'}", "anybody on the way could read it: write https://"),
        ("{webhook: my_hook}", "write https://... or the NAME of a variable"),
    ],
)  # fmt: skip
def test_a_mistake_names_the_place_and_the_mend(tmp_path, channel, said):
    (mistake,) = mistakes(tmp_path, of(channel))
    assert mistake.startswith(f"{tmp_path}/sources.yaml:3: daily: channels")
    assert said in mistake


@pytest.mark.parametrize(
    ("channel", "secret"),
    [
        ("{webhook: 'https://x.example/', secret: hunter22hunter}", "hunter22"),
        ("{apprise: 'tgram://123456:abcdefgh/chat'}", "abcdefgh"),
        ("{apprise: 'slack://T1/B2/xyzzyxyzzy'}", "xyzzy"),
        ("{webhook: 'https://hooks.slack.com/services/T000/B000/xyzzy'}", "xyzzy"),
        ("{webhook: 'https://x.example/hook?token=xyzzy'}", "xyzzy"),
        ("{webhook: 'https://x.example/a1b2c3d4e5f6a7b8c9d0/hook'}", "a1b2c3"),
        ("{webhook: 'https://user:xyzzy@x.example/'}", "xyzzy"),
    ],
)
def test_M18_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path, channel, secret):
    (mistake,) = mistakes(tmp_path, of(channel))
    assert secret not in mistake
    assert "environment" in mistake


def test_a_subscription_that_tells_nobody_is_a_mistake(tmp_path):
    (mistake,) = mistakes(tmp_path, "{name: daily}")
    assert (
        "daily: tells nobody, write to: [name@example.com], or channels: [{folder: out/digests}]" in mistake
    )


def test_channels_that_get_in_each_others_way_are_mistakes(tmp_path):
    told = mistakes(
        tmp_path,
        "{name: a, channels: [{folder: x}, {folder: ./x}, {ics: x.ics}, {webhook: HOOK, secret: ONE}]}",
        "{name: b, channels: [{folder: x}, {ics: x.ics}, {webhook: HOOK, secret: TWO}]}",
    )
    assert [each.partition("sources.yaml:")[2] for each in told] == [
        "3: a: channels: stands twice in a",
        "4: b: channels: x.ics is written for a already, name another file",
        "4: b: channels: the same address has secret ONE elsewhere and secret TWO here, write one",
    ]
