"""What checks received, written down: a row for every answer, its body, and what the next conditional request needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from monitor import urls
from monitor.model import Changed, Document, First, Outcome, Partial, Reading, Unchanged
from monitor.store.archive import Archive, Kept
from monitor.store.chain import Trail
from monitor.store.codec import encode_texts
from monitor.store.columns import inserted_all
from monitor.store.schema import answers, documents
from monitor.store.watching import in_parts

_Values = dict[str, Any]
_Asked = tuple[str, str]  # a source, and the identity of a request


def reading_of(outcome: Outcome) -> Reading | None:
    return outcome.reading if isinstance(outcome, First | Unchanged | Changed | Partial) else None


def is_good(outcome: Outcome) -> bool:
    return isinstance(outcome, First | Unchanged | Changed)


_NEW_DOCUMENT = insert(documents)


def record(
    connection: Connection, outcomes: Sequence[Outcome], trails: Sequence[Trail]
) -> list[dict[str, int]]:
    """Of each outcome the rows of its documents, by the key of the notice they were asked for and by their address."""
    rows = [
        _row(document, trail.check, kept=document.sha256 in outcome.check.kept)
        for outcome, trail in zip(outcomes, trails, strict=True)
        for document in outcome.check.documents
    ]
    written = iter(zip(inserted_all(connection, _NEW_DOCUMENT, rows), rows, strict=True))
    found: list[dict[str, int]] = []
    for outcome, trail in zip(outcomes, trails, strict=True):
        places: dict[str, int] = {}
        for document in outcome.check.documents:
            row, values = next(written)
            trail.document(row, values)
            places |= dict.fromkeys((document.request.url, document.url), row)
            if document.request.listed:
                places[document.request.listed.key] = row
        found.append(places)
    _keep(connection, outcomes)
    return found


def _row(document: Document, check: int, *, kept: bool) -> _Values:
    return {
        "check": check,
        "request": document.request.identity,
        "asked": document.request.url if document.request.url != document.url else None,
        "url": document.url,
        "status": document.status,
        "headers": encode_texts(document.headers),
        "fetched_at": document.fetched_at,
        "sha256": document.sha256,
        "came": document.came,
        "size": 0 if document.not_modified else len(document.body),  # as received
        "not_modified": document.not_modified,
        "line": document.line,
        "posted": document.request.body if document.request.method == "POST" else None,
        "kept": kept,
    }


# -- what is remembered of it ----------------------------------------------------------------------

_OF_SOURCES = select(answers).where(answers.c.source.in_(bindparam("sources", expanding=True)))
_THIS = and_(answers.c.source == bindparam("source_"), answers.c.request == bindparam("request_"))
_FORGET = delete(answers).where(_THIS)
_REMEMBER = insert(answers)
_MOVING = ("sha256", "etag", "last_modified", "fetched_at")
_MOVE_ON = update(answers).where(_THIS).values({name: bindparam(f"{name}_") for name in _MOVING})


def _keep(connection: Connection, outcomes: Sequence[Outcome]) -> None:
    """Archive the bodies, and remember what the next conditional requests need.

    Only an answer that was read well is remembered: after a partial check the whole page is asked for
    and read again, even if its bytes are the same; so is a list of which something waits to be opened.
    """
    kept = [
        (outcome, document)
        for outcome in outcomes
        for document in outcome.check.documents
        if document.sha256 in outcome.check.kept and not document.not_modified
    ]
    if not kept:
        return
    before = _remembered(connection, sorted({outcome.check.source for outcome, _ in kept}))
    after = dict(before)
    archive, bodies = Archive(connection), list[Kept]()
    for outcome, document in kept:
        asked = outcome.check.source, document.request.identity
        answer, stood = _answer(document), after.get(asked)
        good = _is_remembered(outcome, document)
        if good and stood is not None and stood["sha256"] == document.sha256:
            after[asked] = _renewed(stood, answer, document)  # the body is in the archive since then
            if archive.is_damaged(document.sha256):
                bodies.append(Kept(document.request.identity, document.body, document.sha256))
            continue
        bodies.append(Kept(document.request.identity, document.body, document.sha256))
        after.pop(asked, None)
        if good:
            after[asked] = answer
    archive.keep_all(bodies)
    _remember(connection, before, after)


def _is_remembered(outcome: Outcome, document: Document) -> bool:
    reading = reading_of(outcome)
    waits = reading is not None and bool(reading.waiting) and document.request.listed is None
    return is_good(outcome) and document.status == 200 and not waits


def _answer(document: Document) -> _Values:
    return {
        "sha256": document.sha256,
        "etag": document.header("ETag"),
        "last_modified": document.header("Last-Modified") if _came_straight(document) else None,
        "fetched_at": document.fetched_at,
    }


def _came_straight(document: Document) -> bool:
    """Whether the address that was asked answered itself. The date of a page behind a redirect says nothing of what stands
    at that address when it leads there no more: an older page would pass for the one that is known.
    """
    asked = document.request.url
    try:
        return document.url == asked or document.url == urls.parse(asked)
    except ValueError:  # no address that is ever asked
        return False


def _renewed(stood: Mapping[str, Any], answer: _Values, document: Document) -> _Values:
    """The same bytes once more. One of a site's servers may not say by what they are known, and another still asks.

    A date that stands there for an address that leads elsewhere goes: an older version wrote down the date of the page behind.
    """
    if answer["etag"] is not None or answer["last_modified"] is not None:
        return answer
    date = stood["last_modified"] if _came_straight(document) else None
    return {**stood, "last_modified": date, "fetched_at": answer["fetched_at"]}


def _remembered(connection: Connection, named: Sequence[str]) -> dict[_Asked, _Values]:
    return {
        (row.source, row.request): {name: getattr(row, name) for name in _MOVING}
        for some in in_parts(named)
        for row in connection.execute(_OF_SOURCES, {"sources": some})
    }


def _remember(
    connection: Connection, before: Mapping[_Asked, _Values], after: Mapping[_Asked, _Values]
) -> None:
    gone = [_named(asked) for asked in before if asked not in after]
    moved = [
        _named(asked) | {f"{name}_": value for name, value in answer.items()}
        for asked, answer in after.items()
        if asked in before and answer != before[asked]
    ]
    new = [
        {"source": source, "request": request, **answer}
        for (source, request), answer in after.items()
        if (source, request) not in before
    ]
    for statement, rows in ((_FORGET, gone), (_MOVE_ON, moved), (_REMEMBER, new)):
        if rows:
            connection.execute(statement, rows)


def _named(asked: _Asked) -> _Values:
    return {"source_": asked[0], "request_": asked[1]}
