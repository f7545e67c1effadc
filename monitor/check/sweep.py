"""What a list says behind the pages that are read as a rule: a notice put in late, an edit that only the list shows.

The next page is looked through once a day, the others once a week, as far as something on them was read, and ten in
all. What stands there at the first such look was there before us: it is kept in mind and never opened, so that
nothing of it is news wherever it turns up later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from datetime import timedelta

from monitor.check.visit import Visit
from monitor.errors import FetchError, SourceError
from monitor.model import Document, Known, Listed, Notice, Request
from monitor.sources.base import Found
from monitor.values import dataclass
from monitor.verdict import stood

MOST_PAGES = 10
DAILY = timedelta(hours=20)  # a check that comes early must not put the next page off for a day
WEEKLY = timedelta(days=6, hours=12)

Item = Listed | Notice


@dataclass
class Behind:
    """What the pages behind say: what was put in since the last look, what is edited, and what was there before us."""

    late: list[Item] = field(default_factory=list)
    edited: list[Item] = field(default_factory=list)
    older: list[Listed] = field(default_factory=list)

    @property
    def says_something(self) -> bool:
        return bool(self.late or self.edited or self.older)


def is_due(visit: Visit) -> bool:
    """Whether this is the first look of its day. Who hands a list in, or reads all of it, has no pages behind."""
    if visit.saved is not None or visit.source.whole:
        return False
    last = visit.state.last_good
    return last is None or visit.anew or last.date() != visit.now.date()


def risen(known: Mapping[str, Known], listed: Sequence[Listed]) -> set[str]:
    """The unknown notices of a list that stood below its end until now.

    When notices leave a list that shows only so many, as many older ones rise at its end.
    """
    places = [place for place, one in enumerate(listed) if one.key in known]
    unknown = {one.key for one in listed if one.key not in known}
    if not unknown or not places:
        return set()
    end, tail = listed[places[-1]], listed[places[-1] + 1 :]
    left = stood(known) - {one.key for one in listed}
    later = any(one.published and end.published and one.published > end.published for one in tail)
    if later or len(tail) > len(left) - (len(unknown) - len(tail)):
        return set()
    return {one.key for one in tail}


def look_behind(
    visit: Visit, known: Mapping[str, Known], front: set[str], last: Document
) -> tuple[Behind, str | None]:
    """What the pages behind the last one say, as far as it is time to look; and what went wrong on the way.

    front: the keys of what stands on the pages before them.
    """
    items: list[Item] = []
    seen, looked, ended, page = set(front), set(front), False, last
    try:
        while (request := _next(visit, page, first=page is last)) is not None:
            page = _answer(visit, request)
            found = [item for item in _entries(visit.source.read(page, visit.now)) if item.key not in seen]
            if not found:
                break  # the same page again, under another number
            was = _as_archived(visit, page)
            keys = {item.key for item in found}
            items, seen = [*items, *found], seen | keys
            looked |= keys if was else set()
            ended = was is not None and _ends(visit, was) and _ends(visit, page)
            if not any(key in known and known[key].content_sha256 for key in keys):
                break
    except SourceError as error:
        if not _is_past_the_end(error):
            return Behind(), f"the list's further pages could not be looked through: {error}"
    return _sorted(known, items, looked, ended=ended), None


def _is_past_the_end(error: SourceError) -> bool:
    """Whether there is no such page: a list whose pages are counted on says so only when it is asked."""
    return isinstance(error, FetchError) and error.status in (404, 410)


def _sorted(known: Mapping[str, Known], items: Sequence[Item], looked: set[str], *, ended: bool) -> Behind:
    """What was put in late was never seen and stands above something that was, on a page that was looked through.

    ended: the list ended here, now and then, so that nothing can have risen from below.
    """
    places = [place for place, item in enumerate(items) if item.key in known]
    end = len(items) if ended else places[-1] if places else 0
    behind = Behind()
    for place, item in enumerate(items):
        was, listed = known.get(item.key), item.listed if isinstance(item, Notice) else item
        if was is None and place < end and item.key in looked:
            behind.late.append(item)
        elif was is None:
            behind.older.append(listed)
        elif was.missing and (was.removed or was.listed != listed):
            behind.edited.append(item)
    return behind


def _next(visit: Visit, page: Document, *, first: bool) -> Request | None:
    """The page behind one, if it is time to look at it."""
    request = visit.source.further(page, visit.now)
    if request is None or request.page > MOST_PAGES:
        return None
    last = visit.read_at(request)
    due = last is None or visit.now - last >= (DAILY if first else WEEKLY)
    return request if due else None


def _answer(visit: Visit, request: Request) -> Document:
    """A page, behind its shell where it has one."""
    document = visit.ask(request)
    leads = (item for item in visit.source.read(document, visit.now) if isinstance(item, Request))
    behind = next((lead for lead in leads if lead.hop > request.hop), None)
    return document if behind is None else _answer(visit, behind)


def _entries(found: Iterator[Found]) -> list[Item]:
    return [item for item in found if isinstance(item, Listed | Notice)]


def _as_archived(visit: Visit, document: Document) -> Document | None:
    """A page as it was when it was last looked through."""
    body = visit.last_body(document)
    return None if body is None else replace(document, held=body)


def _ends(visit: Visit, document: Document) -> bool:
    try:
        return visit.source.further(document, visit.now) is None
    except SourceError:  # what it said then cannot be read any more
        return False
