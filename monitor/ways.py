"""The ways beside mail by which a subscription is told, as sources.yaml names them.

    channels:
      - {webhook: https://hooks.example.com/customs, secret: MONITOR_HOOK_SECRET}
      - {apprise: MONITOR_SLACK}          # the name of a variable that holds Slack's, Teams', Telegram's ... URL
      - {folder: out/digests}
      - {ics: out/effective.ics}
      - {atom: out/changes.atom}

What holds a token stands in the environment, and here only its name: a name is written in capitals.
"""

from __future__ import annotations

import os.path
import re
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from ipaddress import ip_address
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Discriminator, Tag

from monitor import urls
from monitor.patterns import regex

KINDS = ("webhook", "apprise", "folder", "ics", "atom")
_NAME = regex(r"[A-Z][A-Z0-9_]{0,99}")
# What carries a token by its name, or looks like one: long, with letters and digits in turns.
_TOKEN = regex(r"(?:.*[-_])?(?:token|key|apikey|secret|sig|signature|password|auth|code)", re.IGNORECASE)
_TOKEN_HOSTS = (
    "hooks.slack.com",
    "discord.com",
    "discordapp.com",
    "webhook.office.com",
    "outlook.office.com",
    "logic.azure.com",
    "api.telegram.org",
    "qyapi.weixin.qq.com",
    "oapi.dingtalk.com",
    "open.feishu.cn",
    "open.larksuite.com",
    "hooks.zapier.com",
    "maker.ifttt.com",
    "chat.googleapis.com",
)
_LONG = 20  # characters of a part of an address that may be a token
_TURN = regex(r"(?<=[A-Za-z])(?=[0-9])|(?<=[0-9])(?=[A-Za-z])")
_TURNS = 3


def is_name(written: str) -> bool:
    """Whether it names a variable of the environment."""
    return _NAME.fullmatch(written) is not None


def _name(written: str) -> str:
    if not is_name(written):  # it may be the secret itself, so it is not repeated (M18)
        raise ValueError(
            "should be the NAME of an environment variable, in capitals such as MONITOR_HOOK; what the variable "
            "holds stands in the environment only"
        )
    return written


def _address(written: str) -> str:
    """An address without anything secret in it, or the name of the variable that holds one."""
    if is_name(written):
        return written
    try:
        parsed = urls.parse(written)
    except ValueError as error:
        if "user name" in str(error):
            raise ValueError(_HIDE) from None
        raise ValueError(f"{error}; write https://... or the NAME of a variable that holds it") from None
    if _holds_token(parsed):
        raise ValueError(_HIDE)
    return parsed


_HIDE = (
    "this address looks as if it held a token; put the whole address into an environment variable and write its "
    "NAME here, such as MONITOR_HOOK"
)


def _holds_token(url: str) -> bool:
    host, (_, _, rest) = urls.origin(url).host, url.partition("://")
    path, _, query = rest.partition("?")
    if any(host == known or host.endswith(f".{known}") for known in _TOKEN_HOSTS):
        return True
    pairs = [pair.partition("=") for pair in query.partition("#")[0].split("&") if pair]
    if any(_TOKEN.fullmatch(name) and value for name, _, value in pairs):
        return True
    parts = [*path.split("/")[1:], *(value for _, _, value in pairs)]
    return any(len(part) >= _LONG and len(_TURN.findall(part)) >= _TURNS for part in parts)


def _path(written: str) -> str:
    if not written.strip() or not written.isprintable():
        raise ValueError("names no place, write it like out/digests")
    return os.path.normpath(written).replace(os.sep, "/")


def _file(written: str) -> str:
    if written.endswith(("/", os.sep)):
        raise ValueError(f'"{written}" names a folder, write the file too')
    return _path(written)


Name = Annotated[str, AfterValidator(_name)]
Address = Annotated[str, AfterValidator(_address)]
Path = Annotated[str, AfterValidator(_path)]
File = Annotated[str, AfterValidator(_file)]


class _Way(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)

    kind: ClassVar[Literal["webhook", "apprise", "folder", "ics", "atom"]]

    @property
    def recipient(self) -> str:
        """Who gets it, as deliveries call it: never a secret."""
        return str(getattr(self, self.kind))


class Webhook(_Way):
    """A POST of JSON to an address. secret: names the variable that holds what signs it. expects: what the answer must
    have in it to count as taken.
    """

    kind = "webhook"
    webhook: Address
    secret: Name | None = None
    expects: str | None = None


