"""The site that all watch: a process of its own, so that its work is nobody's.

    python -m benchmarks.peers.site PAGES      prints its port, then serves until killed

GET /__set?validators=1&noise=0&changed=10&delay_ms=0 moves it: `changed` adds one real change to so many pages and answers with
their numbers; noise=1 gives every answer its own furniture and no validators.
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import json
import random
import sys
from collections import Counter
from itertools import count
from urllib.parse import parse_qsl, urlsplit

from benchmarks.peers import notices


class Site:
    def __init__(self, pages: int) -> None:
        self.pages = pages
        self.changes: Counter[int] = Counter()
        self.validators, self.noise, self.delay_s = True, False, 0.0
        self._salts, self._rng = count(1), random.Random(8)
        self._still: dict[int, tuple[bytes, bytes]] = {}

    def move(self, *, validators: int = 1, noise: int = 0, changed: int = 0, delay_ms: int = 0) -> list[int]:
        """The numbers of the pages that changed."""
        self.validators, self.noise, self.delay_s = bool(validators), bool(noise), delay_ms / 1000
        which = sorted(self._rng.sample(range(self.pages), changed))
        self.changes.update(which)
        for page in which:
            self._still.pop(page, None)
        return which

    def answer(self, page: int, asked: str) -> bytes:
        if self.noise:
            return self._whole(
                gzip.compress(notices.body(page, self.changes[page], next(self._salts)), 1), b""
            )
        if page not in self._still:
            body = notices.body(page, self.changes[page])
            tag = hashlib.sha256(body).hexdigest()[:20].encode()
            self._still[page] = gzip.compress(body, 6), tag
        packed, tag = self._still[page]
        if not self.validators:
            return self._whole(packed, b"")
        if f'"{tag.decode()}"' in asked:
            return b'HTTP/1.1 304 Not Modified\r\nETag: "' + tag + b'"\r\n\r\n'
        return self._whole(packed, b'ETag: "' + tag + b'"\r\n')

    def _whole(self, packed: bytes, extra: bytes) -> bytes:
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Encoding: gzip\r\n"
            + extra
            + b"Content-Length: "
            + str(len(packed)).encode()
            + b"\r\n\r\n"
            + packed
        )

    def respond(self, head: str) -> bytes:
        target = head.split(" ", 2)[1]
        if target.startswith("/__set"):
            asked = {name: int(value) for name, value in parse_qsl(urlsplit(target).query)}
            told = json.dumps(self.move(**asked)).encode()
            return b"HTTP/1.1 200 OK\r\nContent-Length: " + str(len(told)).encode() + b"\r\n\r\n" + told
        number = target.strip("/").removesuffix(".html")
        if not number.isdecimal():
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        return self.answer(int(number), head)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                if self.delay_s:
                    await asyncio.sleep(self.delay_s)
                writer.write(self.respond(head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


async def main(pages: int) -> None:
    server = await asyncio.start_server(Site(pages).serve, "0.0.0.0", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
