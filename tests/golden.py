"""The example pages of `tests/examples/`: what a source is configured with, answered, and reads from it.

    tests/examples/listing/gacc-2025/   source.yaml   list.html   detail.html   notices.json

Every file but source.yaml and notices.json is an answer; `detail.*` answers the first notice that has
a page of its own, the other one the source itself. `python -m tests.golden` writes the
notices.json of examples that have none, to be looked at before they are kept.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from monitor import plugins
from monitor.model import Attachment, Content, Document, Flaw, Listed, Notice, Request, Table
from monitor.sources.base import BaseSource, Found

ROOT = Path(__file__).parent / "examples"
NOW = datetime(2026, 6, 6, 8, tzinfo=UTC)
MEDIA = {
    ".html": "text/html",  # without a charset, as most of these sites answer
    ".xml": "application/xml",
    ".json": "application/json",
    ".csv": "text/csv",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class Case:
    folder: Path

    def __str__(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def source(self) -> BaseSource:
        return source_from(YAML(typ="safe", pure=True).load(self.folder / "source.yaml"))

    @property
    def expected(self) -> Any:
        return json.loads((self.folder / "notices.json").read_text("utf-8"))

    def read(self) -> dict[str, Any]:
        """All that the source finds in the answers, as plain values."""
        source = self.source
        request = next(source.requests(NOW))
        found = list(source.read(self._answer(request, detail=False), NOW))
        listed = (item for item in found if isinstance(item, Listed))
        opened = next((again for item in listed if (again := source.open(item))), None)
        detail = [] if opened is None else list(source.read(self._answer(opened, detail=True), NOW))
        return {"list": [as_json(item) for item in found], "detail": [as_json(item) for item in detail]}

    def _answer(self, request: Request, *, detail: bool) -> Document:
        answers = [
            path for path in self.folder.iterdir() if path.suffix in MEDIA and path.name != "notices.json"
        ]
        path = next((path for path in answers if (path.stem == "detail") == detail), None)
        if path is None:
            return document(b"<html><body><h1>Title</h1><p>A page of its own.</p></body></html>", request)
        return document(path.read_bytes(), request, MEDIA[path.suffix])


def examples(kind: str = "*") -> list[Case]:
    return [Case(path.parent) for path in sorted(ROOT.glob(f"{kind}/*/source.yaml"))]


def source_from(keys: dict[str, Any]) -> BaseSource:
    return plugins.find("monitor.sources", keys["kind"], "Source", BaseSource).model_validate(keys)


def document(body: bytes, request: Request, media: str = "text/html", *, url: str | None = None) -> Document:
    """An answer as the fetcher would hand it over."""
    return Document(
        request=request,
        url=url or request.url,
        status=200,
        headers=(("Content-Type", media),),
        held=body,
        sha256=hashlib.sha256(body).hexdigest(),
        fetched_at=NOW,
    )


def as_json(found: Found) -> dict[str, Any]:
    """What was found, short enough to be checked by eye; what is not there is left out."""
    match found:
        case Listed():
            return _listed(found)
        case Notice():
            return _listed(found.listed) | {"content": _content(found.content)}
        case Request():
            return {"next": found.url, "page": found.page}
        case Flaw():
            return {"flaw": found.reason}


def _listed(listed: Listed) -> dict[str, Any]:
    told = asdict(listed) | {"published": listed.published and listed.published.isoformat()}
    return {name: value for name, value in told.items() if value is not None}


def _content(content: Content) -> dict[str, Any]:
    told = {
        "blocks": [_block(block) for block in content.blocks],
        "fields": [f"{name}: {value}" for name, value in content.fields],
        "attachments": [_file(file) for file in content.attachments],
        "unread": content.unread,
    }
    return {name: value for name, value in told.items() if value}


def _file(file: Attachment) -> Any:
    told = f"{file.name} <{file.url}>" + (f" ({file.unread})" if file.unread else "")
    return {"file": told, "blocks": [_block(block) for block in file.blocks]} if file.blocks else told


def _block(block: Any) -> Any:
    if isinstance(block, Table):
        return {"table": block.name, "rows": [list(row) for row in (block.columns, *block.rows)]}
    return f"{block.role}: {block.text}" + (f" <{block.href}>" if block.href else "")


if __name__ == "__main__":
    for case in examples():
        written = case.folder / "notices.json"
        if not written.exists():
            written.write_text(json.dumps(case.read(), ensure_ascii=False, indent=1) + "\n", "utf-8")
            print(written)
