"""The bytes of an answer as they were received: to be looked at as plain text, or kept as a file.

Other people's pages are never shown as pages here, not even in a frame: a sandbox is one mistake away from running
what stands in them, and plain text has nothing to run. What is no text is only ever handed out as a file. An address
names the answer and the SHA-256 of its body: what the address says is what comes, and a body that belongs to no
answer, such as a notice's reading, has no address.
"""

from __future__ import annotations

import re

from fastapi import APIRouter
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from monitor.evidence.bundle import name_of
from monitor.extract.charset import decode
from monitor.patterns import regex
from monitor.web.doors import Desk
from monitor.web.ids import number

router = APIRouter(include_in_schema=False)

LONGEST = 2_000_000  # bytes that are shown as text; what is longer is a file
_SHA256 = regex(r"[0-9a-f]{64}", re.ASCII)
_NOTHING = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}


@router.get("/bodies/{answer}/{sha256}")
def body(office: Desk, answer: str, sha256: str, download: str | None = None) -> Response:
    found = office.store.reading.body(number(answer), sha256) if _SHA256.fullmatch(sha256) else None
    if found is None:
        raise HTTPException(404)
    received, content = found
    name = name_of(content)
    if not name.endswith(".txt") or download is not None or len(content) > LONGEST:
        headers = _NOTHING | {"Content-Disposition": f'attachment; filename="answer-{received.id}-{name}"'}
        return Response(content, media_type="application/octet-stream", headers=headers)
    text = decode(content, received.header("content-type")).text
    return Response(text.encode("utf-8", "replace"), media_type="text/plain; charset=utf-8", headers=_NOTHING)
