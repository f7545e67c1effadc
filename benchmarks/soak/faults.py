"""What goes wrong with a site: what it answers in the place of its page."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import datetime

from tests.site import Answer, Cut, Page, Raw, Stall, redirect

# what may last for days, as no answer of it may ever be believed
LASTING = (
    "closed",
    "status 500",
    "status 503",
    "status 403",
    "status 404",
    "status 429",
    "challenge",
    "soft 404",
    "log-in",
    "loop",
)
# what would be believed if it stayed like that, as then it may be true; and what costs real time
PASSING = ("empty body", "emptied", "cut off", "cut off, chunked", "mojibake", "maintenance", "other type", "stall", "elsewhere")  # fmt: skip
HARMLESS = frozenset({"elsewhere"})  # the page comes all the same

_CHALLENGE = (
    "<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=8;</script></head><body></body></html>"
)
_LOST = "<html><head><title>404 Not Found</title></head><body><h1>404</h1><p>The page was not found.</p></body></html>"
_LOGIN = (
    "<html><head><title>Log in</title></head><body><form action='/login' method='post'>"
    "<input name='username'><input type='password' name='password'><button>Log in</button></form></body></html>"
)
_MAINTENANCE = "<html><head><title>Maintenance</title></head><body><p>The site is under maintenance, please come back later.</p></body></html>"


@dataclass(frozen=True)
class Fault:
    """until: None when it strikes once."""

    name: str
    until: datetime | None = None


def lasting(rng: random.Random, until: datetime) -> Fault:
    return Fault(rng.choice(LASTING), until)


def passing(rng: random.Random, language: str, *, slow: bool, bare: bool) -> Fault:
    """bare: a page without `body`, of which the tool says that it cannot tell it from a notice of maintenance."""
    names = [
        name
        for name in PASSING
        if (name != "mojibake" or language == "zh")
        and (name != "stall" or slow)
        and not (bare and name == "maintenance")
    ]
    return Fault(rng.choice(names))


def answer(fault: Fault, page: Page, emptied: bytes, rng: random.Random, path: str) -> Answer:  # noqa: C901, PLR0911, PLR0912
    """What the site says. emptied: the page with nothing in it."""
    body = page.body if isinstance(page.body, bytes) else page.body.encode()
    match fault.name:
        case "closed":
            return Raw(b"")
        case "status 429":
            return Page("slow down", status=429, headers={"Retry-After": str(rng.choice((60, 1800, 7200)))})
        case "status 503" if rng.random() < 0.5:
            return Page("busy", status=503, headers={"Retry-After": "3600"})
        case name if name.startswith("status"):
            return Page("<h1>Error</h1>", status=int(name.removeprefix("status ")))
        case "challenge":
            return Page(_CHALLENGE, status=rng.choice((200, 412)))
        case "soft 404":
            return Page(_LOST)
        case "log-in":
            return redirect(f"/login?back={path}")
        case "loop":
            return redirect(path)
        case "empty body":
            return Page(b"", content_type=page.content_type)
        case "emptied":
            return Page(emptied, content_type=page.content_type)
        case "cut off":
            return Cut(replace(page, etag=None), keep=len(body) * 2 // 3, reset=rng.random() < 0.5)
        case "cut off, chunked":
            return Cut(replace(page, etag=None, chunked=True), keep=len(body) // 2)
        case "mojibake":
            return replace(page, body=body.decode().encode("utf-8").decode("latin-1").encode(), etag=None)
        case "maintenance":
            return Page(_MAINTENANCE)
        case "other type":
            return Page(bytes(range(256)) * 8, content_type="application/octet-stream")
        case "stall":
            return Stall(b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\n<html>", seconds=6)
        case _:
            return redirect(f"/elsewhere{path}", status=rng.choice((302, 307)))


LOGIN = Page(_LOGIN)
