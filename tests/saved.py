"""Pages as browsers save them."""

from __future__ import annotations

import quopri
from base64 import encodebytes


def mhtml(url: str, html: str, *more: tuple[str, str, bytes]) -> bytes:
    """A page as Chrome saves it into a single file."""
    parts = [f"Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: {url}\r\n\r\n".encode()
             + quopri.encodestring(html.encode())]  # fmt: skip
    parts += [
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\nContent-Location: {where}\r\n\r\n".encode()
        + encodebytes(body)
        for where, kind, body in more
    ]
    head = (
        f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {url}\r\nSubject: page\r\nDate: Fri, 1 May 2026 08:00:00 +0800\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="--B--"\r\n\r\n'
    )
    return head.encode() + b"".join(b"\r\n----B--\r\n" + part for part in parts) + b"\r\n----B----\r\n"
