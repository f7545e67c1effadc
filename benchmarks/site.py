"""A site of many notice pages on loopback, in a process of its own so that its work is not ours.

    python benchmarks/site.py      prints its port, then serves until killed

Pages are about 35 KB. GET /__set?version=2&validators=0 makes a tenth of the pages change and takes
the ETags away; each page is the same on every request until the version moves.
"""

from __future__ import annotations

import asyncio
import hashlib
import random
from urllib.parse import parse_qs, urlsplit

SENTENCES = (
    "进口企业应当在货物到港前向海关提交相关资料。",
    "本公告所称经认证的经营者，是指符合海关总署规定条件的企业。",
    "The declaration shall be filed with the customs office of entry before the goods arrive.",
    "Goods of headings 8501 to 8504 are covered from the date of publication.",
    "有关商品编号以海关进出口税则为准。",
)


class Site:
    def __init__(self) -> None:
        self.version, self.validators = 1, True
        self.answers: dict[int, tuple[bytes, bytes]] = {}

    def answer(self, page: int) -> tuple[bytes, bytes]:
        """(body, ETag) of a page as it stands."""
        if page not in self.answers:
            body = self.body(page)
            self.answers[page] = body, f'"{hashlib.sha256(body).hexdigest()[:20]}"'.encode()
        return self.answers[page]

    def body(self, page: int) -> bytes:
        rng = random.Random(page)
        lines = [f"<p>{n}. {rng.choice(SENTENCES)} {rng.randint(1000, 9999)}</p>" for n in range(260)]
        if self.version > 1 and page % 10 == 0:
            lines[rng.randrange(260)] = (
                f"<p>Amended in version {self.version}: the deadline is {self.version} days.</p>"
            )
        nav = "".join(f'<li><a href="/column/{n}.html">Column {n}</a></li>' for n in range(60))
        text = (
            f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>Notice {page}</title></head><body>"
            f"<nav><ul>{nav}</ul></nav><main><h1>Notice {page}</h1>{''.join(lines)}</main><footer>footer</footer></body></html>"
        )
        return text.encode()

    def respond(self, head: bytes) -> bytes:
        target = head.split(b" ", 2)[1].decode()
        if target.startswith("/__set"):
            asked = parse_qs(urlsplit(target).query)
            self.version, self.validators = int(asked["version"][0]), asked["validators"][0] == "1"
            self.answers.clear()
            return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        if target == "/robots.txt":
            return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"
        body, tag = self.answer(int(target.strip("/").removesuffix(".html")))
        if self.validators and b"If-None-Match: " + tag in head:
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + tag + b"\r\n\r\n"
        etag = b"ETag: " + tag + b"\r\n" if self.validators else b""
        length = str(len(body)).encode()
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
            + etag
            + b"Content-Length: "
            + length
            + b"\r\n\r\n"
            + body
        )

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(self.respond(await reader.readuntil(b"\r\n\r\n")))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


async def main() -> None:
    server = await asyncio.start_server(Site().serve, "0.0.0.0", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
