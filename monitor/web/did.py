"""A sentence about what was just done, on the page that comes after it.

The browser carries it there in a cookie that holds the name of a sentence and a number: no words, so nobody can
put any into a page of ours; and no address, so one that is mailed says nothing of it.
"""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from monitor.values import dataclass
from monitor.web.guard.paths import safe_next

COOKIE = "did"
SENTENCES = frozenset(
    f"triage_{name}"
    for name in ("new", "noted", "assigned", "in-review", "done", "not-relevant", "same", "many", "over")
)
_SECONDS = 60
_MOST = 10**6


@dataclass(frozen=True, slots=True)
class Did:
    """sentence: of our words, did.<sentence>; n: how many, or which change."""

    sentence: str
    n: int


def did_of(request: Request) -> Did | None:
    return read(request.cookies.get(COOKIE, ""))


def read(written: str) -> Did | None:
    """What was done, when it is one of our sentences."""
    sentence, _, number = written.rpartition(".")
    if sentence not in SENTENCES or not (number.isascii() and number.isdecimal() and len(number) < 8):
        return None
    return Did(sentence, min(int(number), _MOST))


def back_to(address: str, sentence: str, n: int = 0, *, secure: bool = False) -> Response:
    """On to a page of ours, with a sentence to be shown there; elsewhere nobody is sent."""
    answer = RedirectResponse(safe_next(address), 303)
    answer.set_cookie(
        COOKIE, f"{sentence}.{n}", max_age=_SECONDS, httponly=True, samesite="lax", secure=secure
    )
    return answer