class Apprise(_Way):
    """A short text through any service that Apprise knows; the variable holds the service's URL."""

    kind = "apprise"
    apprise: Name


class Folder(_Way):
    """Every digest as .html, .txt and .json files."""

    kind = "folder"
    folder: Path


class Ics(_Way):
    """One calendar file: what takes effect, what ends, until when to comment."""

    kind = "ics"
    ics: File


class Atom(_Way):
    """One feed file of the changes."""

    kind = "atom"
    atom: File


CLASSES: dict[str, type[_Way]] = {each.kind: each for each in (Webhook, Apprise, Folder, Ics, Atom)}


def _kind(written: object) -> str | None:
    if isinstance(written, _Way):
        return f"channel {written.kind}"
    found = [kind for kind in KINDS if isinstance(written, dict) and kind in written]
    return f"channel {found[0]}" if found else None


def _one(written: object) -> object:
    """A channel says by one key what it is."""
    if isinstance(written, _Way):
        return written
    kinds = ", ".join(KINDS)
    if not isinstance(written, dict):
        raise ValueError(f"is no channel, write {{folder: out/digests}}; there are {kinds}")  # noqa: TRY004 - pydantic's
    found = [kind for kind in KINDS if kind in written]
    if len(found) > 1:
        raise ValueError(f"is {' and '.join(found)} at once, begin a channel of its own for each")
    if not found:
        near = [name for key in map(str, written) for name in get_close_matches(key, KINDS, n=1, cutoff=0.7)]
        raise ValueError(
            f"does not say what it is, {f'did you mean {near[0]}?' if near else f'write one of {kinds}'}"
        )
    return written


AnyWay = Webhook | Apprise | Folder | Ics | Atom
Way = Annotated[
    Annotated[Webhook, Tag("channel webhook")]
    | Annotated[Apprise, Tag("channel apprise")]
    | Annotated[Folder, Tag("channel folder")]
    | Annotated[Ics, Tag("channel ics")]
    | Annotated[Atom, Tag("channel atom")],
    Discriminator(_kind),
    BeforeValidator(_one),
]


def readable(url: str, allowed: Callable[[str, int], bool]) -> str | None:
    """Why a digest may not go there in the clear; None for https, and for http to this machine or a place that
    `allow_networks` names (M15).
    """
    origin = urls.origin(url)
    if origin.scheme == "https" or allowed(origin.host, origin.port) or _is_loopback(origin.host):
        return None
    return "anybody on the way could read it: write https://, or name an inside host in `allow_networks`"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def of(kind: str, recipient: str) -> AnyWay:
    """The way that a delivery went, told by its channel and recipient."""
    made: Any = CLASSES[kind].model_construct(None, **{kind: recipient})
    return made  # type: ignore[no-any-return]


def only(channel: str, recipient: str) -> dict[str, object]:
    """What a subscription says that tells nobody but this recipient by this channel."""
    if channel in CLASSES:
        return {"to": (), "channels": (of(channel, recipient),)}
    return {"to": (recipient,), "channels": ()}


def clashes(told: Iterable[tuple[str, Iterable[AnyWay]]]) -> Iterator[tuple[int, int, str]]:
    """Channels that get in each other's way: of which subscription, which of its channels, and the mend.

    told: each subscription's name and its channels.
    """
    files: dict[str, str] = {}
    signed: dict[str, Webhook] = {}
    for number, (name, channels) in enumerate(told):
        own: set[tuple[str, str]] = set()
        for position, way in enumerate(channels):
            if (way.kind, way.recipient) in own:
                yield number, position, f"stands twice in {name}"
            elif isinstance(way, Ics | Atom) and way.recipient in files:
                yield (
                    number,
                    position,
                    f"{way.recipient} is written for {files[way.recipient]} already, name another file",
                )
            elif isinstance(way, Webhook) and (first := signed.setdefault(way.recipient, way)) != way:
                yield (
                    number,
                    position,
                    f"the same address has {_shown(first)} elsewhere and {_shown(way)} here, write one",
                )
            own.add((way.kind, way.recipient))
            if isinstance(way, Ics | Atom):
                files.setdefault(way.recipient, name)


def _shown(way: Webhook) -> str:
    return f"secret {way.secret} and expects {way.expects!r}" if way.expects else f"secret {way.secret}"
