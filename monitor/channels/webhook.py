"""Channel `webhook`: JSON to an address, signed, and taken only when the answer says so.

    POST the address
    Content-Type: application/json
    Idempotency-Key: the message's id, the same in every try
    X-Monitor-Timestamp: seconds since 1970, of this try
    X-Monitor-Signature: sha256=HEX, the HMAC-SHA256 of TIMESTAMP "." BODY with the secret

A receiver computes the same over the bytes as they came, compares in constant time, and refuses old timestamps.

2xx is taken, unless its body says that it is an error (M13); 410 is the end of it. A refusal of what was sent (400,
405, 415, 422 ...) is parked at once; 413 goes again in halves. What a person or time can mend (401, 403, 404, 429, 5xx, no
answer) is tried again. A redirect is not followed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from monitor import shown, urls
from monitor.channels import base
from monitor.errors import DeliveryError
from monitor.model import Message
from monitor.values import dataclass

if TYPE_CHECKING:
    from monitor.fetch.post import Answer, Poster

SIGNATURE, TIMESTAMP, KEY = "X-Monitor-Signature", "X-Monitor-Timestamp", "Idempotency-Key"
TYPE = "application/json; charset=utf-8"

_MENDABLE = {401, 403, 404, 407, 408, 409, 421, 423, 425, 429}  # by whoever runs the other end, or by time
_OK_WORDS = ("ok", "success", "succeeded", "accepted", "true", "0", "200", "queued", "received", "delivered")
_BAD_WORDS = (
    "error",
    "err",
    "fail",
    "failed",
    "failure",
    "rejected",
    "denied",
    "invalid",
    "false",
    "unauthorized",
)
_CODES = (
    "errcode",
    "errorcode",
    "error_code",
    "statuscode",
    "code",
)  # how WeCom, DingTalk, Feishu ... say it


@dataclass(frozen=True, slots=True)
class Hook:
    """Where messages for one recipient go. hidden: the address comes from the environment, and nobody is shown it.
    lacks: what is wrong in the environment, said so that it can be mended.
    """

    url: str | None = field(repr=False)
    hidden: bool = True
    secret: str | None = field(default=None, repr=False)
    expects: str | None = None
    lacks: str | None = None


class Channel(base.Channel):
    """hooks: by recipient, as the configuration has them now. poster: opened with the first message."""

    name = "webhook"

    def __init__(
        self, hooks: Mapping[str, Hook], poster: Callable[[], Poster], clock: Callable[[], datetime]
    ) -> None:
        self._hooks, self._open, self._clock = hooks, poster, clock
        self._poster: Poster | None = None
        self._lock = Lock()

    def lane(self, recipient: str) -> str:
        """Each address goes its own way; one that hangs holds up no other."""
        return f"{self.name} {recipient}"

    def send(self, message: Message, recipient: str) -> None:
        from monitor.fetch.post import PostError

        hook = self._hooks.get(recipient)
        if hook is None:
            raise DeliveryError(
                f"webhook {recipient}: no subscription names it any more; `monitor deliveries resend` when one does",
                permanent=True,
            )
        if hook.lacks or hook.url is None:
            raise DeliveryError(f"webhook {recipient}: {hook.lacks}", way=True)
        headers = signed(message, hook.secret, self._clock())
        try:
            answer = self._post(hook.url, message.mime, headers)
        except PostError as error:
            said = _masked(str(error), hook)
            raise DeliveryError(
                f"webhook {recipient}: {said}", uncertain=error.sent, way=not error.sent
            ) from error
        judge(answer, recipient, hook, self._clock())

    def close(self) -> None:
        if self._poster:
            self._poster.close()
            self._poster = None

    def _post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        with self._lock:
            if self._poster is None:
                self._poster = self._open()
        return self._poster(url, body, headers)


def signed(message: Message, secret: str | None, now: datetime) -> dict[str, str]:
    """The headers of one try. They vary with the time; the body never does."""
    stamp = str(int(now.timestamp()))
    headers = {"Content-Type": TYPE, KEY: message.id, TIMESTAMP: stamp}
    if secret:
        headers[SIGNATURE] = f"sha256={signature(secret, stamp, message.mime)}"
    return headers


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 over the timestamp, a full stop and the body, in hex."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def judge(answer: Answer, recipient: str, hook: Hook, now: datetime) -> None:
    """Return when the message was taken; DeliveryError says what the answer was."""
    from monitor.dates import retry_after

    where, status = f"webhook {recipient}", answer.status
    said = _masked(_said(answer.body), hook)
    told = f"{where}: answered {status}{f': {said}' if said else ''}"
    if 200 <= status < 300:
        if why := doubt(answer, hook.expects):
            raise DeliveryError(f"{told}; {why}", uncertain=True)
        return
    if status == 410:
        raise DeliveryError(f"{told}: gone for good; take it out of sources.yaml", permanent=True)
    if 300 <= status < 400:
        target = urls.join(hook.url or "", answer.headers.get("location", "")) or "nowhere"
        place = urls.host(target) if target != "nowhere" else target
        raise DeliveryError(
            f"{where}: answered {status}, a redirect to {place}, which is not followed; write the new address"
        )
    if status == 413:
        raise DeliveryError(f"{told}; too large", permanent=True, content=True)
    if 400 <= status < 500 and status not in _MENDABLE:
        raise DeliveryError(told, permanent=True)
    asked = retry_after(answer.headers.get("retry-after"), now) if status in (429, 503) else None
    raise DeliveryError(told, way=status in (401, 403, 429, 503), retry_after=asked)


def doubt(answer: Answer, expects: str | None) -> str | None:
    """Why a good status is not believed; None when it is (M13)."""
    text = answer.body.decode("utf-8", "replace").strip()
    if expects is not None:
        return None if expects in text else f"expected {expects!r} in it"
    if not text:
        return None
    if text.startswith("<"):
        return "a web page is no receipt; is it the right address? `expects` says what a receipt has in it"
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        words = "".join(c if c.isalnum() else " " for c in text[:500].lower()).split()
        bad = next((word for word in words if word in _BAD_WORDS), None)
        return f"{bad!r} is no receipt; `expects` says what one has in it" if bad else None
    sign = _bad_sign(found)
    return f"{sign} is no receipt; `expects` says what one has in it" if sign else None


def _bad_sign(found: Any) -> str | None:
    """What in a JSON answer says that it is an error."""
    if found is False or (isinstance(found, str) and found.lower() in _BAD_WORDS):
        return json.dumps(found)
    if not isinstance(found, dict):
        return None
    for key, value in found.items():
        name = str(key).lower()
        if name in ("ok", "success", "accepted", "delivered") and value in (False, "false", 0):
            bad = True
        elif name in ("error", "errors", "exception"):
            bad = bool(value) and str(value).lower() not in _OK_WORDS
        elif name in ("status", "result", "state"):
            bad = (isinstance(value, str) and value.lower() in _BAD_WORDS) or value is False
        elif name in _CODES:
            bad = str(value).lower() not in (*_OK_WORDS, "201", "202", "204", "none", "")
        else:
            bad = False
        if bad:
            return f"{key}: {shown.line(json.dumps(value, ensure_ascii=False), 80)}"
    return None


def _said(body: bytes) -> str:
    text = body.decode("utf-8", "replace").strip()
    return "" if text.startswith("<") else shown.line(text, 200)


def _masked(text: str, hook: Hook) -> str:
    """Without anything that only the receiver should know (M18)."""
    for secret in (hook.secret, *(_parts(hook.url) if hook.hidden else ())):
        if secret and len(secret) > 3:
            text = text.replace(secret, "***")
    return text


def _parts(url: str | None) -> tuple[str, ...]:
    """What in an address may be secret: all of it behind the host."""
    if not url:
        return ()
    rest = url.partition("://")[2].partition("/")[2]
    return (
        url,
        rest,
        *(
            part
            for part in rest.replace("?", "/").replace("&", "/").replace("=", "/").split("/")
            if len(part) > 7
        ),
    )
