"""A compliance team's desk: a folder with sources.yaml, a database, an outbox, and `monitor` run in it.

Everything is real but the calendar: HTTP from a loopback `Site`, SQLite, `.eml` files, the command line.
"""

from __future__ import annotations

import email
import email.policy
import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from monitor.cli import run
from tests.site import Page, Site
from tests.warm import warm

LISTING = """
  - id: notices
    authority: Customs of Testland
    jurisdiction: CN
    language: zh
    kind: listing
    url: {site}/list.html
    every: 1d
    items: ul.news_list > li
    body: .news_detail_con
"""
READER = """
  - name: daily
    to: [reader@example.com]
    send: daily 08:00
"""


@dataclass
class Told:
    """What a command said. code: its exit code."""

    code: int
    out: str
    err: str
    written: bytes = b""  # to stdout, as it came

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Its JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]

    def outcome(self, source: str = "notices") -> dict[str, Any]:
        return next(line for line in self.lines if line.get("source") == source)


@dataclass
class Desk:
    """clock: what MONITOR_CLOCK says, standing still."""

    folder: Path
    site: Site
    clock: str = "2026-05-07T00:00:00Z"
    environ: dict[str, str] = field(default_factory=dict)

    def configure(
        self, sources: str = LISTING, subscriptions: str = READER, programmes: str = "", **settings: str
    ) -> None:
        """Write sources.yaml; {site} in it is where the site is. Faults that may pass are not tried again, as
        that takes seconds; tests/fetch does so. Nobody is mailed of troubles unless `operators` names somebody.
        """
        settings = {"limits": "{retries: 0}", "operators": "[]"} | settings
        more = "".join(f"  {key}: {value}\n" for key, value in settings.items())
        (self.folder / "sources.yaml").write_text(
            "settings:\n  timezone: Asia/Shanghai\n  contact: team@example.com\n"
            f"  per_host: {{connections: 1, delay: 0s}}\n  allow_networks: ['{self.site.network}']\n{more}"
            f"sources:{sources.replace('{site}', self.site.url('')) or ' []'}\n"
            f"programmes:{programmes or ' []'}\nsubscriptions:{subscriptions or ' []'}\n",
            encoding="utf-8",
        )

    def begin(self, sources: str) -> Desk:
        """This desk, watching these sources, with its database."""
        self.configure(sources=sources)
        assert self.monitor("init").code == 0
        return self

    def checked(self, at: str) -> dict[str, Any]:
        """The answer of `check --all` for the first source, at this time."""
        return self.monitor("check", "--all", "--json", clock=at).lines[0]

    def monitor(self, *words: str, clock: str | None = None, stdin: str | bytes = "") -> Told:
        """Run one command in the folder, at this time."""
        out, err = (
            io.TextIOWrapper(io.BytesIO(), "utf-8", "replace", newline="", write_through=True),
            io.StringIO(),
        )
        self.clock = clock or self.clock
        with warm(), self._here(stdin), redirect_stdout(out), redirect_stderr(err):
            code = run(list(words))
        written = out.buffer.getvalue()
        return Told(code, written.decode("utf-8", "replace"), err.getvalue(), written)

    @contextmanager
    def _here(self, stdin: str | bytes) -> Iterator[None]:
        import sys

        before, folder, keyboard = dict(os.environ), Path.cwd(), sys.stdin
        for name in [name for name in os.environ if name.startswith("MONITOR_")]:
            del os.environ[name]
        os.environ |= {"MONITOR_CLOCK": f"{self.clock}*0", "MONITOR_DEBUG": "1"} | self.environ
        os.chdir(self.folder)
        sys.stdin = io.TextIOWrapper(io.BytesIO(stdin if isinstance(stdin, bytes) else stdin.encode()))
        try:
            yield
        finally:
            sys.stdin = keyboard
            os.chdir(folder)
            os.environ.clear()
            os.environ |= before

    def mails(self) -> list[EmailMessage]:
        """The digests in the outbox, oldest first."""
        files = sorted((self.folder / "outbox").glob("*.eml"))
        read = (
            email.message_from_bytes(file.read_bytes(), _class=EmailMessage, policy=email.policy.default)
            for file in files
        )
        return sorted(read, key=lambda mail: mail["Date"].datetime)


def text_of(mail: EmailMessage) -> str:
    """The plain part of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@dataclass
class Publication:
    """A list with notices behind it, as an authority of Testland publishes."""

    site: Site
    notices: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # name: title, date, text
    visits: int = 0

    def publish(self, name: str, title: str, date: str, text: str) -> None:
        """Add or edit a notice, and put everything on the site."""
        self.notices[name] = title, date, text
        self.show()

    def withdraw(self, name: str, *, page_too: bool = True) -> None:
        del self.notices[name]
        if page_too:
            del self.site.pages[f"/{name}.html"]
        self.show()

    def show(self, order: list[str] | None = None) -> None:
        """Everything as it stands now; the visitors' counter has moved on."""
        self.visits += 13
        for name, (title, date, text) in self.notices.items():
            self.site.pages[f"/{name}.html"] = Page(self.page(title, date, text))
        self.site.pages["/list.html"] = Page(self.list_page(order or sorted(self.notices, reverse=True)))

    def list_page(self, order: list[str]) -> str:
        rows = "".join(
            f'<li><a href="/{name}.html" title="{title}">{title}</a><span>{date}</span></li>'
            for name, (title, date, _) in ((name, self.notices[name]) for name in order)
        )
        return (
            f"<html><head><meta charset='utf-8'><title>公告</title></head><body><ul class='nav'><li><a href='/'>首页</a></li></ul>"
            f"<ul class='news_list'>{rows}</ul><div class='footer'>浏览次数：{self.visits}</div></body></html>"
        )

    def page(self, title: str, date: str, text: str) -> str:
        paragraphs = "".join(f"<p>{line}</p>" for line in text.splitlines())
        return (
            f"<html><head><meta charset='utf-8'><title>{title}</title><meta name='PubDate' content='{date} 10:00'></head><body>"
            f"<h1>{title}</h1><div class='news_detail_con'>{paragraphs}</div><p class='views'>浏览次数：{self.visits}</p></body></html>"
        )


def archive_of_six(site: Site) -> Publication:
    """A list with a history, so that one notice more or less is no catastrophe."""
    publication = Publication(site)
    for n in range(1, 7):
        publication.publish(
            f"n{n}",
            f"关于第{n}批进口食品境外生产企业的公告",
            f"2026-04-{10 + n}",
            f"现公告如下。\n本批第{n}项有关事项自发布之日起施行。",
        )
    return publication
