"""Change: what happened to a notice, what it means, both versions, who was told; and all that proves it as a file."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Mapping
from functools import partial
from typing import IO

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException

from monitor.digest.names import Names
from monitor.digest.words import Words
from monitor.evidence.bundle import write
from monitor.model import Amended, Notice, Recorded, Removed, Restored
from monitor.proving import bundle, guide
from monitor.store.reading import Around
from monitor.views import Teller
from monitor.web import received
from monitor.web.changed import changed, kind_of, moved, to_mark
from monitor.web.diffed import Diffed, alone, diffed, look_of
from monitor.web.doors import Desk, Office
from monitor.web.guard import visit_of
from monitor.web.hearers import Case, hearers
from monitor.web.ids import number, part
from monitor.web.refusals import named
from monitor.web.show import language_of, show
from monitor.web.texts import passages
from monitor.web.triaging import triaging

router = APIRouter(include_in_schema=False)

LISTS = 3  # answers about several notices that are named behind a version
IN_MEMORY = 4 * 2**20  # bytes of a bundle that are held there
CHUNK = 2**16
ZIP = "application/zip"
_BUNDLING = threading.BoundedSemaphore(2)  # each reads the whole chain behind its change
AGAIN_S = 15  # later it is likely that one of them is done


@router.get("/changes/{id_}")
def change(request: Request, office: Desk, id_: str, view: str | None = None) -> HTMLResponse:
    recorded, around = _found(office, id_)
    store, config = office.store, office.config
    told = store.told_of(id_)
    diff = _diff(office, recorded, look_of(view), part(request.query_params.get("part")))
    versions = _versions(office, recorded, around)
    language = language_of(request)
    names = Names.of(config.sources, config.programmes).spoken(language)
    now = office.clock()
    today = now.astimezone(config.settings.timezone).date()

    def make(words: Words) -> Mapping[str, object]:
        tell = Teller(words)
        told_of = changed(recorded, today, names, words)
        return {
            "change": told_of,
            "moved": moved(diff.view, tell),
            "text": passages(recorded.finding.change.notice.content, to_mark(told_of.labels)),
            "hearers": hearers(Case(recorded, told, config, names, now), words),
            "tell": tell,
        }

    return show(
        request,
        "change.html",
        make=make,
        around=around,
        diff=diff,
        view=diff.view,
        about={"language": recorded.finding.change.notice.language or "und"},
        versions=versions,
        recorded_at=recorded.detected,
        change_kind=kind_of(recorded.finding),
        triage=triaging(request, id_),
    )


@router.get("/changes/{id_}/bundle.zip")
def bundle_of(request: Request, office: Desk, id_: str) -> Response:
    """The file is written aside before its first byte leaves: what cannot be made is a page that says so.

    Who comes while two are being made is sent away at once: waiting here keeps a thread from every other page.
    """
    number(id_)
    config = office.config
    about = {"Content-Disposition": f'attachment; filename="change-{id_}.zip"'}
    visit = visit_of(request)
    if visit is not None and visit.bare:
        if office.store.reading.around(id_) is None:
            raise HTTPException(404)
        return StreamingResponse(iter(()), media_type=ZIP, headers=about)
    if not _BUNDLING.acquire(blocking=False):
        refusal = named(request, 503, "503bundles")
        refusal.headers["Retry-After"] = str(AGAIN_S)
        return refusal
    try:
        made = bundle(
            office.store,
            id_,
            config.sources,
            office.presses.templates,
            language=language_of(request),
            zone=config.settings.timezone,
        )
        if made is None:
            raise HTTPException(404)
        file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed when it was sent
        write(made[0], file)
    finally:
        _BUNDLING.release()
    size = file.tell()
    file.seek(0)
    chunks: Iterator[bytes] = iter(partial(file.read, CHUNK), b"")
    headers = about | {"Content-Length": str(size)}
    return StreamingResponse(chunks, media_type=ZIP, headers=headers, background=BackgroundTask(file.close))


def _found(office: Office, id_: str) -> tuple[Recorded, Around]:
    number(id_)
    recorded, around = office.store.change(id_), office.store.reading.around(id_)
    if recorded is None or around is None:
        raise HTTPException(404)
    return recorded, around


def _diff(office: Office, recorded: Recorded, look: str, asked: int | None) -> Diffed:
    change = recorded.finding.change
    if isinstance(change, Amended | Restored) and change.before is not None:
        found = guide(office.config.sources, office.store, recorded.source)
        return diffed(
            change.before.content, change.notice.content, change.comparison, found, look=look, part=asked
        )
    return alone(change.notice.content, look=look)


def _versions(office: Office, recorded: Recorded, around: Around) -> tuple[received.Version, ...]:
    """Both versions as they were received, the older one first."""
    reading = office.store.reading
    wanted = [sha256 for sha256 in (recorded.before, recorded.after) if sha256]
    kept = {
        each.sha256: each
        for each in reversed(reading.versions(around.notice.id, wanted))
        if each.check <= around.check
    }
    found = []
    for side, sha256 in (("before", recorded.before), ("after", recorded.after)):
        if sha256 is None:
            continue
        one, notice = kept.get(sha256), _side(recorded, side)
        hashes = [file.sha256 for file in notice.content.attachments if file.sha256] if notice else []
        found.append(
            received.version(
                sha256,
                one,
                side=side,
                lists=reading.answers(one.check)[:LISTS] if one and one.answer is None else (),
                content=notice.content if notice else None,
                files=reading.answers(one.check, hashes) if one and hashes else (),
            )
        )
    return tuple(found)


def _side(recorded: Recorded, side: str) -> Notice | None:
    change = recorded.finding.change
    if side == "after" or isinstance(change, Removed):
        return change.notice
    return change.before if isinstance(change, Amended | Restored) else None
