"""What a request brings along, read whole before anybody looks at it, and never more than is taken."""

from __future__ import annotations

import asyncio

from fastapi import Request
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

_PATIENCE_S = 30  # for all of it
_THROWN_AWAY = 20  # times what is taken: so much is still heard, that its sender gets to read the answer


class TooLargeError(Exception):
    """More than is taken."""


class SlowError(Exception):
    """It did not come in time, or its sender went away."""


async def whole(request: Request, most: int) -> bytes:
    """Everything that came. TooLargeError, SlowError."""
    said = request.headers.get("content-length", "")
    if said.isascii() and said.isdecimal() and int(said[:20]) > most * _THROWN_AWAY:
        raise TooLargeError
    try:
        async with asyncio.timeout(_PATIENCE_S):
            return await _read(request, most)
    except (TimeoutError, ClientDisconnect) as error:
        raise SlowError from error


async def _read(request: Request, most: int) -> bytes:
    kept, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > most * _THROWN_AWAY:
            raise TooLargeError
        if size <= most:
            kept += chunk
        else:
            kept.clear()
    if size > most:
        raise TooLargeError
    return bytes(kept)


def again(body: bytes, receive: Receive) -> Receive:
    """Hands out a body that was read already, then what comes after it."""
    handed = False

    async def handing() -> Message:
        nonlocal handed
        if handed:
            return await receive()
        handed = True
        return {"type": "http.request", "body": body, "more_body": False}

    return handing
