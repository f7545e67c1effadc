"""The folders of `tests/families/`: sites in small, one for each family of the catalogue.

    tests/families/mofcom-cacs/   case.yaml   list.html   detail.html   read.json

case.yaml names an entry of the catalogue and what the site answers; the entry is checked as the
program checks it, from the first request to the last annex, and read.json is what came of it. So it
is the catalogue's own selectors that are tested. `python -m tests.families` writes the read.json of
folders that have none, to be looked at before they are kept.

    catalogue: cacs-import-investigations
    keys: {pages: 2}                # what a person would write beside the entry
    answers:
      - {url: "https://cacs.example/list/1/cateinfo.html", file: list.html}
      - {url: "https://cacs.example/api", body: pageNumber=2, file: two.json, headers: {Set-Cookie: a=b}}
      - {url: "https://cacs.example/b", file: b.html, needs: {Referer: cacs.example}}   # else it is not there
      - {url: "https://cacs.example/gone.html", status: 404}

`saved: [page.html]` in place of answers is what a person saved and hands in. `again:` holds what is answered
two days later in place of the same answers before, and `changes:` what is told then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pytest
from ruamel.yaml import YAML

from monitor import catalogue
from monitor.check import check
from monitor.config import load
from monitor.fetch import Budget
from monitor.model import Came, Document, Outcome, Request, SourceState, Validators
from monitor.opening import open_world
from monitor.saved import Most, Saved, SavedPages, read as read_saved
from monitor.store import create_store, open_store
from monitor.world import Fetch, World
from tests.golden import MEDIA, as_json

ROOT = Path(__file__).parent / "families"
NOW = datetime(2026, 10, 10, 8, tzinfo=UTC)
NOT_FOUND = b"<html><title>404 Not Found</title></html>"
MEDIA_OF = MEDIA | {
    ".xls": "application/vnd.ms-excel",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".doc": "application/msword",
    ".zip": "application/zip",
    ".wps": "application/vnd.ms-works",
    ".ofd": "application/octet-stream",
}


@dataclass(frozen=True)
class Family:
    folder: Path

    def __str__(self) -> str:
        return self.folder.name

    @cached_property
    def case(self) -> dict[str, Any]:
        return YAML(typ="safe", pure=True).load(self.folder / "case.yaml")

    @property
    def entry(self) -> catalogue.Entry:
        return catalogue.by_id()[self.case["catalogue"]]

    @property
    def keys(self) -> dict[str, object]:
        """The source as `sources add` would write it."""
        return {**self.entry.source, **self.case.get("keys", {})}

    @property
    def expected(self) -> Any:
        return json.loads((self.folder / "read.json").read_text("utf-8"))

    def answers(self, part: Literal["answers", "again"] = "answers") -> Iterator[Answer]:
        for told in self.case.get(part, ()):
            file = self.folder / told["file"] if "file" in told else None
            media = told.get("type") or (MEDIA_OF[file.suffix] if file else "text/html")
            yield Answer(
                url=told["url"],
                sent=told.get("body", ""),
                needs=told.get("needs", {}),
                status=told.get("status", 200),
                headers={"Content-Type": media, **told.get("headers", {})},
                body=file.read_bytes() if file else NOT_FOUND,
            )

    def read(self, world: World) -> dict[str, Any]:
        """All that a first check finds, as plain values."""
        site = Replica(tuple(self.answers()))
        told = self._check(world, site)
        if unasked := [answer.url for answer in site.answers if answer not in site.given]:
            told["unasked"] = unasked
        if "saved" in self.case:
            told["handed in"] = self._check(world, SavedPages(tuple(self._saved()), lambda: NOW))
        return told

    def _check(self, world: World, door: Fetch) -> dict[str, Any]:
        (source,) = world.config.sources
        return _told(check(source, SourceState(source.id), replace(world, fetch=door), NOW))

    def _saved(self) -> Iterator[Saved]:
        for name in self.case["saved"]:
            yield from read_saved(self.folder / name, Most())


@dataclass(frozen=True)
class Answer:
    """What a site answers. sent: what must stand in the body of the request, for forms; needs: and in its headers."""

    url: str
    sent: str
    needs: Mapping[str, str]
    status: int
    headers: Mapping[str, str]
    body: bytes

    def fits(self, sent: str, headers: Mapping[str, str]) -> bool:
        return self.sent in sent and all(value in headers.get(name, "") for name, value in self.needs.items())


@dataclass
class Replica:
    """A door to sites that are only folders. given: the answers that somebody asked for."""

    answers: tuple[Answer, ...]
    given: list[Answer] = field(default_factory=list)
    pauses: Mapping[str, datetime] = field(default_factory=dict)

    def abort(self) -> None:
        """Nothing is ever under way."""

    def __call__(
        self, request: Request, *, validators: Validators | None = None, budget: Budget | None = None
    ) -> Document:
        del validators, budget
        sent = (request.body or b"").decode()
        headers = {"Accept": request.accept or "", **dict(request.headers)}
        found = next((a for a in self.answers if a.url == request.url and a.fits(sent, headers)), None)
        if found:
            self.given.append(found)
        body = found.body if found else NOT_FOUND
        return Document(
            request=request,
            url=request.url,
            status=found.status if found else 404,
            headers=tuple(found.headers.items()) if found else (("Content-Type", "text/html"),),
            held=body,
            sha256=hashlib.sha256(body).hexdigest(),
            fetched_at=NOW,
            came=Came.BROWSER if request.access.browser else Came.HTTP,
        )


def families() -> list[Family]:
    return [Family(path.parent) for path in sorted(ROOT.glob("*/case.yaml"))]


def cases(has: str = "catalogue") -> list[Any]:
    """The folders whose case.yaml has a key, for pytest."""
    return [pytest.param(family, id=str(family)) for family in families() if has in family.case]


@contextmanager
def world_of(family: Family, folder: Path) -> Iterator[World]:
    """A world that watches one entry of the catalogue."""
    path = folder / "sources.yaml"
    path.write_text(json.dumps({"sources": [family.keys]}, default=str), "utf-8")
    config = load(path, {})
    create_store(config.database_url)
    with (
        closing(open_store(config.database_url, now=NOW)) as store,
        open_world(config, store, lambda: NOW) as world,
    ):
        yield world


def _told(outcome: Outcome) -> dict[str, Any]:
    reading = getattr(outcome, "reading", None)
    told = {
        "outcome": outcome.name,
        "verdict": outcome.check.verdict,
        "reason": getattr(outcome, "reason", None) or getattr(outcome, "remark", None),
        "challenge": getattr(outcome, "challenge", None),
        "notices": [as_json(reading.notices.get(listed.key, listed)) for listed in reading.listed]
        if reading
        else None,
    }
    return {name: value for name, value in told.items() if value is not None}


if __name__ == "__main__":
    for each in families():
        written = each.folder / "read.json"
        if not written.exists():
            with TemporaryDirectory() as folder, world_of(each, Path(folder)) as opened:
                read = each.read(opened)
            written.write_text(json.dumps(read, ensure_ascii=False, indent=1) + "\n", "utf-8")
            print(written)
