"""The replica site: a few pages built as authorities build theirs, on loopback, changed by the story.

The structure of the pages is that of real ones; every text in them is invented for the demo.
"""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from monitor.values import dataclass

if TYPE_CHECKING:
    from jinja2 import Template

PAGES = {
    "/customs/notices/index.html": "gacc_list.html",
    "/customs/programmes/green-channel.html": "gacc_programme.html",
    "/xxgk/solar-declaration.html": "mee_page.html",
    "/press/feed.atom": "press.atom",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass
class Entry:
    """A notice on the replica: `name` ends its address, paragraphs are its text."""

    name: str
    number: str
    title: str
    date: str
    paragraphs: list[str]
    annexes: list[tuple[str, str]] = field(default_factory=list)  # (shown name, address)

    @property
    def path(self) -> str:
        return (
            f"/customs/{self.date[:7]}/{self.date[8:]}/article_{self.date.replace('-', '')}{self.name}.html"
        )


@dataclass
class Replica:
    """What the site says today; the story edits it in place.

    visits: a counter that every answer shows and that means nothing. mode: "open", or how the site
    refuses: "challenge" (a script shell with status 200) or "down" (no answer at all).
    """

    notices: list[Entry]
    annex: list[tuple[str, str, str]]
    exporters: str
    declaration: str
    press: list[dict[str, str]]
    measures: list[dict[str, str]]
    visits: int = 1000
    pinned: bool = False
    mode: str = "open"

    def page(self, path: str) -> tuple[str, bytes] | None:
        """(media type, body) of a page as it stands now."""
        if path == "/api/measures.json":
            return "application/json", self._api()
        if path.endswith(".xlsx"):
            return XLSX, workbook(self.annex)
        if path in PAGES:
            kind = "application/atom+xml" if path.endswith(".atom") else "text/html; charset=utf-8"
            return kind, _page(PAGES[path], site=self)
        found = next((notice for notice in self.notices if notice.path == path), None)
        return (
            ("text/html; charset=utf-8", _page("gacc_notice.html", site=self, notice=found))
            if found
            else None
        )

    def listed(self) -> list[Entry]:
        """The newest first; an old notice may be pinned to the top, which says nothing."""
        entries = sorted(self.notices, key=lambda notice: notice.date, reverse=True)
        return [entries[-1], *entries[:-1]] if self.pinned else entries

    def _api(self) -> bytes:
        answer: dict[str, Any] = {
            "code": "200",
            "requestId": hashlib.md5(str(self.visits).encode(), usedforsecurity=False).hexdigest(),
            "pageInfo": {"rows": self.measures, "total": len(self.measures), "maxPageNum": 1},
        }
        return json.dumps(answer, ensure_ascii=False).encode()


def _page(name: str, **values: object) -> bytes:
    return _template(name).render(**values).encode()


@cache
def _template(name: str) -> Template:
    from jinja2 import Environment

    text = (files("monitor.demo") / "pages" / name).read_text(encoding="utf-8")
    return Environment(autoescape=True).from_string(text)


def workbook(rows: list[tuple[str, str, str]]) -> bytes:
    """The annex as a spreadsheet."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "商品清单"
    sheet.append(("序号", "商品编号", "商品名称", "范围"))
    for number, row in enumerate(rows, 1):
        sheet.append((number, *row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@contextmanager
def served(replica: Replica) -> Iterator[int]:
    """The replica on a free loopback port, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet: small ones wait for each other otherwise

        def do_GET(self) -> None:
            if self.path != "/robots.txt":  # nobody reads that
                replica.visits += 7
            if replica.mode == "down":
                self.close_connection = True
                return
            kind, body = self._answer()
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == tag:
                self.send_response(304)
                self.send_header("ETag", tag)
                self.end_headers()
                return
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def _answer(self) -> tuple[str, bytes]:
            if replica.mode == "challenge":
                return "text/html", _page("challenge.html")
            return replica.page(self.path.partition("?")[0]) or ("", b"not here")

        def log_message(self, *_: object) -> None:
            """The demo tells its own story."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
