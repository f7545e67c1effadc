"""Notice: its versions through time, any two of them compared, all its changes, and where else it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from monitor.compare.notices import amendment
from monitor.digest.names import Names
from monitor.digest.words import Words
from monitor.model import Comparison
from monitor.proving import guide
from monitor.store.reading import Kept, Turn
from monitor.values import dataclass
from monitor.views import Teller
from monitor.web.changed import moved
from monitor.web.diffed import Diffed, diffed, look_of, weight
from monitor.web.doors import Desk, Office
from monitor.web.ids import number, part
from monitor.web.noticed import noticed, of_pair, pair
from monitor.web.show import language_of, show

router = APIRouter(include_in_schema=False)

HEAVIEST = 20_000  # rows and paragraphs of both versions; what is longer is not compared while somebody waits


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of the notice. change: the one that was recorded between them; diff: None when they are too long."""

    older: Kept
    newer: Kept
    change: str | None
    diff: Diffed | None


@router.get("/notices/{id_}")
def notice(
    request: Request,
    office: Desk,
    id_: str,
    *,
    before: str | None = None,
    after: str | None = None,
    view: str | None = None,
) -> HTMLResponse:
    row = number(id_)
    reading = office.store.reading
    stands = reading.notice(row)
    if stands is None:
        raise HTTPException(404)
    versions, turns, copies = reading.versions(row), reading.turns(row), reading.copies(row)
    found = pair(versions, *(number(each) if each else None for each in (before, after)))
    if found is None and (before or after):
        raise HTTPException(404)
    page = part(request.query_params.get("part"))
    compared = (
        _compared(office, stands.source, found, turns, look=look_of(view), page=page) if found else None
    )
    config = office.config
    names = Names.of(config.sources, config.programmes).spoken(language_of(request))

    def make(words: Words) -> Mapping[str, object]:
        tell = Teller(words)
        diff = compared.diff if compared else None
        return {
            "notice": noticed(stands, versions, turns, copies=copies, names=names, words=words),
            "moved": moved(diff.view, tell) if diff else (),
            "tell": tell,
        }

    return show(
        request,
        "notice.html",
        make=make,
        compared=compared,
        diff=compared.diff if compared else None,
        view=compared.diff.view if compared and compared.diff else None,
        about={"language": "und"},
    )


def _compared(
    office: Office,
    source: str,
    found: tuple[Kept, Kept],
    turns: Sequence[Turn],
    *,
    look: str,
    page: int | None,
) -> Compared:
    older, newer = found
    change = of_pair(turns, older, newer)
    texts = office.store.reading.texts([older.sha256, newer.sha256])
    before, after = texts[older.sha256], texts[newer.sha256]
    if weight(before.content) + weight(after.content) > HEAVIEST:
        return Compared(older, newer, change, None)
    known = guide(office.config.sources, office.store, source)
    amended = amendment(before, after, known)
    comparison = amended.comparison if amended else Comparison()
    return Compared(
        older,
        newer,
        change,
        diffed(before.content, after.content, comparison, known, look=look, part=page),
    )
